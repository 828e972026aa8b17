import type { DropletSpec } from "../../simulator";
import { World } from "../support/world";

const kind = "DropletAction";
let world: World;

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({ droplets: [{ id: 42, name: "web-1" }], ...options });
}
afterEach(() => world.stop());

const bodies = () => world.simulator.posts().accepted.map(({ body }) => body);
const policy = { plan: "weekly", weekday: "SUN", hour: 0 };

const runs: [type: string, parameters: object | undefined, droplet: DropletSpec][] = [
  ["enable_backups", undefined, {}],
  ["enable_backups", { backup_policy: policy }, {}],
  ["enable_backups", { backup_policy: { plan: "daily", weekday: "", hour: 0 } }, {}],
  ["disable_backups", undefined, { features: ["backups"] }],
  ["change_backup_policy", { backup_policy: policy }, { features: ["backups"] }],
  ["reboot", undefined, {}],
  ["power_cycle", undefined, {}],
  ["shutdown", undefined, {}],
  ["power_off", undefined, {}],
  ["power_on", undefined, { status: "off" }],
  ["password_reset", undefined, {}],
  ["resize", { size: "s-2vcpu-2gb" }, { status: "off" }],
  ["resize", { size: "s-2vcpu-2gb", disk: true }, { status: "off" }],
  ["rebuild", { image: "debian-12-x64" }, {}],
  ["rebuild", { image: "137917554" }, {}],
  ["rename", { name: "web-2" }, {}],
  ["change_kernel", { kernel: 992 }, { kernel: 991 }],
  ["enable_ipv6", undefined, { status: "off" }],
  ["snapshot", { name: "before" }, { usedGigabytes: 0.1 }],
  ["snapshot", undefined, { usedGigabytes: 0.1 }],
  ["enable_private_networking", undefined, {}],
];

test.each(runs)(
  "runs %s with the parameters %j as they are, and waits for it",
  async (type, parameters, droplet) => {
    await start({ droplets: [{ id: 42, ...droplet }], durations: { resize: 20, rebuild: 20 } });
    const args = {
      dropletId: 42,
      type,
      ...(parameters ? { parameters } : {}),
      allowDataLoss: true,
    };
    const { outputs, reasons } = await world.up(kind, args);
    expect(reasons).toEqual([]);
    expect(bodies()).toEqual([{ type, ...parameters }]);
    const { id, status } = world.simulator.actions[0] ?? {};
    expect(status).toBe("completed");
    expect(outputs["actionId"]).toBe(String(id));
  },
);

test.each([
  ["reboot", 600],
  ["snapshot", 7_200],
  ["defragment", 7_200],
])("%s has %i seconds if no others are given", async (type, timeoutSeconds) => {
  await start();
  const check = (more: object) => world.check(kind, { dropletId: 42, type, ...more });
  expect((await check({})).inputs).toMatchObject({ timeoutSeconds });
  expect((await check({ timeoutSeconds: 30 })).inputs).toMatchObject({ timeoutSeconds: 30 });
});

test("restores a backup", async () => {
  await start({ droplets: [{ id: 42, backups: 1 }], durations: { restore: 20 } });
  const parameters = { image: world.simulator.backups(42)[0]?.id };
  await world.up(kind, { dropletId: 42, type: "restore", parameters, allowDataLoss: true });
  expect(bodies()).toEqual([{ type: "restore", ...parameters }]);
});

test("waits until the effect of a known type shows", async () => {
  await start({ switches: { effectLagSeconds: 20 } });
  await world.up(kind, { dropletId: 42, type: "power_off" });
  expect(world.simulator.droplet(42).status).toBe("off");
});

test.each([
  [{ type: "power_off" }, /because type changed/],
  [{ parameters: { name: "c" } }, /because parameters changed/],
])("a changed %j runs it in place, and says so in the preview", async (change, why) => {
  await start();
  const args = { dropletId: 42, type: "rename", parameters: { name: "b" } };
  const saved = await world.up(kind, args);
  world.newProcess();
  const news = { ...args, ...change };
  const { inputs } = await world.check(kind, news, saved.inputs);
  expect(await world.diff(kind, saved.outputs, inputs)).toEqual({
    changes: undefined,
    replaces: [],
  });
  expect(world.lines.at(-1)).toMatch(why);
  const again = await world.up(kind, news, saved);
  expect(bodies()).toHaveLength(2);
  expect(again.outputs["actionId"]).not.toBe(saved.outputs["actionId"]);
});

test("does not look for drift", async () => {
  await start();
  const args = { dropletId: 42, type: "power_off" };
  const saved = await world.up(kind, args);
  world.simulator.drift(42, { status: "active" });
  const refreshed = await world.refresh(kind, saved);
  expect(refreshed?.inputs).toEqual(saved.inputs);
  expect(refreshed?.outputs["actionId"]).toBe(saved.outputs["actionId"]);
  await world.up(kind, args, refreshed);
  expect(bodies()).toHaveLength(1);
});

test("has no actionId as long as none has run", async () => {
  await start();
  const { outputs } = await world.up(kind, { dropletId: 42, type: "reboot", runOnCreate: false });
  expect(outputs).toMatchObject({ actionId: null, performedActions: [] });
});

test.each(["reboot", "power_cycle"])(
  "%s of a Droplet that is off: a warning in preview, a refusal in up",
  async (type) => {
    await start({ droplets: [{ id: 42, status: "off" }] });
    expect((await world.check(kind, { dropletId: 42, type })).failures).toEqual([]);
    expect(world.lines).toEqual([expect.stringMatching(/^warning: .*which is off/)]);
    await expect(world.up(kind, { dropletId: 42, type })).rejects.toThrow(/Turn it on first/);
    expect(world.simulator.posts()).toEqual({ accepted: [], refused: [] });
  },
);

test.each([
  [{ type: "Power Off" }, "type", /^"Power Off" must be an action type/],
  [{}, "type", /is required and must be an action type/],
  [{ type: "rename", parameters: "web" }, "parameters", /^"web" must be an object/],
  [
    { type: "power_on", parameters: { type: "rebuild", image: "debian-12-x64" } },
    "parameters",
    /^has the type "rebuild", which belongs in the input type\. Leave it out of parameters/,
  ],
])("%j is refused", async (args, property, reason) => {
  await start();
  const { failures } = await world.check(kind, { dropletId: 42, ...args });
  expect(failures).toEqual([{ property, reason: expect.stringMatching(reason) }]);
  await expect(world.up(kind, { dropletId: 42, ...args })).rejects.toThrow(property);
  expect(world.simulator.posts()).toEqual({ accepted: [], refused: [] });
});

test("what DigitalOcean refuses is a plain failure with its answer", async () => {
  await start();
  const up = world.up(kind, { dropletId: 42, type: "resize", parameters: { size: "huge" } });
  await expect(up).rejects.toThrow(/^resize on Droplet 42: .*invalid size.*HTTP 422/);
});

test("enable_ipv6 on a Droplet that is on is a warning in preview and a refusal in up", async () => {
  await start({ droplets: [{ id: 42 }] });
  const args = { dropletId: 42, type: "enable_ipv6" };
  expect((await world.check(kind, args)).failures).toEqual([]);
  const text = "dropletId stands for Droplet 42, which is on, and enable_ipv6 needs it off";
  expect(world.lines).toEqual([expect.stringContaining(`warning: ${text}`)]);
  await expect(world.up(kind, args)).rejects.toThrow(text);
  expect(world.simulator.posts()).toEqual({ accepted: [], refused: [] });
});
