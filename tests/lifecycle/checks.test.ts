import type { Fault } from "../../simulator/faults";
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

test("a change after a check reads again", async () => {
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

describe.each<{ what: string; fault: Fault }>([
  { what: "resets connections", fault: { connection: "reset" } },
  { what: "answers 503", fault: { status: 503, body: {} } },
])("an API that $what", ({ fault }) => {
  const power = { dropletId: 42, state: "off" };

  beforeEach(async () => {
    world = await World.start({ droplets: [{ id: 42 }] });
    world.simulator.faults.add({ method: "GET", fault });
  });

  test("fails no preview, which says so once, within ten seconds", async () => {
    const before = world.clock.now();
    for (const name of ["a", "b", "c", "d", "e"]) {
      const { failures } = await world.check("DropletReboot", { dropletId: 42 }, {}, { name });
      expect(failures).toEqual([]);
    }
    expect(world.lines).toEqual([
      expect.stringMatching(/^warning: DigitalOcean could not be read.*(ECONNRESET|HTTP 503)/),
    ]);
    expect((world.clock.now() - before) / 1000).toBeLessThanOrEqual(10);
  });

  test("is looked at again a minute later", async () => {
    await world.check("DropletPowerState", power);
    world.simulator.faults.clear();
    await world.clock.sleep(60_000);
    await world.check("DropletPowerState", power);
    expect(world.lines.at(-1)).toMatch(/shutdown/);
  });

  test("is asked all the same by a change", async () => {
    await world.check("DropletPowerState", power);
    world.simulator.faults.clear();
    await world.up("DropletPowerState", power);
    expect(world.postedTypes()).toEqual(["shutdown"]);
  });
});
