import { World } from "../support/world";

const kind = "DropletRestore";
let world: World;

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({
    droplets: [{ id: 42, name: "web-1", backups: 2 }],
    durations: { restore: 20 },
    ...options,
  });
}
afterEach(() => world.stop());

const bodies = () => world.simulator.posts().accepted.map(({ body }) => body);
const backupIds = (dropletId = 42) => world.simulator.backups(dropletId).map(({ id }) => id);
const lossy = { dropletId: 42, allowDataLoss: true };

test.each([(id: number) => id, String, (id: number) => `0${id}`])(
  "restores a backup, sending its id as a number",
  async (as) => {
    await start();
    const [id = 0] = backupIds();
    const saved = await world.up(kind, { ...lossy, image: as(id) });
    expect(bodies()).toEqual([{ type: "restore", image: id }]);
    expect(saved.outputs["image"]).toBe(String(id));
    const { inputs } = await world.check(kind, { ...lossy, image: id }, saved.inputs);
    expect((await world.diff(kind, saved.outputs, inputs)).changes).toBe(false);
  },
);

test("restores a snapshot of this very Droplet, and says so in the preview", async () => {
  await start({ droplets: [{ id: 42, name: "web-1", snapshots: ["mine"] }] });
  const image = world.simulator.snapshots(42)[0]?.id;
  await world.check(kind, { ...lossy, image });
  expect(world.lines[0]).toContain(
    `restore of snapshot ${image} (mine, created 2026-11-24T12:00:00Z)`,
  );
  expect((await world.up(kind, { ...lossy, image })).reasons).toEqual([]);
  expect(bodies()).toEqual([{ type: "restore", image }]);
});

test("where DigitalOcean takes no snapshot, its no is the error", async () => {
  await start({
    droplets: [{ id: 42, snapshots: ["mine"] }],
    switches: { restoreSnapshots: "refuse" },
  });
  const image = world.simulator.snapshots(42)[0]?.id;
  await expect(world.up(kind, { ...lossy, image })).rejects.toThrow(/not a backup.*HTTP 422/);
  expect(world.simulator.posts().accepted).toEqual([]);
});

test.each(["active", "off"] as const)("restores a Droplet that is %s", async (status) => {
  await start({ droplets: [{ id: 42, status, backups: 1 }] });
  const { reasons } = await world.up(kind, { ...lossy, image: backupIds()[0] });
  expect(reasons).toEqual([]);
});

test("says in the preview which backup, why, and what is lost", async () => {
  await start();
  const [id] = backupIds();
  await world.check(kind, { ...lossy, image: id });
  expect(world.lines).toEqual([
    `Droplet 42 "web-1": restore of backup ${id} (web-1 backup 1, created 2026-11-24T12:00:00Z), because this resource is new in the stack. The Droplet is down during it, usually about 5 min. Cannot be undone: everything written to the disk since that image was taken is lost.`,
  ]);
});

test("a changed image restores that one, in place", async () => {
  await start();
  const [first, second] = backupIds();
  const saved = await world.up(kind, { ...lossy, image: first });
  world.newProcess();
  const { inputs } = await world.check(kind, { ...lossy, image: second }, saved.inputs);
  expect(await world.diff(kind, saved.outputs, inputs)).toEqual({
    changes: undefined,
    replaces: [],
  });
  expect(world.lines.at(-1)).toMatch(/because image changed/);
  await world.up(kind, { ...lossy, image: second }, saved);
  expect(bodies()).toEqual([
    { type: "restore", image: first },
    { type: "restore", image: second },
  ]);
});

test.each([
  ["a backup of another Droplet", () => backupIds(43)[0]],
  ["a snapshot of another Droplet", () => world.simulator.addSnapshot(43, "theirs").id],
  ["an image that does not exist", () => 4711],
])("%s is refused, in preview and in up, naming the images there are", async (_name, imageId) => {
  await start({
    droplets: [
      { id: 42, backups: 2, snapshots: ["mine"] },
      { id: 43, backups: 1 },
    ],
  });
  const image = imageId();
  const known = `backups: ${backupIds().join(", ")}; snapshots: ${world.simulator.snapshots(42)[0]?.id}`;
  const { failures } = await world.check(kind, { ...lossy, image });
  expect(failures).toEqual([
    {
      property: "image",
      reason: `is "${image}", which is neither a backup nor a snapshot of Droplet 42 (${known}). Choose one of them; any other image can be put on the disk by DropletRebuild`,
    },
  ]);
  await expect(world.up(kind, { ...lossy, image })).rejects.toThrow(/nor a snapshot of Droplet 42/);
  expect(world.simulator.posts()).toEqual({ accepted: [], refused: [] });
});

test("changed triggers without the consent are refused, and may be changed back", async () => {
  await start();
  const [image] = backupIds();
  const args = { dropletId: 42, image, runOnCreate: false };
  const saved = await world.up(kind, args);
  const { failures } = await world.check(kind, { ...args, triggers: [2] }, saved.inputs);
  expect(failures).toEqual([
    {
      property: "allowDataLoss",
      reason: expect.stringMatching(/because triggers changed.* or put triggers back$/),
    },
  ]);
});

test.each([0, "web", "debian-12-x64", 1.5, undefined])("the image %j is refused", async (image) => {
  await start();
  const { failures } = await world.check(kind, { ...lossy, image });
  expect(failures).toEqual([
    { property: "image", reason: expect.stringMatching(/must be the id of a backup or snapshot/) },
  ]);
});

test("a backup that has expired since fails no later deployment", async () => {
  await start();
  const [image = 0] = backupIds();
  const saved = await world.up(kind, { ...lossy, image });
  world.simulator.deleteImage(image);
  world.newProcess();
  const refreshed = await world.refresh(kind, saved);
  const { failures } = await world.check(kind, { ...lossy, image }, refreshed?.inputs);
  expect(failures).toEqual([]);
  await world.up(kind, { ...lossy, image }, refreshed);
  expect(bodies()).toHaveLength(1);
});

test("one whose backup expires while it is unfinished is finished all the same", async () => {
  await start({ durations: { restore: 60 } });
  const [image = 0] = backupIds();
  const args = { ...lossy, image, timeoutSeconds: 20 };
  const first = await world.up(kind, args);
  expect(first.reasons).toHaveLength(1);
  world.clock.advance(60);
  expect(world.simulator.actions[0]?.status).toBe("completed");
  world.simulator.deleteImage(image);
  world.newProcess();
  const second = await world.up(kind, args, first);
  expect(second.reasons).toEqual([]);
  expect(bodies()).toHaveLength(1);
});
