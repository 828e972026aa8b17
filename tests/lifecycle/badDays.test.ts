import { World } from "../support/world";

/** Days on which DigitalOcean does not work as it should, as users met them. */

let world: World;
afterEach(() => world.stop());

const size = "s-2vcpu-2gb";

test("every POST answered 503 for ten minutes: nothing is sent, the power is as it was, and the next up does it", async () => {
  world = await World.start({ droplets: [{ id: 42 }] });
  world.simulator.faults.add({ method: "POST", fault: { status: 503, body: {} } });
  const args = { dropletId: 42, size, timeoutSeconds: 600 };
  const first = await world.up("DropletResize", args).catch((error: Error) => error);
  expect(String(first instanceof Error ? first.message : first.reasons[0])).toMatch(
    /shutdown|Timed/,
  );
  expect(world.postedTypes()).toEqual([]);
  expect(world.simulator.droplet(42).status).toBe("active");
  world.simulator.faults.clear();
  world.newProcess();
  const kept = first instanceof Error ? undefined : first;
  expect((await world.up("DropletResize", args, kept)).reasons).toEqual([]);
  expect(world.postedTypes()).toEqual(["shutdown", "resize", "power_on"]);
});

test("what must not run twice is sent ever more seldom while every answer is 503", async () => {
  world = await World.start({ droplets: [{ id: 42 }] });
  world.simulator.faults.add({ method: "POST", fault: { status: 503, body: {} } });
  const args = { dropletId: 42, timeoutSeconds: 600 };
  await world.up("DropletReboot", args).catch((error: Error) => error);
  const sent = world.simulator.requests.filter(({ method }) => method === "POST");
  expect(sent.length).toBeGreaterThan(3);
  expect(sent.length).toBeLessThan(8);
});

test("a resize that is in progress for 40 minutes: one POST, and the power is back at the end", async () => {
  world = await World.start({ droplets: [{ id: 42 }], durations: { resize: 2_400 } });
  expect((await world.up("DropletResize", { dropletId: 42, size })).reasons).toEqual([]);
  expect(world.postedTypes()).toEqual(["shutdown", "resize", "power_on"]);
});

test("a snapshot that shows on the list 90 s late, killed in between, is adopted by the next up", async () => {
  world = await World.start({
    droplets: [{ id: 42 }],
    durations: { snapshot: 20 },
    switches: { effectLagSeconds: 90 },
  });
  const args = { dropletId: 42, name: "nightly" };
  void world.up("DropletSnapshot", args);
  while (!world.progress.some((line) => /not seen yet/.test(line))) {
    await new Promise((turn) => setImmediate(turn));
  }
  world.newProcess();
  const saved = await world.up("DropletSnapshot", args);
  expect(saved.reasons).toEqual([]);
  expect(saved.outputs["snapshotId"]).toBe(String(world.simulator.snapshots(42)[0]?.id));
  expect(world.postedTypes()).toEqual(["snapshot"]);
});

test("a snapshot that shows on the list 90 s late is not forgotten by a removal that has less time", async () => {
  world = await World.start({
    droplets: [{ id: 42 }],
    durations: { snapshot: 100 },
    switches: { effectLagSeconds: 90 },
  });
  const saved = await world.up("DropletSnapshot", { dropletId: 42, timeoutSeconds: 60 });
  expect(saved.reasons).toEqual([expect.stringMatching(/still in progress/)]);
  world.newProcess();
  await expect(world.destroy("DropletSnapshot", saved)).rejects.toThrow(/cannot be seen/);
  world.newProcess();
  world.clock.advance(60);
  await world.destroy("DropletSnapshot", saved);
  expect(world.simulator.snapshots(42)).toEqual([]);
});

test("a power_off whose effect never shows does not keep its resource from being removed", async () => {
  world = await World.start({
    droplets: [{ id: 42 }],
    switches: { outcomes: { power_off: "no-effect" } },
  });
  const args = { dropletId: 42, state: "off", gracefulShutdown: false, timeoutSeconds: 60 };
  const saved = await world.up("DropletPowerState", args);
  expect(saved.reasons).toEqual([expect.stringMatching(/effect cannot be seen/)]);
  world.newProcess();
  await world.destroy("DropletPowerState", saved);
});

test("a list of snapshots that cannot be read for days gives the power back in minutes, and takes no second one", async () => {
  world = await World.start({ droplets: [{ id: 42 }], durations: { snapshot: 20, power_on: 5 } });
  const args = { dropletId: 42, name: "nightly", powerOff: true };
  const began = world.clock.now();
  const going = world.up("DropletSnapshot", args);
  while (!world.postedTypes().includes("snapshot")) {
    await new Promise((turn) => setImmediate(turn));
  }
  const fault = { status: 500, body: { message: "out of order" } };
  world.simulator.faults.add({ method: "GET", path: /snapshots/, fault });
  const kept = await going;
  expect(kept.reasons).toEqual([
    expect.stringMatching(
      /^snapshot on Droplet 42 \(action \d+\): .*cannot be read: .*snapshots.*"out of order" \(HTTP 500.*Droplet 42 is on again\.$/,
    ),
  ]);
  const [, , powerOn] = world.simulator.actions;
  expect(powerOn?.type).toBe("power_on");
  expect(Number(powerOn?.startedAt) - began).toBeLessThan(4 * 60_000);
  world.simulator.faults.clear();
  world.newProcess();
  expect((await world.up("DropletSnapshot", args, kept)).reasons).toEqual([]);
  expect(world.postedTypes()).toEqual(["shutdown", "snapshot", "power_on"]);
});

test.each(["DropletRebuild", "DropletReboot"] as const)(
  "%s: lists of actions that lag for minutes do not make an action run twice whose answer was lost",
  async (type) => {
    world = await World.start({
      droplets: [{ id: 42 }],
      durations: { rebuild: 60, reboot: 60 },
      switches: { actionListLagSeconds: 150 },
    });
    world.simulator.faults.add({
      method: "POST",
      nth: 1,
      fault: { when: "after", connection: "reset" },
    });
    const args = type === "DropletRebuild" ? { image: "debian-12-x64", allowDataLoss: true } : {};
    expect((await world.up(type, { dropletId: 42, ...args })).reasons).toEqual([]);
    expect(world.postedTypes()).toHaveLength(1);
  },
);

test("nor where our clock is ten minutes behind, and another action ran at the time that it shows", async () => {
  world = await World.start({
    droplets: [{ id: 42 }],
    aheadSeconds: 600,
    durations: { reboot: 60 },
    switches: { actionListLagSeconds: 150 },
  });
  world.simulator.startForeignEvent(42, 900);
  world.clock.advance(1_200);
  const fault = { when: "after", connection: "reset" } as const;
  world.simulator.faults.add({ method: "POST", nth: 1, fault });
  expect((await world.up("DropletReboot", { dropletId: 42 })).reasons).toEqual([]);
  expect(world.postedTypes()).toHaveLength(1);
});

test.each([100, 150])(
  "nor where the list, %d s late, shows another action in progress that has ended before",
  async (actionListLagSeconds) => {
    world = await World.start({
      droplets: [{ id: 42 }],
      durations: { reboot: 60 },
      switches: { actionListLagSeconds },
    });
    world.simulator.startForeignEvent(42, 60);
    world.clock.advance(90);
    const fault = { when: "after", connection: "reset" } as const;
    world.simulator.faults.add({ method: "POST", nth: 1, fault });
    expect((await world.up("DropletReboot", { dropletId: 42 })).reasons).toEqual([]);
    expect(world.postedTypes()).toHaveLength(1);
  },
);
