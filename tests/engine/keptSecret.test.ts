import { readFileSync } from "node:fs";
import { adapters } from "./support/adapters";
import { startStack } from "./support/stack";

/** How Pulumi marks a secret in a state. */
const secret = {
  "4dabf18193072939515e22adb298388d": expect.any(String),
  ciphertext: expect.any(String),
};

test.each(adapters.map((adapter) => [adapter.name, adapter] as const))(
  "a secret name that the program no longer gives is kept, and stays secret, through the %s",
  async (_name, adapter) => {
    const stack = await startStack({ adapter, droplets: [{ id: 1 }] });
    stack.program(
      `new DropletSnapshot("data", { dropletId: 1, name: pulumi.secret("project-x") });`,
    );
    await stack.up();
    stack.program(`new DropletSnapshot("data", { dropletId: 1 });`);
    for (let time = 0; time < 2; time++) {
      const { writes } = await stack.up();
      expect(writes).toEqual([]);
      const { inputs, outputs } = stack.resource("data");
      expect([inputs["name"], outputs["name"]]).toEqual([secret, secret]);
      expect(readFileSync(stack.project.stateFile, "utf8")).not.toContain("project-x");
    }
    // Snapshots of former names stay in the list of those that are kept.
    for (const name of ["project-y", "project-z"]) {
      stack.program(
        `new DropletSnapshot("data", { dropletId: 1, name: pulumi.secret("${name}"), keepLast: 3 });`,
      );
      expect((await stack.up()).writes).toEqual(["snapshot"]);
      expect(readFileSync(stack.project.stateFile, "utf8")).not.toMatch(/project-[xyz]/);
    }
  },
  300_000,
);
