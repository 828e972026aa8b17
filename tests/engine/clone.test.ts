import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Result, type Stack, startStack } from "./support/stack";

/** Pulumi runs no program for a refresh or destroy, so that it is the saved provider text that finds nothing installed. */
describe("a clone in which the package is not installed", () => {
  let stack: Stack;
  let results: Result[];

  beforeAll(async () => {
    stack = await startStack({ droplets: [{ id: 1 }] });
    stack.program(`new DropletPowerState("one", { dropletId: 1, state: "off" });`);
    await stack.up();
    rmSync(join(stack.project.folder, "node_modules", "pulumi-droplet-actions"));
    results = [await stack.refresh({ fails: true }), await stack.destroy({ fails: true })];
  }, 300_000);

  test("says in refresh and destroy what to run, without a stack trace", () => {
    for (const { output } of results) {
      expect(output).toContain(
        "error: pulumi-droplet-actions, or something that it needs, is not installed in this project. Run `npm ci`, or your package manager's install, and then the same command again.",
      );
      expect(output).not.toMatch(/\n +at /);
    }
  });

  test("loses nothing of the state", () => {
    expect(stack.names()).toEqual(["one"]);
  });

  test("is no clone without Pulumi's own package, which Pulumi itself reports", async () => {
    rmSync(join(stack.project.folder, "node_modules"), { recursive: true });
    const { output } = await stack.refresh({ fails: true, env: { NODE_OPTIONS: undefined } });
    const page = readFileSync(join(__dirname, "..", "..", "docs", "errors.md"), "utf8");
    const told = "Cannot find module '@pulumi/pulumi/cmd/dynamic-provider'";
    expect(output).toContain(told);
    expect(page).toContain(told);
  }, 60_000);
});
