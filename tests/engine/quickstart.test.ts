import { type Resource, type Result, type Stack, startStack } from "./support/stack";

// The example as it is, in TypeScript, with the repository's own Pulumi.yaml.
describe("the quickstart", () => {
  let stack: Stack;
  let preview: Result, first: Result, second: Result, destroyed: Result;
  let saved: Resource[];

  beforeAll(async () => {
    stack = await startStack({ example: "quickstart" });
    preview = await stack.preview();
    first = await stack.up();
    saved = stack.resources();
    second = await stack.up();
    destroyed = await stack.destroy();
  }, 300_000);

  test("tells in preview what each resource will do at most, though there is no Droplet yet", () => {
    expect(preview.output).toMatch(
      /DropletResize \(web\):\n +When its Droplet is known, at most: 1\) shutdown/,
    );
    expect(preview.output).toMatch(/2\) resize to s-2vcpu-2gb; 3\) power_on\. The Droplet is down/);
    expect(preview.output).toMatch(
      /DropletSnapshot \(web-after-resize\):\n +When its Droplet is known/,
    );
    expect(preview.output).toMatch(/DropletPowerState \(web\):\n +When its Droplet is known/);
  });

  test("creates the Droplet, resizes it with the power restored, takes a snapshot, turns it off gently", () => {
    expect(first.writes).toEqual([
      "POST /v2/droplets 202",
      "shutdown",
      "resize",
      "power_on",
      "snapshot",
      "shutdown",
    ]);
    expect(first.output).toMatch(/memory +: 2048/);
    expect(first.output).toMatch(/snapshotId: "\d+"/);
    expect(first.output).toMatch(/status +: "off"/);
  });

  test("saves each resource under its Droplet's id, the snapshot under its action's", () => {
    const ids = saved.filter(({ type }) => type.includes("dynamic")).map(({ id }) => id);
    const droplet = saved.find(({ type }) => type.startsWith("digitalocean:"))?.id;
    expect(ids).toEqual([droplet, expect.stringMatching(/^action-\d+$/), droplet]);
  });

  test("finds that all matches in a second up and sends nothing", () => {
    expect(second.writes).toEqual([]);
    expect(second.output).toContain("5 unchanged");
  });

  test("deletes the snapshot and the Droplet in destroy, and posts no action", () => {
    expect(destroyed.writes).toEqual([
      expect.stringMatching(/^DELETE \/v2\/snapshots\/\d+ 204$/),
      expect.stringMatching(/^DELETE \/v2\/droplets\/\d+ 204$/),
    ]);
    expect(stack.resources()).toEqual([]);
  });
});
