import { World } from "../support/world";

/** A taint's create was killed, and what ends it or goes on with it is cut off as well. */

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
async function killedTaint(snapshot = 300) {
  world = await World.start({ droplets: [{ id: 42 }] });
  const first = await world.up("DropletSnapshot", args);
  world.endProcess();
  world.clock.advance(4_000);
  const so = world.simulator.requests.length;
  await replace(first);
  const nth = world.simulator.requests.slice(so).findIndex(({ method }) => method === "POST") + 1;
  await world.stop();
  world = await World.start({ droplets: [{ id: 42 }], durations: { snapshot } });
  const old = await world.up("DropletSnapshot", args);
  world.endProcess();
  world.clock.advance(4_000);
  const killed = world.killAt(nth + 1, "before");
  void replace(old);
  await killed;
  world.newProcess();
  expect(world.simulator.posts().accepted).toHaveLength(2);
  return old;
}

test("a killed taint, and a destroy that runs out of time waiting for its snapshot: the second destroy deletes the state's own", async () => {
  const old = await killedTaint();
  const short = { ...old, outputs: { ...old.outputs, timeoutSeconds: 60 } };
  await expect(world.destroy("DropletSnapshot", short)).rejects.toThrow(/still in progress/);
  world.endProcess();
  world.clock.advance(400);
  await world.destroy("DropletSnapshot", short);
  expect(ids()).toHaveLength(1);
  expect(ids()).not.toContain(old.outputs["snapshotId"]);
});

test("a killed taint, and a destroy that is killed while it waits for its snapshot: the second destroy deletes the state's own", async () => {
  const old = await killedTaint();
  const killed = world.killAt(3, "after");
  void world.destroy("DropletSnapshot", old);
  await killed;
  world.newProcess();
  world.clock.advance(400);
  await world.destroy("DropletSnapshot", old);
  expect(ids()).toHaveLength(1);
  expect(ids()).not.toContain(old.outputs["snapshotId"]);
});

test("a taint's unfinished snapshot, resumed by an up that is killed: destroying the old one leaves the new one alone", async () => {
  world = await World.start({ droplets: [{ id: 42 }], durations: { snapshot: 300 } });
  const old = await world.up("DropletSnapshot", args);
  world.endProcess();
  world.clock.advance(4_000);
  const fresh = await replace(old, { timeoutSeconds: 60 });
  expect(fresh.reasons).toHaveLength(1);
  world.endProcess();
  const killed = world.killAt(4, "after");
  void world.up("DropletSnapshot", args, fresh);
  await killed;
  world.newProcess();
  world.clock.advance(400);
  await world.destroy("DropletSnapshot", old);
  expect(ids()).toHaveLength(1);
  expect(ids()).not.toContain(old.outputs["snapshotId"]);
});

test("a killed taint taken back, and an up that is killed while it ends it: the state's snapshot stays its own", async () => {
  const old = await killedTaint();
  const killed = world.killAt(4, "after");
  void world.up("DropletSnapshot", args, old);
  await killed;
  world.newProcess();
  world.clock.advance(400);
  const kept = await world.up("DropletSnapshot", args, old);
  expect([kept.outputs["snapshotId"], world.lines.join().includes("another wish")]).toEqual([
    old.outputs["snapshotId"],
    true,
  ]);
});
