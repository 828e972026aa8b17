import { World } from "../support/world";

const kind = "DropletSnapshot";
let world: World;

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({
    droplets: [{ id: 42, name: "web-1" }, { id: 43 }],
    ...options,
    durations: { snapshot: 20, ...options.durations },
  });
}
afterEach(() => world.stop());

const names = (dropletId = 42) => world.simulator.snapshots(dropletId).map(({ name }) => name);

test("takes a snapshot of a running Droplet and tells all about it", async () => {
  await start();
  const { id, outputs } = await world.up(kind, { dropletId: 42, name: "before-upgrade" });
  expect(world.simulator.posts().accepted.map(({ body }) => body)).toEqual([
    { type: "snapshot", name: "before-upgrade" },
  ]);
  const [snapshot] = world.simulator.snapshots(42);
  expect(id).toBe(`action-${world.simulator.actions[0]?.id}`);
  expect(outputs).toMatchObject({
    snapshotId: String(snapshot?.id),
    createdAt: expect.any(String),
    sizeGigabytes: expect.any(Number),
    minDiskSize: 25,
    regions: ["nyc3"],
  });
});

test("its name is the resource's at create, and stays when the resource is renamed", async () => {
  await start();
  const saved = await world.up(kind, { dropletId: 42 }, undefined, "nightly");
  expect(names()).toEqual(["nightly"]);
  const checked = await world.check(kind, { dropletId: 42 }, saved.inputs, { name: "renamed" });
  expect(checked.inputs["name"]).toBe("nightly");
  expect((await world.diff(kind, saved.outputs, checked.inputs)).changes).toBe(false);
});

test("with powerOff it is taken while the Droplet is off, and the power is put back", async () => {
  await start();
  await world.up(kind, { dropletId: 42, powerOff: true });
  expect(world.postedTypes()).toEqual(["shutdown", "snapshot", "power_on"]);
  expect(world.simulator.droplet(42).status).toBe("active");
});

test("is told from others by what was there before, by its name and by its time", async () => {
  await start({ droplets: [{ id: 42, snapshots: ["nightly", "nightly"] }] });
  world.simulator.faults.add({ path: "/v2/nowhere", fault: {} });
  const before = world.simulator.snapshots(42).map(({ id }) => String(id));
  const saved = await world.up(kind, { dropletId: 42, name: "nightly" });
  expect(before).not.toContain(saved.outputs["snapshotId"]);
  world.newProcess();
  await world.destroy(kind, saved);
  expect(world.simulator.snapshots(42).map(({ id }) => String(id))).toEqual(before);
});

test.each([{ name: "second" }, { triggers: [2] }])("a changed %j replaces it", async (change) => {
  await start();
  const saved = await world.up(kind, { dropletId: 42, name: "first", triggers: [1] });
  const news = { ...saved.inputs, ...change };
  expect((await world.diff(kind, saved.outputs, news)).replaces).toEqual(Object.keys(change));
});

test("on another Droplet it takes a new one in place and leaves the old one, naming it in preview and up", async () => {
  await start();
  const saved = await world.up(kind, { dropletId: 42, name: "a" });
  const args = { dropletId: 43, name: "b" };
  const { inputs } = await world.check(kind, args, saved.inputs);
  expect(await world.diff(kind, saved.outputs, inputs)).toEqual({
    changes: undefined,
    replaces: [],
  });
  const left = new RegExp(`Snapshot ${String(saved.outputs["snapshotId"])} of Droplet 42 is left`);
  expect(world.lines.at(-1)).toMatch(left);
  world.newProcess();
  const moved = await world.up(kind, args, saved);
  expect(world.lines.at(-2)).toMatch(left);
  expect(names(42)).toEqual(["a"]);
  expect(names(43)).toEqual(["b"]);
  expect(moved.outputs["snapshotId"]).not.toBe(saved.outputs["snapshotId"]);
});

test("removing it deletes the snapshot, and one that is gone already is fine", async () => {
  await start();
  const saved = await world.up(kind, { dropletId: 42 });
  world.newProcess();
  await world.destroy(kind, saved);
  expect(names()).toEqual([]);
  await world.destroy(kind, saved);
  expect(world.postedTypes()).toEqual(["snapshot"]);
});

test.each(["../droplets/42", "abc"])(
  "a state whose snapshotId is %j deletes nothing, and says how to mend it",
  async (snapshotId) => {
    await start();
    const saved = await world.up(kind, { dropletId: 42 });
    const broken = { ...saved, outputs: { ...saved.outputs, snapshotId } };
    await expect(world.destroy(kind, broken)).rejects.toThrow(
      /snapshotId in Pulumi's state is ".*", and must be the id of a snapshot.*pulumi state delete/,
    );
    expect(world.simulator.requests.filter(({ method }) => method === "DELETE")).toEqual([]);
  },
);

test("refresh notices a snapshot that is gone, and keeps one whose Droplet is gone", async () => {
  await start();
  const saved = await world.up(kind, { dropletId: 42 });
  world.simulator.destroyDroplet(42);
  expect((await world.refresh(kind, saved))?.outputs["snapshotId"]).toBe(
    saved.outputs["snapshotId"],
  );
  world.simulator.deleteImage(String(saved.outputs["snapshotId"]));
  expect(await world.refresh(kind, saved)).toBeUndefined();
});

test("out of time it is kept, waited for by the next up after a refresh, and taken once", async () => {
  await start({ durations: { snapshot: 2_400 } });
  const args = { dropletId: 42, timeoutSeconds: 60 };
  const first = await world.up(kind, args);
  expect(first.reasons[0]).toMatch(/^snapshot on Droplet 42 \(action \d+\): still in progress/);
  expect(first.outputs["snapshotId"]).toBeNull();
  const refreshed = await world.refresh(kind, first);
  world.newProcess();
  const second = await world.up(kind, { ...args, timeoutSeconds: 7200 }, refreshed);
  expect(second.outputs["snapshotId"]).toEqual(expect.any(String));
  expect(second.outputs["performedActions"]).toMatchObject([
    { type: "snapshot", status: "completed" },
  ]);
  expect(world.postedTypes()).toEqual(["snapshot"]);
});

test("removing an unfinished one waits for it and deletes it", async () => {
  await start({ durations: { snapshot: 600 } });
  const saved = await world.up(kind, { dropletId: 42, timeoutSeconds: 300 });
  expect(saved.reasons).toHaveLength(1);
  world.newProcess();
  await world.destroy(kind, saved);
  expect(names()).toEqual([]);
  expect(world.postedTypes()).toEqual(["snapshot"]);
});

test("unfinished on one Droplet and declared for another, it is ended on the first before the second begins", async () => {
  await start({ durations: { snapshot: 600 } });
  const first = await world.up(kind, { dropletId: 42, timeoutSeconds: 300 });
  world.newProcess();
  const second = await world.up(kind, { dropletId: 43 }, first);
  expect(second.reasons).toEqual([]);
  expect(names(42)).toHaveLength(1);
  expect(names(43)).toHaveLength(1);
  expect(world.postedTypes()).toEqual(["snapshot", "snapshot"]);
});

test("a lost answer is matched with the snapshot it made, and none is taken twice", async () => {
  await start({ durations: { snapshot: 300 } });
  world.simulator.faults.add({ type: "snapshot", times: 1, fault: { when: "after", status: 502 } });
  const { outputs, id } = await world.up(kind, { dropletId: 42, name: "nightly" });
  expect(outputs["snapshotId"]).toBe(String(world.simulator.snapshots(42)[0]?.id));
  expect(id).toBe(`action-${world.simulator.actions[0]?.id}`);
  expect(world.postedTypes()).toEqual(["snapshot"]);
});

test("a 40-minute snapshot is awaited", async () => {
  await start({ durations: { snapshot: 2_400 } });
  const { reasons } = await world.up(kind, { dropletId: 42 });
  expect(reasons).toEqual([]);
});
