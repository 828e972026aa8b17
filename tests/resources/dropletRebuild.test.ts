import { World } from "../support/world";

const kind = "DropletRebuild";
const debian = { id: 137917554, slug: "debian-12-x64", name: "12 x64" };
const ubuntu = { id: 195932981, slug: "ubuntu-24-04-x64", name: "24.04 (LTS) x64" };
/** As outputs show an image. */
const shown = ({ id, ...rest }: typeof debian) => ({ id: String(id), ...rest });
let world: World;

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({
    droplets: [{ id: 42, name: "web-1", image: ubuntu.slug }],
    durations: { rebuild: 20 },
    ...options,
  });
}
afterEach(() => world.stop());

const bodies = () => world.simulator.posts().accepted.map(({ body }) => body);
const lossy = { dropletId: 42, allowDataLoss: true };

test("rebuilds with a slug, waits until the Droplet shows the image, and tells it", async () => {
  await start({ switches: { effectLagSeconds: { rebuild: 15 } } });
  const { outputs } = await world.up(kind, { ...lossy, image: debian.slug });
  expect(bodies()).toEqual([{ type: "rebuild", image: "debian-12-x64" }]);
  expect(world.simulator.droplet(42)).toMatchObject({ image: debian.id, status: "active" });
  expect(outputs["currentImage"]).toEqual(shown(debian));
});

test.each([debian.id, String(debian.id), `0${debian.id}`])(
  "sends the id %j as a number",
  async (image) => {
    await start();
    const saved = await world.up(kind, { ...lossy, image });
    expect(bodies()).toEqual([{ type: "rebuild", image: debian.id }]);
    const { inputs } = await world.check(kind, { ...lossy, image: debian.id }, saved.inputs);
    expect((await world.diff(kind, saved.outputs, inputs)).changes).toBe(false);
  },
);

test("a snapshot has no slug, and its id is what is compared", async () => {
  await start();
  const { id } = world.simulator.addSnapshot(42, "golden");
  const { outputs } = await world.up(kind, { ...lossy, image: String(id) });
  expect(outputs["currentImage"]).toEqual({ id: String(id), slug: null, name: "golden" });
  expect(bodies()).toEqual([{ type: "rebuild", image: id }]);
});

test("says in the preview what is put in place of what, why, and that all is lost", async () => {
  await start();
  await world.check(kind, { ...lossy, image: debian.slug });
  expect(world.lines).toEqual([
    'Droplet 42 "web-1": rebuild with image debian-12-x64 (created 2026-01-15T00:00:00Z) in place of ubuntu-24-04-x64, because this resource is new in the stack. The Droplet is down during it, usually about 2 min. Cannot be undone: everything on the disk is lost.',
  ]);
});

test("says in the preview what an id stands for, and of when it is", async () => {
  await start();
  const { id } = world.simulator.addSnapshot(42, "golden");
  await world.check(kind, { ...lossy, image: id });
  world.newProcess();
  await world.check(kind, { ...lossy, image: debian.id });
  expect(world.lines).toEqual([
    expect.stringContaining(`rebuild with image ${id} (golden, created 2026-`),
    expect.stringContaining(`rebuild with image ${debian.id} (debian-12-x64, created 2026-`),
  ]);
});

test("says in the preview that it runs because the image changed", async () => {
  await start();
  const saved = await world.up(kind, { ...lossy, image: ubuntu.slug });
  world.newProcess();
  const { inputs } = await world.check(kind, { ...lossy, image: debian.slug }, saved.inputs);
  expect(await world.diff(kind, saved.outputs, inputs)).toEqual({
    changes: undefined,
    replaces: [],
  });
  expect(world.lines.at(-1)).toMatch(/because image changed/);
});

describe("sends nothing", () => {
  test.each([ubuntu.slug, ubuntu.id, String(ubuntu.id)])(
    "when it is new and the Droplet runs %j already, not even with triggers",
    async (image) => {
      await start();
      await world.check(kind, { dropletId: 42, image, triggers: [1] });
      expect(world.lines).toEqual([]);
      // Nothing would be lost, so nothing has to be allowed.
      const { outputs } = await world.up(kind, { dropletId: 42, image, triggers: [1] });
      expect(bodies()).toEqual([]);
      expect(outputs).toMatchObject({ currentImage: shown(ubuntu), performedActions: [] });
    },
  );

  test("when the image changes to what the Droplet runs already", async () => {
    await start();
    const saved = await world.up(kind, { ...lossy, image: debian.slug, runOnCreate: false });
    const { outputs } = await world.up(kind, { ...lossy, image: ubuntu.slug }, saved);
    expect(bodies()).toEqual([]);
    expect(outputs["currentImage"]).toEqual(shown(ubuntu));
  });

  test("when an image of months ago is gone and nothing has changed", async () => {
    await start();
    const { id } = world.simulator.addSnapshot(42, "golden");
    const saved = await world.up(kind, { ...lossy, image: id });
    world.simulator.deleteImage(id);
    world.newProcess();
    const refreshed = await world.refresh(kind, saved);
    const { failures } = await world.check(kind, { ...lossy, image: id }, refreshed?.inputs);
    expect(failures).toEqual([]);
    await world.up(kind, { ...lossy, image: id }, refreshed);
    expect(bodies()).toHaveLength(1);
  });
});

test("changed triggers rebuild in any case, also when the Droplet runs the image", async () => {
  await start();
  const args = { ...lossy, image: ubuntu.slug };
  const saved = await world.up(kind, { ...args, triggers: [1] });
  const again = await world.up(kind, { ...args, triggers: [2] }, saved);
  expect(again.reasons).toEqual([]);
  expect(bodies()).toEqual([{ type: "rebuild", image: ubuntu.slug }]);
});

test("an image that changes while a rebuild is unfinished is put on after it", async () => {
  await start({ durations: { rebuild: 60 } });
  const first = await world.up(kind, { ...lossy, image: debian.slug, timeoutSeconds: 20 });
  expect(first.reasons).toHaveLength(1);
  world.newProcess();
  const second = await world.up(kind, { ...lossy, image: "debian-11-x64" }, first);
  expect(second.reasons).toEqual([]);
  expect(second.outputs["currentImage"]).toMatchObject({ slug: "debian-11-x64" });
  expect(bodies()).toHaveLength(2);
});

test("rebuilds a Droplet that is off", async () => {
  await start({ droplets: [{ id: 42, status: "off" }] });
  await world.up(kind, { ...lossy, image: debian.slug });
  expect(world.simulator.droplet(42)).toMatchObject({ image: debian.id, status: "active" });
});

test("refresh shows the image that the Droplet runs, and nothing is done about it", async () => {
  await start();
  const args = { ...lossy, image: debian.slug };
  const saved = await world.up(kind, args);
  world.simulator.drift(42, { image: ubuntu.slug });
  world.newProcess();
  const refreshed = await world.refresh(kind, saved);
  expect(refreshed?.outputs["currentImage"]).toEqual(shown(ubuntu));
  expect(world.lines.slice(1)).toEqual([
    expect.stringMatching(
      /^Droplet 42 runs ubuntu-24-04-x64 now, no longer debian-12-x64\. .*never goes back by itself/,
    ),
  ]);
  expect(refreshed?.inputs).toEqual(saved.inputs);
  const { inputs } = await world.check(kind, args, refreshed?.inputs);
  expect((await world.diff(kind, refreshed?.outputs ?? {}, inputs)).changes).toBe(false);
  expect(world.lines).toHaveLength(2);
  expect(bodies()).toHaveLength(1);
});

describe("is refused before anything is posted, in preview and in up", () => {
  async function expectRefusal(image: unknown, reason: RegExp) {
    const { failures } = await world.check(kind, { ...lossy, image });
    expect(failures).toEqual([{ property: "image", reason: expect.stringMatching(reason) }]);
    await expect(world.up(kind, { ...lossy, image })).rejects.toThrow(/^image (is )?"/);
    expect(world.simulator.posts()).toEqual({ accepted: [], refused: [] });
  }

  test.each(["no-such-image", "4711", 4711])("an image that does not exist: %j", async (image) => {
    await start();
    await expectRefusal(image, /^"(no-such-image|4711)": there is no such image.*image list/);
  });

  test("an image that is not in the Droplet's region", async () => {
    await start({ droplets: [{ id: 42 }, { id: 43, region: "ams3" }] });
    const { id } = world.simulator.addSnapshot(43, "elsewhere");
    await expectRefusal(id, /which is not available in nyc3, the region of Droplet 42. Transfer/);
  });

  test("an image that is bigger than the Droplet's disk", async () => {
    await start({ droplets: [{ id: 42 }, { id: 43, size: "s-2vcpu-4gb" }] });
    const { id } = world.simulator.addSnapshot(43, "big");
    await expectRefusal(
      id,
      /which needs a disk of 80 GiB, and Droplet 42 has one of 25 GiB. Grow the disk/,
    );
  });

  test.each([0, -1, 1.5, "", "Ubuntu 24", {}, undefined])("%j", async (image) => {
    await start();
    const { failures } = await world.check(kind, { ...lossy, image });
    expect(failures).toEqual([
      { property: "image", reason: expect.stringMatching(/must be the id of an image .* slug/) },
    ]);
  });
});

test("an image that is not available yet: a warning in preview, a refusal in up", async () => {
  await start();
  const image = { id: 5, name: "new", regions: ["nyc3"], min_disk_size: 7, status: "NEW" };
  world.simulator.faults.add({ path: "/v2/images/5", fault: { status: 200, body: { image } } });
  expect((await world.check(kind, { ...lossy, image: 5 })).failures).toEqual([]);
  expect(world.lines).toEqual([
    expect.stringMatching(/^warning: image is "5", whose status is NEW/),
  ]);
  await expect(world.up(kind, { ...lossy, image: 5 })).rejects.toThrow(/whose status is NEW/);
  expect(world.simulator.posts()).toEqual({ accepted: [], refused: [] });
});

test("a backup is refused, with the two ways out", async () => {
  await start({ droplets: [{ id: 42, backups: 1 }] });
  const image = world.simulator.backups(42)[0]?.id;
  const { failures } = await world.check(kind, { ...lossy, image });
  expect(failures).toEqual([
    {
      property: "image",
      reason: expect.stringMatching(/a backup, and a rebuild takes none\. Use DropletRestore/),
    },
  ]);
});

test("an image of another operating system family is left to DigitalOcean, which loses nothing", async () => {
  await start();
  await expect(world.up(kind, { ...lossy, image: "fedora-42-x64" })).rejects.toThrow(
    /operating system family/,
  );
  expect(world.simulator.posts().accepted).toEqual([]);
});
