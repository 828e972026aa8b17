import { World } from "../support/world";

/** A replacement that nothing in the program asks for: taint, or --replace. */

let world: World;
afterEach(() => world.stop());
const args = { dropletId: 42, name: "n" };
const ids = () => world.simulator.snapshots(42).map(({ id }) => String(id));
const replace = async (saved: { inputs: object }, more = {}) => {
  await world.check("DropletSnapshot", { ...args, ...more }, saved.inputs as never, {
    preview: false,
  });
  return world.up("DropletSnapshot", { ...args, ...more });
};
/** Which request of a replacement is its POST. */
async function requestOfReplacement(more = {}): Promise<number> {
  world = await World.start({ droplets: [{ id: 42 }] });
  const old = await world.up("DropletSnapshot", args);
  world.endProcess();
  world.clock.advance(4_000);
  const before = world.simulator.requests.length;
  await replace(old, more);
  const nth = world.simulator.requests.slice(before).findIndex(({ method }) => method === "POST");
  await world.stop();
  return nth + 1;
}
/** Killed when DigitalOcean has taken the new one's POST and answered it. */
async function killedReplacement(oldMore = {}, more = {}) {
  const nth = await requestOfReplacement({ triggers: [9] });
  world = await World.start({ droplets: [{ id: 42 }], durations: { snapshot: 100 } });
  const old = await world.up("DropletSnapshot", { ...args, ...oldMore });
  world.endProcess();
  world.clock.advance(4_000);
  const killed = world.killAt(nth + 1, "before");
  void replace(old, more);
  await killed;
  world.newProcess();
  expect(world.simulator.posts().accepted).toHaveLength(2);
  world.clock.advance(200);
  world.lines.length = 0;
  return old;
}

test("a tainted snapshot whose new create was killed: destroy deletes the snapshot that the state holds", async () => {
  const old = await killedReplacement();
  await world.destroy("DropletSnapshot", old);
  expect(ids()).not.toContain(old.outputs["snapshotId"]);
});

test("a tainted snapshot whose new one ran out of time: both are deleted, each by its own", async () => {
  world = await World.start({ droplets: [{ id: 42 }], durations: { snapshot: 300 } });
  const old = await world.up("DropletSnapshot", args);
  world.endProcess();
  world.clock.advance(4_000);
  const fresh = await replace(old, { timeoutSeconds: 60 });
  expect(fresh.reasons).toHaveLength(1);
  world.endProcess();
  world.clock.advance(400);
  await world.destroy("DropletSnapshot", old);
  expect(ids()).toHaveLength(1);
  expect(ids()).not.toContain(old.outputs["snapshotId"]);
  await world.destroy("DropletSnapshot", fresh);
  expect(ids()).toEqual([]);
});

test("an unfinished snapshot that is chosen with --replace, and whose old one is deleted by the next process, is still there", async () => {
  world = await World.start({ droplets: [{ id: 42 }], durations: { snapshot: 300 } });
  const old = await world.up("DropletSnapshot", { ...args, timeoutSeconds: 60 });
  expect(old.reasons).toHaveLength(1);
  world.endProcess();
  world.clock.advance(400);
  const fresh = await replace(old);
  expect(fresh.reasons).toEqual([]);
  expect(fresh.outputs["snapshotId"]).not.toBe(old.outputs["snapshotId"]);
  // Killed before the old one's deletion; the next up does that, and nothing with the new one.
  world.newProcess();
  await world.check("DropletSnapshot", args, fresh.inputs, { preview: false });
  world.diff("DropletSnapshot", fresh.outputs, fresh.inputs, { preview: false });
  await world.destroy("DropletSnapshot", old);
  expect(ids()).toContain(fresh.outputs["snapshotId"]);
});

test("chosen with --replace, killed, and then a plain up and a destroy: the one that is left was told of by its action", async () => {
  const old = await killedReplacement();
  const kept = await world.up("DropletSnapshot", args, old);
  world.endProcess();
  await world.destroy("DropletSnapshot", kept);
  expect(ids()).toHaveLength(1);
  expect(ids()).not.toContain(old.outputs["snapshotId"]);
  expect(world.lines.join("\n")).toMatch(/interrupted after it had sent snapshot \(action \d+\)/);
});

test("triggers changed, killed, and changed back: the new snapshot is told of", async () => {
  const old = await killedReplacement({ triggers: [1] }, { triggers: [2] });
  await world.up("DropletSnapshot", { ...args, triggers: [1] }, old);
  expect(ids()).toHaveLength(2);
  expect(world.lines.join("\n")).toMatch(/interrupted after it had sent snapshot \(action \d+\)/);
});
