import { World } from "../support/world";

const kind = "DropletRename";
let world: World;

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({ droplets: [{ id: 42, name: "web-1" }], ...options });
}
afterEach(() => world.stop());

const bodies = () => world.simulator.posts().accepted.map(({ body }) => body);

test("renames a running Droplet, and says so in the preview", async () => {
  await start();
  await world.check(kind, { dropletId: 42, name: "web-2.example.com" });
  expect(world.lines).toEqual([
    'Droplet 42 "web-1": rename from web-1 to web-2.example.com. No downtime.',
  ]);
  await world.up(kind, { dropletId: 42, name: "web-2.example.com" });
  expect(bodies()).toEqual([{ type: "rename", name: "web-2.example.com" }]);
  expect(world.simulator.droplet(42)).toMatchObject({
    name: "web-2.example.com",
    status: "active",
  });
});

test("renames again in place when its name changes", async () => {
  await start();
  const saved = await world.up(kind, { dropletId: 42, name: "web-2" });
  expect(await world.diff(kind, saved.outputs, { ...saved.inputs, name: "web-3" })).toEqual({
    changes: undefined,
    replaces: [],
  });
  await world.up(kind, { dropletId: 42, name: "web-3" }, saved);
  expect(world.simulator.droplet(42).name).toBe("web-3");
  expect(bodies()).toHaveLength(2);
});

test.each(["Web-1", "1.example.com", "a", "a--b..c", "x".repeat(255)])(
  "%s is a name",
  async (name) => {
    await start();
    expect((await world.check(kind, { dropletId: 42, name })).failures).toEqual([]);
  },
);

test.each(["web_1", "web 1", "web-", "wéb", "", "x".repeat(256), 7, undefined])(
  "%j is refused, saying what a name must be",
  async (name) => {
    await start();
    const { failures } = await world.check(kind, { dropletId: 42, name });
    expect(failures).toEqual([
      { property: "name", reason: expect.stringMatching(/must be a host name: 1 to 255 letters/) },
    ]);
  },
);

test("a name that changes while a rename is unfinished is given after it", async () => {
  await start({ durations: { rename: 60 } });
  const first = await world.up(kind, { dropletId: 42, name: "web-2", timeoutSeconds: 20 });
  expect(first.reasons).toHaveLength(1);
  world.newProcess();
  const second = await world.up(kind, { dropletId: 42, name: "web-3" }, first);
  expect(second.reasons).toEqual([]);
  expect(world.simulator.droplet(42).name).toBe("web-3");
  expect(bodies()).toHaveLength(2);
});

test("refresh shows a name that was changed elsewhere, and the next up changes it back", async () => {
  await start();
  const args = { dropletId: 42, name: "web-2" };
  const saved = await world.up(kind, args);
  world.simulator.drift(42, { name: "mine" });
  const refreshed = await world.refresh(kind, saved);
  expect(refreshed?.inputs["name"]).toBe("mine");
  await world.up(kind, args, refreshed);
  expect(world.simulator.droplet(42).name).toBe("web-2");
});
