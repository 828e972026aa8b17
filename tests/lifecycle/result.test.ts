import { World } from "../support/world";

/** The line that stays after a create or update that sent something. */

let world: World;

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({
    droplets: [{ id: 42, size: "s-1vcpu-1gb", tags: ["web"] }],
    durations: { shutdown: 10, resize: 150, power_on: 10, reboot: 20, power_off: 5 },
    ...options,
  });
}
afterEach(() => world.stop());

const off = { droplets: [{ id: 42, size: "s-1vcpu-1gb", status: "off" as const, tags: ["web"] }] };
const resize = "resize from s-1vcpu-1gb to s-2vcpu-2gb \\(\\$6 to \\$18 a month\\)";

test.each([
  [
    "DropletResize",
    { dropletId: 42, size: "s-2vcpu-2gb" },
    {},
    `^${resize}: done in 3 min, down for 2 min [45]\\d s$`,
  ],
  [
    "DropletResize",
    { dropletId: 42, size: "s-2vcpu-2gb" },
    off,
    `^${resize}: done in \\d min; the Droplet is off$`,
  ],
  [
    "DropletRebuild",
    { dropletId: 42, image: "debian-12-x64", allowDataLoss: true },
    { ...off, switches: { rebuildWhileOff: "ends-off" as const } },
    "^rebuild with image debian-12-x64 .*: done in .*; the Droplet is off$",
  ],
  ["DropletReboot", { dropletId: 42 }, {}, "^reboot, .*: done in 2\\d s, down for 2\\d s$"],
  [
    "DropletPowerState",
    { dropletId: 42, state: "off" },
    {},
    "^shutdown: done in 1\\d s; the Droplet is off$",
  ],
  ["DropletPowerState", { dropletId: 42, state: "active" }, off, "^power_on: done in 1\\d s$"],
  [
    "DropletRename",
    { dropletId: 42, name: "web-2" },
    {},
    "^rename from .* to web-2: done in \\d+ s$",
  ],
  [
    "DropletTagAction",
    { tag: "web", type: "shutdown" },
    {},
    "^shutdown on 1 Droplet \\(42\\), because .*: done in 1\\d s; the Droplet is off$",
  ],
])("%s %j of %j", async (kind, args, options, line) => {
  await start(options);
  const { inputs, outputs, id } = await world.up(kind, args);
  expect(world.lines).toEqual([expect.stringMatching(line)]);
  // What sends nothing says nothing.
  await world.up(kind, args, { id, inputs, outputs, reasons: [] });
  expect(world.lines).toHaveLength(1);
});

test("a shutdown that nobody listened to is not part of the time that the Droplet was down", async () => {
  await start({ switches: { shutdownBehaviour: "ignored" } });
  await world.up("DropletResize", { dropletId: 42, size: "s-2vcpu-2gb" });
  expect(world.lines).toEqual([expect.stringMatching(/done in 5 min, down for 2 min [45]\d s$/)]);
});

test("a removal says nothing of it", async () => {
  await start();
  const args = { dropletId: 42, state: "active", stateOnDelete: "off" };
  const saved = await world.up("DropletPowerState", args);
  world.newProcess();
  await world.destroy("DropletPowerState", saved);
  expect(world.postedTypes()).toEqual(["shutdown"]);
  expect(world.lines).toEqual([]);
});
