import { adapters, type Result, type Stack, startStack } from "./support/stack";

describe.each(adapters)("a resize with snapshotBefore, through the $name", (adapter) => {
  let stack: Stack;
  let preview: Result, up: Result, renamed: Result, back: Result;
  let resized: Readonly<Record<string, unknown>>;
  let restored: Readonly<Record<string, unknown>>;

  const resize = (name: string) =>
    `new DropletResize("web", { dropletId: 1, size: "s-2vcpu-2gb", snapshotBefore: "${name}" });`;
  const outputsOf = (type: string) =>
    stack.resources().find((resource) => resource.type.endsWith(type))?.outputs ?? {};

  beforeAll(async () => {
    stack = await startStack({ adapter, droplets: [{ id: 1, size: "s-1vcpu-1gb" }] });
    stack.program(resize("before"));
    preview = await stack.preview();
    up = await stack.up();
    resized = outputsOf("DropletResize");
    stack.program(resize("other"));
    renamed = await stack.up();
    stack.program(`
      ${resize("other").replace("new", "const resize = new")}
      new DropletRestore("web", {
        dropletId: 1,
        image: resize.snapshotBeforeId,
        allowDataLoss: true,
        snapshotBefore: "before-restore",
      });
    `);
    back = await stack.up();
    restored = outputsOf("DropletRestore");
  }, 300_000);

  test("is one outage in the preview, which says that the snapshot is kept", () => {
    expect(preview.output).toMatch(/2\) snapshot named "before"; 3\) resize .*; 4\) power_on\./);
    expect(preview.output).toMatch(
      /down during steps 1 to 4, .*The snapshot is kept for good, and billed; to go back, restore from it/,
    );
  });

  test("takes it while the Droplet is off, and says which it is", () => {
    expect(up.writes).toEqual(["shutdown", "snapshot", "resize", "power_on"]);
    const [snapshot] = stack.simulator.snapshots(1);
    expect(resized["snapshotBeforeId"]).toBe(String(snapshot?.id));
    expect(up.output).toContain(`Snapshot ${snapshot?.id} ("before"), taken first, is kept`);
  });

  test("is unchanged by another name alone", () => {
    expect(renamed.writes).toEqual([]);
    expect(renamed.output).toContain("2 unchanged");
  });

  test("can be gone back on by a restore, which takes one of its own", () => {
    expect(back.writes).toEqual(["snapshot", "restore"]);
    const [first, second] = stack.simulator.snapshots(1);
    expect(stack.simulator.posts().accepted.at(-1)?.body).toEqual({
      type: "restore",
      image: first?.id,
    });
    expect(restored["snapshotBeforeId"]).toBe(String(second?.id));
    expect(outputsOf("DropletResize")["snapshotBeforeId"]).toBe(String(first?.id));
  });
});
