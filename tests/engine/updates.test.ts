import { adapters, type Result, type Stack, startStack } from "./support/stack";

/** One Droplet for each kind of change, all changed in one `up`. */
const program = (after: boolean) => `
  new DropletPowerState("power", { dropletId: 1, state: "${after ? "active" : "off"}" });
  new DropletResize("resize", { dropletId: 2, size: "s-2vcpu-${after ? 4 : 2}gb" });
  new DropletPowerState("how", { dropletId: 3, state: "off", timeoutSeconds: ${after ? 300 : 200}, forcePowerOff: ${after} });
  new DropletSnapshot("triggered", { dropletId: 4, triggers: [${after ? 2 : 1}] });
  new DropletPowerState("onDelete", { dropletId: 5, state: "active"${after ? `, stateOnDelete: "off"` : ""} });
  new DropletPowerState("same", { dropletId: ${after ? '"6"' : "6"}, state: "off" });
`;

describe.each(adapters)("a program with one change of each kind, through the $name", (adapter) => {
  let stack: Stack;
  let first: Result, unchanged: Result, preview: Result, changed: Result;
  let oldSnapshot: unknown;

  beforeAll(async () => {
    stack = await startStack({ adapter, droplets: [1, 2, 3, 4, 5, 6].map((id) => ({ id })) });
    stack.program(program(false));
    first = await stack.up();
    oldSnapshot = stack.resource("triggered").outputs["snapshotId"];
    unchanged = await stack.up();
    stack.program(program(true));
    preview = await stack.preview({ args: ["--diff"] });
    changed = await stack.up();
  }, 300_000);

  /** Changing requests of a command that concern one Droplet, in order. */
  const actionsOf = (dropletId: number) =>
    stack.simulator.actions
      .filter((action) => action.dropletId === dropletId)
      .map(({ type }) => type);

  test("acts in the first up where a Droplet differs from the inputs, and nowhere else", () => {
    expect([...first.writes].sort()).toEqual([
      "power_on",
      "resize",
      ...Array<string>(4).fill("shutdown"),
      "snapshot",
    ]);
  });

  test("sends nothing in an unchanged up", () => {
    expect(unchanged.writes).toEqual([]);
    expect(unchanged.output).toContain("7 unchanged");
  });

  test("turns the power on when state changes", () => {
    expect(preview.output).toContain(`~ state: "off" => "active"`);
    expect(actionsOf(1)).toEqual(["shutdown", "power_on"]);
    expect(stack.resource("power").outputs["status"]).toBe("active");
  });

  test("resizes when size changes, with the power restored", () => {
    expect(preview.output).toMatch(/~ size *: "s-2vcpu-2gb" => "s-2vcpu-4gb"/);
    const once = ["shutdown", "resize", "power_on"];
    expect(actionsOf(2)).toEqual([...once, ...once]);
    expect(stack.resource("resize").outputs).toMatchObject({ memory: 4096, status: "active" });
  });

  test("does nothing, not even an update, when inputs change that only steer how", () => {
    expect(preview.output).not.toContain("timeoutSeconds");
    expect(actionsOf(3)).toEqual(["shutdown"]);
  });

  test("takes the new snapshot before the old one is deleted when triggers change", () => {
    const { writes } = changed;
    const deletion = `DELETE /v2/snapshots/${String(oldSnapshot)} 204`;
    expect(writes.indexOf("snapshot")).toBeGreaterThanOrEqual(0);
    expect(writes.indexOf(deletion)).toBeGreaterThan(writes.indexOf("snapshot"));
    expect(stack.simulator.snapshots(4).map(({ id }) => String(id))).toEqual([
      stack.resource("triggered").outputs["snapshotId"],
    ]);
  });

  test("saves a changed stateOnDelete without a POST", () => {
    expect(preview.output).toContain(`+ stateOnDelete: "off"`);
    expect(actionsOf(5)).toEqual([]);
    expect(stack.resource("onDelete").outputs["stateOnDelete"]).toBe("off");
  });

  test("takes a Droplet's id as a number and as text for the same", () => {
    expect(preview.output).not.toMatch(/dropletId.*=>/);
    expect(actionsOf(6)).toEqual(["shutdown"]);
  });

  test("counts as changed what was changed, and nothing else", () => {
    expect(changed.output).toContain("~ 4 updated");
    expect(changed.output).not.toContain("replaced");
    expect(changed.output).toContain("3 unchanged");
  });
});
