import { regions } from "../../simulator";
import { World } from "../support/world";

const kind = "DropletIpv6";
let world: World;

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({ droplets: [{ id: 42, name: "web-1" }], ...options });
}
afterEach(() => world.stop());

test("turns a running Droplet off, enables IPv6 and turns it on again", async () => {
  await start();
  const { outputs } = await world.up(kind, { dropletId: 42 });
  expect(world.simulator.posts().accepted.map(({ body }) => body)).toEqual([
    { type: "shutdown" },
    { type: "enable_ipv6" },
    { type: "power_on" },
  ]);
  const { ipv6, status } = world.simulator.droplet(42);
  expect(status).toBe("active");
  expect(outputs).toMatchObject({
    ipv6Address: ipv6?.address,
    ipv6Gateway: ipv6?.gateway,
    ipv6PrefixLength: 64,
  });
});

test("shows the steps, the downtime and that it is for ever in the preview", async () => {
  await start();
  await world.check(kind, { dropletId: 42 });
  expect(world.lines).toEqual([
    expect.stringMatching(
      /1\) shutdown, .*2\) enable_ipv6; 3\) power_on\. The Droplet is down during steps 1 to 3.*Cannot be undone: IPv6 cannot be disabled again\./,
    ),
  ]);
});

test("leaves a Droplet off that was off", async () => {
  await start({ droplets: [{ id: 42, status: "off" }] });
  await world.up(kind, { dropletId: 42 });
  expect(world.postedTypes()).toEqual(["enable_ipv6"]);
  expect(world.simulator.droplet(42).status).toBe("off");
});

test("sends nothing when IPv6 is enabled, and tells its address", async () => {
  await start({ droplets: [{ id: 42, features: ["ipv6"] }] });
  const { outputs } = await world.up(kind, { dropletId: 42 });
  expect(world.postedTypes()).toEqual([]);
  expect(outputs["ipv6Address"]).toBe(world.simulator.droplet(42).ipv6?.address);
});

test("in a region without IPv6 it is refused, in preview and in up", async () => {
  const nyc2 = regions.get("nyc2") ?? { features: [] };
  const { features } = nyc2;
  nyc2.features = features.filter((feature) => feature !== "ipv6");
  try {
    await start({ droplets: [{ id: 42, region: "nyc2" }] });
    const { failures } = await world.check(kind, { dropletId: 42 });
    expect(failures).toEqual([
      {
        property: "dropletId",
        reason:
          "is Droplet 42 in nyc2, a region without IPv6. Remove this resource, or make the Droplet in another region",
      },
    ]);
    await expect(world.up(kind, { dropletId: 42 })).rejects.toThrow(/region without IPv6/);
    expect(world.simulator.posts()).toEqual({ accepted: [], refused: [] });
  } finally {
    nyc2.features = features;
  }
});

test("while the Droplet is on and allowPowerOff is false: a warning in preview, a refusal in up", async () => {
  await start();
  const args = { dropletId: 42, allowPowerOff: false };
  expect((await world.check(kind, args)).failures).toEqual([]);
  expect(world.lines).toEqual([expect.stringMatching(/^warning: allowPowerOff is false/)]);
  await expect(world.up(kind, args)).rejects.toThrow(/allowPowerOff is false.*dependsOn/);
  expect(world.simulator.posts()).toEqual({ accepted: [], refused: [] });
});

test.each([
  [
    "an errored action",
    () => world.simulator.setSwitches({ outcomes: { enable_ipv6: "errored" } }),
  ],
  [
    "a refused action",
    () =>
      world.simulator.faults.add({
        type: "enable_ipv6",
        fault: { status: 422, body: { id: "unprocessable_entity", message: "No." } },
      }),
  ],
])("%s leaves the Droplet on again", async (_name, prepare) => {
  await start();
  prepare();
  await expect(world.up(kind, { dropletId: 42 })).rejects.toThrow(/^enable_ipv6 on Droplet 42/);
  expect(world.postedTypes().at(-1)).toBe("power_on");
  expect(world.simulator.droplet(42).status).toBe("active");
});

test("unfinished without power, the next up finishes it and enables nothing twice", async () => {
  await start({ switches: { outcomes: { power_on: "errored" } } });
  const first = await world.up(kind, { dropletId: 42 });
  expect(first.reasons[0]).toMatch(/^Droplet 42 is OFF\./);
  world.simulator.setSwitches({ outcomes: {} });
  world.newProcess();
  const second = await world.up(kind, { dropletId: 42 }, await world.refresh(kind, first));
  expect(second.reasons).toEqual([]);
  expect(second.outputs["ipv6Address"]).toEqual(expect.any(String));
  expect(world.simulator.droplet(42).status).toBe("active");
  expect(world.postedTypes().filter((type) => type === "enable_ipv6")).toHaveLength(1);
});

test("refresh keeps it while IPv6 is enabled, and reports it gone when it is not", async () => {
  await start({ droplets: [{ id: 42, status: "off" }] });
  const saved = await world.up(kind, { dropletId: 42 });
  expect((await world.refresh(kind, saved))?.inputs).toEqual(saved.inputs);
  world.simulator.drift(42, { features: [] });
  expect(await world.refresh(kind, saved)).toBeUndefined();
});

test("a Droplet of a custom image is refused before its power is touched", async () => {
  await start({ images: [{ id: 7, name: "mine" }], droplets: [{ id: 42, image: 7 }] });
  const { failures } = await world.check(kind, { dropletId: 42 });
  expect(failures).toEqual([
    {
      property: "dropletId",
      reason: expect.stringMatching(/made from the custom image "mine".*no IPv6/),
    },
  ]);
  await expect(world.up(kind, { dropletId: 42 })).rejects.toThrow(/custom image/);
  expect(world.simulator.posts()).toEqual({ accepted: [], refused: [] });
});
