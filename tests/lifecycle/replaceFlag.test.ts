import { World } from "../support/world";

/** `pulumi up --replace`: the engine checks without the old inputs and calls no diff, so its create looks like a first one. */

let world: World;
afterEach(() => world.stop());
const args = { dropletId: 42, name: "n" };
const ids = () => world.simulator.snapshots(42).map(({ id }) => String(id));
async function killed() {
  world = await World.start({ droplets: [{ id: 42 }] });
  await world.up("DropletSnapshot", args);
  world.endProcess();
  world.clock.advance(4_000);
  const so = world.simulator.requests.length;
  await world.up("DropletSnapshot", args);
  const nth = world.simulator.requests.slice(so).findIndex(({ method }) => method === "POST") + 1;
  await world.stop();
  world = await World.start({ droplets: [{ id: 42 }], durations: { snapshot: 100 } });
  const old = await world.up("DropletSnapshot", args);
  world.endProcess();
  world.clock.advance(4_000);
  const kill = world.killAt(nth + 1, "before");
  void world.up("DropletSnapshot", args);
  await kill;
  world.newProcess();
  world.clock.advance(200);
  world.lines.length = 0;
  expect(world.simulator.posts().accepted).toHaveLength(2);
  return old;
}

test("--replace killed, then destroy: the snapshot that the state holds is deleted", async () => {
  const old = await killed();
  await world.destroy("DropletSnapshot", old);
  expect(ids()).not.toContain(old.outputs["snapshotId"]);
});

test("--replace killed, then a plain up: the state keeps its snapshot, or the one that is left is told of", async () => {
  const old = await killed();
  const kept = await world.up("DropletSnapshot", args, old);
  const told = world.lines.join("\n").includes(String(old.outputs["snapshotId"]));
  expect(kept.outputs["snapshotId"] === old.outputs["snapshotId"] || told).toBe(true);
});
