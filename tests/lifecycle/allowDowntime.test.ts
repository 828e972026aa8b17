import { unknownValue } from "../../provider/resources/fields";
import { World } from "../support/world";

/** The setting `allowDowntime`, where it is false. */

let world: World;

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({
    droplets: [{ id: 42, name: "web-1", size: "s-1vcpu-1gb", tags: ["web"] }],
    durations: { shutdown: 5, resize: 600 },
    ...options,
  });
  world.setAllowDowntime("false");
}
afterEach(() => world.stop());

const resize = { dropletId: 42, size: "s-2vcpu-2gb" };
const noPosts = { accepted: [], refused: [] };
const down =
  "the plan takes it down, which droplet-actions:allowDowntime \\(false\\) does not allow: ";

test("a failed check names the steps and the setting", async () => {
  await start();
  const { failures } = await world.check("DropletResize", resize);
  expect(failures).toEqual([
    {
      property: "dropletId",
      reason:
        "stands for Droplet 42, and the plan takes it down, which droplet-actions:allowDowntime (false) does not allow: 1) shutdown, and power_off if it is still on after 120 s; 2) resize from s-1vcpu-1gb to s-2vcpu-2gb ($6 to $18 a month); 3) power_on. Set droplet-actions:allowDowntime (or DROPLET_ACTIONS_ALLOW_DOWNTIME, if it comes from there) to true for a run that may do this",
    },
  ]);
});

describe("is refused in preview and in up, and nothing is sent:", () => {
  test.each([
    ["DropletPowerState", { dropletId: 42, state: "off" }, "dropletId", `${down}shutdown`],
    ["DropletReboot", { dropletId: 42 }, "dropletId", `${down}reboot, because`],
    ["DropletSnapshot", { dropletId: 42, powerOff: true }, "dropletId", down],
    ["DropletIpv6", { dropletId: 42 }, "dropletId", down],
    ["DropletAction", { dropletId: 42, type: "shutdown" }, "dropletId", down],
    ["DropletTagAction", { tag: "web", type: "power_off" }, "tag", down],
    [
      "DropletRebuild",
      { dropletId: 42, image: "debian-12-x64", allowDataLoss: true },
      "dropletId",
      "takes it down and destroys its data, .* rebuild with image",
    ],
  ])("%s %j", async (kind, args, property, reason) => {
    await start();
    const { failures } = await world.check(kind, args);
    expect(failures).toEqual([{ property, reason: expect.stringMatching(reason) }]);
    await expect(world.up(kind, args)).rejects.toThrow("droplet-actions:allowDowntime");
    expect(world.simulator.posts()).toEqual(noPosts);
  });
});

test("the data of a Droplet that is off is not destroyed either", async () => {
  await start({ droplets: [{ id: 42, status: "off" }] });
  const args = { dropletId: 42, image: "debian-12-x64", allowDataLoss: true };
  const { failures } = await world.check("DropletRebuild", args);
  expect(failures).toEqual([
    { property: "dropletId", reason: expect.stringContaining("the plan destroys its data, which") },
  ]);
});

test.each([
  ["DropletSnapshot", { dropletId: 42 }],
  ["DropletBackups", { dropletId: 42 }],
  ["DropletRename", { dropletId: 42, name: "web-2" }],
  ["DropletPowerState", { dropletId: 42, state: "active" }],
])("what neither takes it down nor destroys data runs as ever: %s %j", async (kind, args) => {
  await start();
  expect((await world.up(kind, args)).reasons).toEqual([]);
});

test("a Droplet that is off is not taken down by a resize", async () => {
  await start({ droplets: [{ id: 42, size: "s-1vcpu-1gb", status: "off" }] });
  await world.up("DropletResize", resize);
  expect(world.postedTypes()).toEqual(["resize"]);
});

test.each([
  ["DropletPowerState", { state: "off" }],
  ["DropletResize", { size: "s-2vcpu-2gb" }],
])("a Droplet that is not known yet may be on: %s", async (kind, args) => {
  await start();
  const { failures } = await world.check(kind, { ...args, dropletId: unknownValue });
  expect(failures).toEqual([
    { property: "dropletId", reason: expect.stringMatching(`^stands for a Droplet, and ${down}`) },
  ]);
});

test("says of an image that is not known yet that its restore is refused then", async () => {
  await start();
  const args = { dropletId: 42, image: unknownValue, allowDataLoss: true };
  await world.check("DropletRestore", args);
  expect(world.lines).toEqual([
    expect.stringMatching(/^warning: .*so it is refused then: droplet-actions:allowDowntime is/),
  ]);
});

test("a Droplet that was turned on after the check is not taken down", async () => {
  await start({ droplets: [{ id: 42, size: "s-1vcpu-1gb", status: "off" }] });
  const { inputs } = await world.check("DropletResize", resize, {}, { preview: false });
  world.simulator.drift(42, { status: "active" });
  await expect(world.create("DropletResize", inputs)).rejects.toThrow(
    "droplet-actions:allowDowntime (false)",
  );
  expect(world.simulator.posts()).toEqual(noPosts);
});

test("a removal with stateOnDelete is refused as well, and the resource is kept", async () => {
  await start();
  const args = { dropletId: 42, state: "active", stateOnDelete: "off" };
  const saved = await world.up("DropletPowerState", args);
  world.newProcess();
  await expect(world.destroy("DropletPowerState", saved)).rejects.toThrow(
    "droplet-actions:allowDowntime (false)",
  );
  expect(world.simulator.posts()).toEqual(noPosts);
});

test("of such a removal the preview of a replacement tells", async () => {
  await start({ droplets: [{ id: 42 }, { id: 43 }] });
  const args = { state: "active", stateOnDelete: "off" };
  const saved = await world.up("DropletPowerState", { ...args, dropletId: 43 });
  const { inputs } = await world.check(
    "DropletPowerState",
    { ...args, dropletId: 42 },
    saved.inputs,
  );
  await world.diff("DropletPowerState", saved.outputs, inputs);
  await world.check("DropletPowerState", { ...args, dropletId: 42 });
  expect(world.lines).toEqual([
    expect.stringMatching(/its stateOnDelete\. That is refused if it takes the Droplet down: drop/),
  ]);
});

test("power that an interrupted run took is restored, and nothing else is sent", async () => {
  await start();
  world.setAllowDowntime("true");
  void world.up("DropletResize", resize);
  while (world.simulator.droplet(42).status !== "off") {
    await new Promise((turn) => setImmediate(turn));
  }
  world.newProcess();
  world.setAllowDowntime("false");
  const before = world.postedTypes();
  const { reasons } = await world.up("DropletResize", resize);
  expect(reasons).toEqual([expect.stringContaining("droplet-actions:allowDowntime (false)")]);
  expect(world.postedTypes()).toEqual([...before, "power_on"]);
  expect(world.simulator.droplet(42).status).toBe("active");
});
