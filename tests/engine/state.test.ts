import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Stack, startStack, token } from "./support/stack";

/** How Pulumi marks a secret in a state. */
const secret = {
  "4dabf18193072939515e22adb298388d": expect.any(String),
  ciphertext: expect.any(String),
};

describe("a saved state", () => {
  let stack: Stack;
  let previewOutput: string, whileUnfinished: string, refusedOutput: string;

  beforeAll(async () => {
    const droplets = [{ id: 1 }, { id: 2 }, { id: 3 }];
    stack = await startStack({ droplets, durations: { snapshot: 600 } });
    stack.program(`
      new DropletPowerState("one", { dropletId: 1, state: "off" });
      new DropletPowerState("two", { dropletId: 2, state: "active", timeoutSeconds: 60 });
      new DropletSnapshot("data", { dropletId: 3, name: pulumi.secret("project-x"), timeoutSeconds: 5 });
    `);
    previewOutput = (await stack.preview()).output;
    await stack.up({ fails: true });
    whileUnfinished = readFileSync(stack.project.stateFile, "utf8");
    stack.passSeconds(600);
    await stack.up();
    stack.program(
      `new DropletRename("host", { dropletId: 1, name: pulumi.secret("wrong_host") });`,
    );
    refusedOutput = (await stack.preview({ fails: true })).output;
  }, 300_000);

  const providerText = (name: string) => String(stack.resource(name).inputs["__provider"]);

  test("keeps a secret name encrypted, in inputs and outputs", () => {
    const { inputs, outputs } = stack.resource("data");
    expect(inputs["name"]).toEqual(secret);
    expect(outputs["name"]).toEqual(secret);
    expect(readFileSync(stack.project.stateFile, "utf8")).not.toContain("project-x");
  });

  test("keeps a secret name encrypted while the resource is unfinished", () => {
    expect(whileUnfinished).toContain("unfinished");
    expect(whileUnfinished).not.toContain("project-x");
  });

  test("belongs to previews that do not show a secret name, be it refused", () => {
    expect(previewOutput).not.toContain("project-x");
    expect(refusedOutput).toContain('name "[secret]" must be a host name');
    expect(refusedOutput).not.toContain("wrong_host");
  });

  test("holds provider text that is the same for all resources of a kind, in inputs and outputs", () => {
    expect(providerText("one")).toBe(providerText("two"));
    expect(stack.resource("one").outputs["__provider"]).toBe(providerText("one"));
  });

  test("holds provider text that only imports the core: no code of it, no environment, no token", () => {
    const text = providerText("one");
    expect(text).toContain(`import("pulumi-droplet-actions/dynamic")`);
    for (const part of ["process", "DIGITALOCEAN", token, "axios"])
      expect(text).not.toContain(part);
    expect(text.length).toBeLessThan(4_000);
  });

  /**
   * What is saved is run: by refresh and destroy, for as long as the resource is not updated, with whatever version
   * of this package is then installed. So a changed text reaches users unseen and late, and the old one must continue
   * working. Change it, and the file, for a good reason only (Pulumi's own serializer, which wraps it, is one).
   */
  test("holds the provider text that users have", () => {
    const golden = readFileSync(join(__dirname, "golden", "providerText.txt"), "utf8");
    expect(providerText("one")).toBe(golden);
    expect(providerText("data")).toBe(golden.replaceAll("DropletPowerState", "DropletSnapshot"));
  });
});
