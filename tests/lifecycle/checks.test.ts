import { World } from "../support/world";

/** The engine checks one resource after another, and each check looks at its Droplet. */

let world: World;
afterEach(() => world.stop());

const reads = () => world.simulator.requests.map(({ path }) => path.replace(/\?.*/, ""));

const ids = Array.from({ length: 200 }, (_, index) => 1_000 + index);

test.each([
  { kind: "DropletPowerState", inputs: { state: "off" } },
  { kind: "DropletResize", inputs: { size: "s-2vcpu-2gb" } },
])("200 checks of a $kind take a handful of requests and no time", async ({ kind, inputs }) => {
  world = await World.start({
    droplets: ids.map((id) => ({ id })),
    limits: { perHour: 5_000, perMinute: 250 },
  });
  const before = world.clock.now();
  for (const dropletId of ids) {
    const args = { dropletId, ...inputs };
    const { failures } = await world.check(kind, args, {}, { name: `web-${dropletId}` });
    expect(failures).toEqual([]);
  }
  expect(world.lines).toHaveLength(ids.length);
  expect(reads().length).toBeLessThan(20);
  expect(world.clock.now()).toBe(before);
});

test("a change after a check looks anew", async () => {
  world = await World.start({ droplets: [{ id: 42, status: "off" }] });
  const args = { dropletId: 42, state: "active" };
  await world.check("DropletPowerState", args);
  // Somebody else has turned it on.
  for (const droplet of world.simulator.droplets) droplet.status = "active";
  await world.up("DropletPowerState", args);
  expect(world.simulator.posts().accepted).toEqual([]);
});

test("a check refuses nothing for what is over", async () => {
  world = await World.start({ droplets: [{ id: 42, size: "s-2vcpu-2gb" }] });
  const args = { dropletId: 42, size: "s-1vcpu-1gb" };
  const before = await world.check("DropletResize", args);
  expect(before.failures).toEqual([{ property: "size", reason: expect.stringMatching(/disk/) }]);
  for (const droplet of world.simulator.droplets) droplet.disk = 25;
  const after = await world.check("DropletResize", args);
  expect(after.failures).toEqual([]);
});
