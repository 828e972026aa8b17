import { requestOfPost } from "../support/requestOfPost";
import { type Saved, World } from "../support/world";

/** A replacement that nothing in the program asks for: taint, or --replace. */

let world: World;
afterEach(() => world.stop());
const args = { dropletId: 42, name: "n" };
const ids = () => world.simulator.snapshots(42).map(({ id }) => String(id));

interface Old {
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** As the engine replaces: of a tainted resource it shows the old inputs in a check, for --replace it does not. */
const ways = {
  taint: async (on: World, { inputs }: Old, more: object) => {
    await on.check("DropletSnapshot", { ...args, ...more }, inputs, { preview: false });
    return on.up("DropletSnapshot", { ...args, ...more });
  },
  replace: (on: World, _old: Old, more: object) => on.up("DropletSnapshot", { ...args, ...more }),
};

const tainted = (old: Old, more = {}) => ways.taint(world, old, more);

async function made(on: World, more = {}) {
  const old = await on.up("DropletSnapshot", { ...args, ...more });
  await on.endProcess();
  on.clock.advance(4_000);
  return old;
}

function expectOnlyTheNewOne(old: Saved): void {
  expect(ids()).toHaveLength(1);
  expect(ids()).not.toContain(old.outputs["snapshotId"]);
}

interface Killed {
  readonly way?: keyof typeof ways;
  /** Seconds that a snapshot takes. */
  readonly snapshot?: number;
  /** Seconds from the kill on. */
  readonly passes?: number;
  readonly oldArgs?: object;
  readonly newArgs?: object;
}

/** Killed when DigitalOcean has taken the new one's POST and answered it. */
async function killedReplacement(setup: Killed = {}) {
  const { way = "taint", snapshot = 100, passes = 200, oldArgs = {}, newArgs = {} } = setup;
  const droplets = [{ id: 42 }];
  const nth = await requestOfPost({ droplets }, async (other) => {
    const old = await made(other);
    const count = other.simulator.requests.length;
    await ways[way](other, old, { triggers: [9] });
    return count;
  });
  world = await World.start({ droplets, durations: { snapshot } });
  const old = await made(world, oldArgs);
  const killed = world.killAt(nth + 1, "before");
  void ways[way](world, old, newArgs);
  await killed;
  world.newProcess();
  expect(world.simulator.posts().accepted).toHaveLength(2);
  world.clock.advance(passes);
  world.lines.length = 0;
  return old;
}

test("a tainted snapshot whose new create was killed: destroy deletes the snapshot that the state holds", async () => {
  const old = await killedReplacement();
  await world.destroy("DropletSnapshot", old);
  expect(ids()).not.toContain(old.outputs["snapshotId"]);
});

test("a tainted snapshot whose new one timed out: both are deleted, each by its own", async () => {
  world = await World.start({ droplets: [{ id: 42 }], durations: { snapshot: 300 } });
  const old = await made(world);
  const fresh = await tainted(old, { timeoutSeconds: 60 });
  expect(fresh.reasons).toHaveLength(1);
  await world.endProcess();
  world.clock.advance(400);
  await world.destroy("DropletSnapshot", old);
  expectOnlyTheNewOne(old);
  await world.destroy("DropletSnapshot", fresh);
  expect(ids()).toEqual([]);
});

test("an unfinished snapshot that is tainted, and whose old one is deleted by the next process, is still there", async () => {
  world = await World.start({ droplets: [{ id: 42 }], durations: { snapshot: 300 } });
  const old = await world.up("DropletSnapshot", { ...args, timeoutSeconds: 60 });
  expect(old.reasons).toHaveLength(1);
  await world.endProcess();
  world.clock.advance(400);
  const fresh = await tainted(old);
  expect(fresh.reasons).toEqual([]);
  expect(fresh.outputs["snapshotId"]).not.toBe(old.outputs["snapshotId"]);
  // Killed before the old one's deletion; the next up does that, and nothing with the new one.
  world.newProcess();
  await world.check("DropletSnapshot", args, fresh.inputs, { preview: false });
  await world.diff("DropletSnapshot", fresh.outputs, fresh.inputs, { preview: false });
  await world.destroy("DropletSnapshot", old);
  expect(ids()).toContain(fresh.outputs["snapshotId"]);
});

test("tainted, killed, and then a plain up and a destroy: the one that is left was reported by its action", async () => {
  const old = await killedReplacement();
  const kept = await world.up("DropletSnapshot", args, old);
  await world.endProcess();
  await world.destroy("DropletSnapshot", kept);
  expectOnlyTheNewOne(old);
  expect(world.lines.join("\n")).toMatch(/interrupted run had sent snapshot \(action \d+\)/);
});

test("triggers changed, killed, and changed back: the new snapshot is reported", async () => {
  const old = await killedReplacement({ oldArgs: { triggers: [1] }, newArgs: { triggers: [2] } });
  await world.up("DropletSnapshot", { ...args, triggers: [1] }, old);
  expect(ids()).toHaveLength(2);
  expect(world.lines.join("\n")).toMatch(/interrupted run had sent snapshot \(action \d+\)/);
});

test("a killed taint, and a destroy that times out waiting for its snapshot: the second destroy deletes the state's own", async () => {
  const old = await killedReplacement({ snapshot: 300, passes: 0 });
  const short = { ...old, outputs: { ...old.outputs, timeoutSeconds: 60 } };
  await expect(world.destroy("DropletSnapshot", short)).rejects.toThrow(/still in progress/);
  await world.endProcess();
  world.clock.advance(400);
  await world.destroy("DropletSnapshot", short);
  expectOnlyTheNewOne(old);
});

test("a killed taint, and a destroy that is killed while it waits for its snapshot: the second destroy deletes the state's own", async () => {
  const old = await killedReplacement({ snapshot: 300, passes: 0 });
  const killed = world.killAt(3, "after");
  void world.destroy("DropletSnapshot", old);
  await killed;
  world.newProcess();
  world.clock.advance(400);
  await world.destroy("DropletSnapshot", old);
  expectOnlyTheNewOne(old);
});

test("a taint's unfinished snapshot, resumed by an up that is killed: destroying the old one leaves the new one alone", async () => {
  world = await World.start({ droplets: [{ id: 42 }], durations: { snapshot: 300 } });
  const old = await made(world);
  const fresh = await tainted(old, { timeoutSeconds: 60 });
  expect(fresh.reasons).toHaveLength(1);
  await world.endProcess();
  const killed = world.killAt(4, "after");
  void world.up("DropletSnapshot", args, fresh);
  await killed;
  world.newProcess();
  world.clock.advance(400);
  await world.destroy("DropletSnapshot", old);
  expectOnlyTheNewOne(old);
});

test("a killed taint taken back, and an up that is killed while it ends it: the state's snapshot stays its own", async () => {
  const old = await killedReplacement({ snapshot: 300, passes: 0 });
  const killed = world.killAt(4, "after");
  void world.up("DropletSnapshot", args, old);
  await killed;
  world.newProcess();
  world.clock.advance(400);
  const kept = await world.up("DropletSnapshot", args, old);
  expect([
    kept.outputs["snapshotId"],
    world.lines.join().includes("to replace this resource"),
  ]).toEqual([old.outputs["snapshotId"], true]);
});

test("--replace killed, then destroy: the snapshot that the state holds is deleted", async () => {
  const old = await killedReplacement({ way: "replace" });
  await world.destroy("DropletSnapshot", old);
  expect(ids()).not.toContain(old.outputs["snapshotId"]);
});

test("--replace killed, then a plain up: the state keeps its snapshot, or the one that is left is reported", async () => {
  const old = await killedReplacement({ way: "replace" });
  const kept = await world.up("DropletSnapshot", args, old);
  const told = world.lines.join("\n").includes(String(old.outputs["snapshotId"]));
  expect(kept.outputs["snapshotId"] === old.outputs["snapshotId"] || told).toBe(true);
});
