import { World } from "../support/world";

const kind = "DropletReboot";
let world: World;

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({ droplets: [{ id: 42, name: "web-1" }], ...options });
}
afterEach(() => world.stop());

const bodies = () => world.simulator.posts().accepted.map(({ body }) => body);

test("restarts the Droplet and leaves it on", async () => {
  await start();
  const boots = world.simulator.droplet(42).bootCount;
  await world.up(kind, { dropletId: "42" });
  expect(bodies()).toEqual([{ type: "reboot" }]);
  expect(world.simulator.droplet(42)).toMatchObject({ status: "active", bootCount: boots + 1 });
});

test("hard switches the power off and on", async () => {
  await start();
  await world.up(kind, { dropletId: 42, hard: true });
  expect(bodies()).toEqual([{ type: "power_cycle" }]);
});

test("hard alone runs nothing when it changes", async () => {
  await start();
  const saved = await world.up(kind, { dropletId: 42 });
  const { inputs } = await world.check(kind, { dropletId: 42, hard: true }, saved.inputs);
  expect(await world.diff(kind, saved.outputs, inputs)).toEqual({ changes: false, replaces: [] });
});

test("shows the downtime in the preview", async () => {
  await start();
  await world.check(kind, { dropletId: 42 });
  expect(world.lines).toEqual([
    'Droplet 42 "web-1": reboot, because this resource is new in the stack. The Droplet is down during it, usually about 10 s.',
  ]);
});

test.each([{}, { hard: true }])(
  "of a Droplet that is off (%j): a warning in preview, a refusal in up, both with how to turn it on",
  async (more) => {
    await start({ droplets: [{ id: 42, status: "off" }] });
    const args = { dropletId: 42, ...more };
    expect((await world.check(kind, args)).failures).toEqual([]);
    const wayOut =
      /dropletId is Droplet 42, which is off, and .* needs it on\. Turn it on first, with a DropletPowerState of state "active" that this resource names in dependsOn, or with `doctl compute droplet-action power-on 42`/;
    expect(world.lines).toEqual([expect.stringMatching(/^warning: /)]);
    expect(world.lines[0]).toMatch(wayOut);
    await expect(world.up(kind, args)).rejects.toThrow(wayOut);
    expect(world.simulator.posts()).toEqual({ accepted: [], refused: [] });
    world.simulator.drift(42, { status: "active" });
    await world.up(kind, args);
    expect(bodies()).toHaveLength(1);
  },
);

test("a Droplet that was turned off after it was rebooted is nothing to do", async () => {
  await start();
  const saved = await world.up(kind, { dropletId: 42 });
  world.simulator.drift(42, { status: "off" });
  await world.up(kind, { dropletId: 42 }, await world.refresh(kind, saved));
  expect(bodies()).toHaveLength(1);
});

test("waits for a Droplet that is still being created", async () => {
  await start({ droplets: [{ id: 42, status: "new" }] });
  await world.up(kind, { dropletId: 42 });
  expect(bodies()).toEqual([{ type: "reboot" }]);
});

test("another Droplet replaces it", async () => {
  await start();
  const saved = await world.up(kind, { dropletId: 42 });
  const news = { ...saved.inputs, dropletId: "43" };
  expect((await world.diff(kind, saved.outputs, news)).replaces).toEqual(["dropletId"]);
});

test("an action whose status is not documented is waited for as one in progress", async () => {
  await start();
  const queued = {
    id: 7,
    type: "reboot",
    status: "new",
    resource_id: 42,
    resource_type: "droplet",
  };
  const times = { started_at: "2026-11-24T12:00:00Z", completed_at: null };
  const path = /^\/v2\/droplets\/42\/actions\/\d+$/;
  const body = { action: { ...queued, ...times } };
  world.simulator.faults.add({ method: "GET", path, times: 3, fault: { status: 200, body } });
  const reads = () => world.simulator.requests.filter(({ path: read }) => path.test(read));
  await world.up(kind, { dropletId: 42 });
  expect(reads().length).toBeGreaterThan(3);
});
