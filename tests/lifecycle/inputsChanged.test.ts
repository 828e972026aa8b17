import { startWithWeb } from "../support/web";
import type { World } from "../support/world";

/** Which changes of inputs are none, and what a check refuses or warns of. */

let world: World;

async function start(options: Parameters<typeof startWithWeb>[0] = {}) {
  world = await startWithWeb(options);
}
afterEach(() => world.stop());

test("inputs that only steer how run nothing when they change", async () => {
  await start();
  const saved = await world.up("DropletPowerState", { dropletId: 42, state: "active" });
  const news = { ...saved.inputs, timeoutSeconds: 60, forcePowerOff: false, __urn: "another" };
  expect(await world.diff("DropletPowerState", saved.outputs, news)).toEqual({
    changes: false,
    replaces: [],
  });
});

test("an empty list or object is no other than none", async () => {
  await start();
  const args = { dropletId: 42, type: "reboot" };
  const saved = await world.up("DropletAction", { ...args, parameters: {}, triggers: [] });
  const { inputs } = await world.check("DropletAction", args, saved.inputs);
  expect((await world.diff("DropletAction", saved.outputs, inputs)).changes).toBe(false);
});

test("stateOnDelete counts as a change, so that it is in the state for a later delete", async () => {
  await start();
  const saved = await world.up("DropletPowerState", { dropletId: 42, state: "active" });
  const news = { ...saved.inputs, stateOnDelete: "off" };
  expect(await world.diff("DropletPowerState", saved.outputs, news)).toEqual({
    changes: undefined,
    replaces: [],
  });
});

test('another Droplet replaces, and 42 is no other than "42"', async () => {
  await start();
  const saved = await world.up("DropletPowerState", { dropletId: 42, state: "active" });
  const { inputs } = await world.check(
    "DropletPowerState",
    { dropletId: "42", state: "active" },
    saved.inputs,
  );
  expect((await world.diff("DropletPowerState", saved.outputs, inputs)).changes).toBe(false);
  expect(
    (await world.diff("DropletPowerState", saved.outputs, { ...inputs, dropletId: "43" })).replaces,
  ).toEqual(["dropletId"]);
});

test.each([
  [{ dropletId: "web", state: "off" }, "dropletId", /^"web" must be the id of a Droplet/],
  [{ dropletId: -1, state: "off" }, "dropletId", /^-1 must/],
  [{ state: "off" }, "dropletId", /is required/],
  [{ dropletId: 42, state: "on" }, "state", /^"on" must be "active" or "off"/],
  [
    { dropletId: 42, state: "off", timeoutSeconds: 0 },
    "timeoutSeconds",
    /^0 must be a whole number of seconds/,
  ],
  [
    { dropletId: 42, state: "off", forcePowerOff: "no" },
    "forcePowerOff",
    /^"no" must be true or false/,
  ],
  [
    { dropletId: 42, state: "off", colour: 1 },
    "colour",
    /is not an input of DropletPowerState, which has dropletId/,
  ],
])("%j is refused, naming the input, the value and the rule", async (inputs, property, reason) => {
  await start();
  const { failures } = await world.check("DropletPowerState", inputs);
  expect(failures).toEqual([{ property, reason: expect.stringMatching(reason) }]);
});

test("two resources that declare the same state of a Droplet are warned of, naming both", async () => {
  await start();
  await world.check("DropletPowerState", { dropletId: 42, state: "active" }, {}, { name: "a" });
  await world.check("DropletPowerState", { dropletId: 42, state: "active" }, {}, { name: "b" });
  expect(world.lines).toEqual([
    expect.stringMatching(/^warning: "a" and "b" are both a DropletPowerState of Droplet 42/),
  ]);
});

describe("a token that is of no use fails the preview, about no input,", () => {
  const power = { dropletId: 42, state: "off" };
  const failure = (reason: RegExp) => [
    { property: "", reason: expect.stringMatching(reason) as unknown },
  ];

  test.each([{ preview: true }, { preview: false }])("as it is wrong, with %j", async (about) => {
    await start({ token: "wrong" });
    const { failures } = await world.check("DropletPowerState", power, {}, about);
    expect(failures).toEqual(failure(/HTTP 401.*The token from digitalocean:token is mistyped/));
    expect(world.lines).toEqual([]);
  });

  test("as there is none, naming the places for it", async () => {
    await start({ token: " " });
    const { failures } = await world.check("DropletPowerState", power);
    expect(failures).toEqual(failure(/^No DigitalOcean token was found.*DIGITALOCEAN_TOKEN/));
  });

  test.each([
    ["DropletResize", { size: "s-2vcpu-2gb" }, "sizes:read"],
    ["DropletRebuild", { image: "debian-12-x64", allowDataLoss: true }, "image:read"],
  ])("as it lacks a scope for what a %s reads, naming it", async (kind, args, scope) => {
    await start({ token: "few", tokens: { few: ["droplet:read", "droplet:update"] } });
    const { failures } = await world.check(kind, { dropletId: 42, ...args });
    expect(failures).toEqual(failure(new RegExp(`HTTP 403.*${scope}`)));
  });

  test("also where the engine asks for a preview of its own", async () => {
    await start({ droplets: [{ id: 42, status: "active" }] });
    const saved = await world.up("DropletPowerState", { ...power, state: "active" });
    const fault = { status: 401, body: {} };
    world.newProcess();
    world.simulator.faults.add({ method: "GET", fault });
    await expect(world.preview("DropletPowerState", power, saved)).rejects.toThrow(/HTTP 401/);
  });
});

describe("a Droplet that has vanished", () => {
  const args = { dropletId: 42, state: "active" };
  const isGone =
    /^warning: dropletId .*42.*\. Check the id.*If this is still so in `up`, it is refused$/;

  async function vanished() {
    await start();
    const saved = await world.up("DropletPowerState", args);
    world.newProcess();
    world.simulator.destroyDroplet(42);
    return saved;
  }

  test("is a warning for a resource that exists already, and an error of its update", async () => {
    const saved = await vanished();
    const news = { ...args, state: "off" };
    const { inputs, failures } = await world.check("DropletPowerState", news, saved.inputs);
    expect(failures).toEqual([]);
    await world.diff("DropletPowerState", saved.outputs, inputs);
    expect(world.lines).toEqual([expect.stringMatching(isGone)]);
    await expect(world.up("DropletPowerState", news, saved)).rejects.toThrow(/Check the id/);
    expect(world.postedTypes()).toEqual([]);
  });

  test("is a warning for what replaces that resource, too", async () => {
    const saved = await vanished();
    await world.check("DropletPowerState", args, saved.inputs);
    const { failures } = await world.check("DropletPowerState", args);
    expect(failures).toEqual([]);
    expect(world.lines).toEqual([expect.stringMatching(isGone)]);
  });

  test("fails the check of a new resource", async () => {
    await vanished();
    const { failures } = await world.check("DropletPowerState", args);
    expect(failures).toEqual([
      { property: "dropletId", reason: expect.stringMatching(/Check the id/) },
    ]);
  });
});
