import { World } from "../support/world";

/** What holds for every resource that declares a state and reaches it with one action on a Droplet that is off. */

let world: World;

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({
    droplets: [{ id: 42, name: "web-1", status: "off", kernel: 991 }],
    ...options,
  });
}
afterEach(() => world.stop());

describe.each([
  ["DropletBackups", "enable_backups", { dropletId: 42 }],
  ["DropletIpv6", "enable_ipv6", { dropletId: 42 }],
  ["DropletKernel", "change_kernel", { dropletId: 42, kernel: 992 }],
  ["DropletRename", "rename", { dropletId: 42, name: "web-2.example.com" }],
] as const)("%s", (kind, type, args) => {
  test("waits until its effect shows, which is after the action is completed", async () => {
    await start({ switches: { effectLagSeconds: 15 } });
    const began = world.clock.now();
    const { outputs, reasons, id } = await world.up(kind, args);
    expect(reasons).toEqual([]);
    expect(world.clock.now() - began).toBeGreaterThan(15_000);
    expect(id).toBe("42");
    expect(outputs["performedActions"]).toMatchObject([{ type, status: "completed" }]);
    expect(Object.values(outputs)).not.toContain(undefined);
    expect(world.postedTypes()).toEqual([type]);
  });

  test("sends nothing when the Droplet matches the inputs", async () => {
    await start();
    const saved = await world.up(kind, args);
    world.newProcess();
    const other = await world.up(kind, args, undefined, "other");
    expect(other.outputs["performedActions"]).toEqual([]);
    const refreshed = await world.refresh(kind, saved);
    expect(refreshed?.inputs).toEqual(saved.inputs);
    await world.up(kind, { ...args, timeoutSeconds: 60 }, refreshed);
    expect(world.postedTypes()).toEqual([type]);
  });

  test("completed without its effect in time is kept, and the next up verifies again and sends nothing", async () => {
    await start({ switches: { effectLagSeconds: 60 } });
    const given = { ...args, timeoutSeconds: 30 };
    const first = await world.up(kind, given);
    expect(first.reasons).toEqual([
      expect.stringMatching(/completed, but its effect cannot be seen/),
    ]);
    world.newProcess();
    const refreshed = await world.refresh(kind, first);
    expect(refreshed?.outputs["unfinished"]).toEqual(first.outputs["unfinished"]);
    world.clock.advance(60);
    const second = await world.up(kind, given, refreshed);
    expect(second.reasons).toEqual([]);
    expect(second.outputs["performedActions"]).toMatchObject([{ type, status: "completed" }]);
    expect(world.postedTypes()).toEqual([type]);
  });

  test("timed out while it runs, it is kept and waited for by the next up", async () => {
    await start({ durations: { [type]: 60 } });
    const given = { ...args, timeoutSeconds: 20 };
    const first = await world.up(kind, given);
    expect(first.reasons).toEqual([expect.stringMatching(new RegExp(`^${type} on Droplet 42`))]);
    world.newProcess();
    world.clock.advance(60);
    const second = await world.up(kind, given, first);
    expect(second.reasons).toEqual([]);
    expect(world.postedTypes()).toEqual([type]);
  });

  test("a lost answer is looked for on the Droplet and never posted again", async () => {
    await start();
    world.simulator.faults.add({ type, times: 1, fault: { when: "after", status: 502 } });
    const { reasons } = await world.up(kind, args);
    expect(reasons).toEqual([]);
    expect(world.postedTypes()).toEqual([type]);
  });

  test("errored is a plain failure that names the action, and the next up posts again", async () => {
    await start({ switches: { outcomes: { [type]: "errored" } } });
    const up = world.up(kind, args);
    await expect(up).rejects.toThrow(new RegExp(`^${type} on Droplet 42 \\(action \\d+\\)`));
    world.simulator.setSwitches({ outcomes: {} });
    await world.up(kind, args);
    expect(world.postedTypes()).toEqual([type, type]);
  });

  test("waits out another action on the Droplet", async () => {
    await start();
    world.simulator.startForeignEvent(42, 30);
    await world.up(kind, args);
    expect(world.postedTypes()).toEqual([type]);
  });

  test("removing it leaves the Droplet as it is and says so", async () => {
    await start();
    const saved = await world.up(kind, args);
    world.newProcess();
    await world.destroy(kind, saved);
    expect(world.postedTypes()).toEqual([type]);
    expect(world.lines.at(-1)).toMatch(/^Droplet 42 is left as it is/);
  });

  test("reports itself gone on refresh when its Droplet is gone", async () => {
    await start();
    const saved = await world.up(kind, args);
    world.simulator.destroyDroplet(42);
    expect(await world.refresh(kind, saved)).toBeUndefined();
    await world.destroy(kind, saved);
  });

  test("of a Droplet that does not exist is refused, naming the input", async () => {
    await start();
    const { failures } = await world.check(kind, { ...args, dropletId: 4711 });
    expect(failures).toEqual([
      { property: "dropletId", reason: expect.stringMatching(/^"4711": there is no such Droplet/) },
    ]);
  });

  test("of a Droplet that is not known yet shows what it does at most", async () => {
    await start();
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const { failures } = await world.check(kind, { ...args, dropletId: unknown });
    expect(failures).toEqual([]);
    expect(world.lines).toEqual([
      expect.stringMatching(new RegExp(`^When its Droplet is known, at most: .*${type}`)),
    ]);
  });
});

test.each([
  ["DropletPowerState", { dropletId: 42, state: "active" }, "power_on", "already powered on"],
  ["DropletBackups", { dropletId: 42, enabled: false }, "disable_backups", "already been disabled"],
] as const)(
  "%s: an answer that it is so already is no failure, also when the resource is new",
  async (kind, args, type, message) => {
    await start({ droplets: [{ id: 42, status: "off", features: ["backups"] }] });
    const body = { id: "unprocessable_entity", message: `Droplet: ${message}.` };
    world.simulator.faults.add({ type, times: 1, fault: { status: 422, body } });
    const { reasons } = await world.up(kind, args);
    expect(reasons).toEqual([]);
    expect(world.postedTypes()).toEqual([type]);
  },
);

test.each([
  ["DropletBackups", { dropletId: 42 }],
  ["DropletKernel", { dropletId: 42, kernel: 992 }],
  ["DropletRebuild", { dropletId: 42, image: "debian-12-x64", allowDataLoss: true }],
  ["DropletRename", { dropletId: 42, name: "web-2" }],
  ["DropletResize", { dropletId: 42, size: "s-1vcpu-2gb" }],
] as const)("two %s of one Droplet are warned of, naming both", async (kind, args) => {
  await start();
  await world.check(kind, args, {}, { name: "a" });
  await world.check(kind, args, {}, { name: "b" });
  const warnings = world.lines.filter((line) => line.startsWith("warning"));
  expect(warnings).toEqual([
    expect.stringMatching(new RegExp(`"a" and "b" are both a ${kind} of Droplet 42`)),
  ]);
});

test.each([
  ["DropletIpv6", { dropletId: 42 }],
  ["DropletReboot", { dropletId: 42 }],
] as const)("two %s of one Droplet do not fight", async (kind, args) => {
  await start({ droplets: [{ id: 42 }] });
  await world.check(kind, args, {}, { name: "a" });
  await world.check(kind, args, {}, { name: "b" });
  expect(world.lines.filter((line) => line.startsWith("warning"))).toEqual([]);
});
