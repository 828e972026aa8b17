import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { World } from "../support/world";

/** What a run knows from this computer's journal that the engine's state does not tell. */

const kind = "DropletReboot";
const args = { dropletId: 42, triggers: [1] };
let world: World;

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({ droplets: [{ id: 42 }], ...options });
}
afterEach(() => world.stop());

test("a create whose end the engine never learned returns the same result, sends nothing and says so", async () => {
  await start();
  const lost = await world.up(kind, args);
  world.newProcess();
  const again = await world.up(kind, args);
  expect(again.outputs).toEqual(lost.outputs);
  expect(world.postedTypes()).toEqual(["reboot"]);
  expect(world.lines.at(-1)).toMatch(/earlier run has done this/);
});

test("after a normal end the same inputs are a new operation", async () => {
  await start();
  const saved = await world.up(kind, args);
  await world.endProcess();
  await world.destroy(kind, saved);
  await world.endProcess();
  await world.up(kind, args);
  expect(world.postedTypes()).toEqual(["reboot", "reboot"]);
});

test("once the engine shows the state that holds the actions, the same inputs are a new operation", async () => {
  await start();
  const saved = await world.up(kind, args);
  world.newProcess();
  await world.refresh(kind, saved);
  await world.up(kind, args);
  expect(world.postedTypes()).toEqual(["reboot", "reboot"]);
});

test("killed with other triggers than now: the old action finishes before the new one begins", async () => {
  await start({ durations: { reboot: 30 } });
  const killed = world.killAt(8, "after");
  void world.up(kind, args);
  await killed;
  world.newProcess();
  await world.up(kind, { ...args, triggers: [2] });
  const [old, anew] = world.simulator.actions;
  expect(world.postedTypes()).toEqual(["reboot", "reboot"]);
  expect(anew?.startedAt).toBeGreaterThanOrEqual(old?.completedAt ?? Infinity);
});

test("without the journal, a create stops at an action that it does not know, and names the way on", async () => {
  await start();
  await world.up(kind, args);
  world.loseJournal();
  const id = world.simulator.actions[0]?.id ?? 0;
  await expect(world.up(kind, args)).rejects.toThrow(
    new RegExp(`^reboot on Droplet 42 \\(action ${id}\\): .*proceedAfterAction: "${id}"`),
  );
  await world.up(kind, { ...args, proceedAfterAction: id });
  expect(world.postedTypes()).toEqual(["reboot", "reboot"]);
});

test("an action that ended a quarter of an hour ago stops nothing", async () => {
  await start();
  await world.up(kind, args);
  world.loseJournal();
  world.clock.advance(16 * 60);
  await world.up(kind, args);
  expect(world.postedTypes()).toEqual(["reboot", "reboot"]);
});

test("an action of another resource of ours stops nothing", async () => {
  await start();
  await world.up(kind, args, undefined, "one");
  await world.endProcess();
  await world.up(kind, args, undefined, "two");
  expect(world.postedTypes()).toEqual(["reboot", "reboot"]);
});

test("an action that a lost POST of one resource is not still stops the create of another", async () => {
  await start();
  const first = await world.up(kind, args, undefined, "one");
  await world.endProcess();
  await world.postElsewhere({ type: "reboot" });
  const foreign = world.simulator.actions.at(-1)?.id;
  world.clock.advance(60);
  world.simulator.faults.add({ method: "POST", nth: 1, fault: { status: 504 } });
  expect((await world.up(kind, { ...args, triggers: [2] }, first, "one")).reasons).toEqual([]);
  expect(world.postedTypes()).toEqual(["reboot", "reboot", "reboot"]);
  const second = world.up(kind, args, undefined, "two");
  await expect(second).rejects.toThrow(new RegExp(`proceedAfterAction: "${foreign}"`));
});

test("an action of a change that another change of the same resource has followed stops nothing", async () => {
  await start();
  const first = await world.up(kind, args, undefined, "one");
  await world.endProcess();
  await world.up(kind, { ...args, triggers: [2] }, first, "one");
  await world.endProcess();
  await world.up(kind, args, undefined, "two");
  expect(world.postedTypes()).toEqual(["reboot", "reboot", "reboot"]);
});

test("an errored snapshot is taken again, also where the Droplet is turned off first", async () => {
  await start({ switches: { outcomes: { snapshot: "errored" } } });
  const snapshot = { dropletId: 42, name: "n", powerOff: true };
  await expect(world.up("DropletSnapshot", snapshot)).rejects.toThrow(/errored/);
  await world.endProcess();
  world.simulator.setSwitches({ outcomes: {} });
  expect((await world.up("DropletSnapshot", snapshot)).reasons).toEqual([]);
});

test("a resource that declares a state simply looks at the Droplet", async () => {
  await start();
  await world.up("DropletPowerState", { dropletId: 42, state: "off" });
  world.loseJournal();
  await world.up("DropletPowerState", { dropletId: 42, state: "off" });
  expect(world.postedTypes()).toEqual(["shutdown"]);
});

describe("a secret name", () => {
  const named = { dropletId: 42, name: "project-x" };
  const notes = () =>
    readdirSync(world.folder).map((name) => readFileSync(join(world.folder, name), "utf8"));

  test.each(["DropletSnapshot", "DropletRename"])(
    "of a %s is in no record, and the record still says what was sent",
    async (kindOfName) => {
      await start({ durations: { snapshot: 30, rename: 30 } });
      world.secrets = ["project-x"];
      const killed = world.killAt(6, "after");
      void world.up(kindOfName, named);
      await killed;
      expect(notes().join()).toContain("sent");
      expect(notes().join()).not.toContain("project-x");
      world.newProcess();
      const { outputs } = await world.up(kindOfName, named);
      expect(world.postedTypes()).toHaveLength(1);
      expect(outputs["name"]).toBe("project-x");
      expect(notes().join()).not.toContain("project-x");
    },
  );
});
