import { World } from "../support/world";

/** ^C through the plugin, between a POST and its answer. */

let world: World;
afterEach(() => world.stop());

const reboot = { dropletId: 42 };

test("a run that is cancelled while the Droplet is off for a resize continues until the power is restored, and says so", async () => {
  world = await World.start({ droplets: [{ id: 42 }], durations: { shutdown: 5, resize: 300 } });
  const larger = { dropletId: 42, size: "s-2vcpu-2gb" };
  const up = world.up("DropletResize", larger);
  while (!world.postedTypes().includes("resize")) await new Promise((turn) => setImmediate(turn));
  world.progress.length = 0;
  world.cancel();
  await up;
  expect(world.simulator.droplet(42)).toMatchObject({ status: "active", size: "s-2vcpu-2gb" });
  expect(world.postedTypes()).toEqual(["shutdown", "resize", "power_on"]);
  expect(world.progress.join("\n")).toMatch(/restoring the power|power_on/);
});

describe("a run that is cancelled while its POST hangs", () => {
  const arrived = async (type: string) => {
    const { requests } = world.simulator;
    while (!requests.some(({ actionType }) => actionType === type)) {
      await new Promise((turn) => setImmediate(turn));
    }
  };
  const hanging = (type: string, when: "before" | "after") =>
    world.simulator.faults.add({
      method: "POST",
      type,
      nth: 1,
      fault: { when, connection: "hang" },
    });
  /** While the answer to its POST hangs, and after that nothing answers. */
  const cancelled = async (type: string, when: "before" | "after", kind: string, args: object) => {
    hanging(type, when);
    const up = world.up(kind, { ...args });
    await arrived(type);
    world.simulator.faults.add({ method: "GET", fault: { connection: "hang" } });
    world.cancel();
    const kept = await up;
    expect(kept.reasons[0]).toMatch(/the run was cancelled/);
    world.newProcess();
    world.simulator.faults.clear();
    return kept;
  };

  /** An answer is waited for longer than the test may take. */
  const start = async () => {
    world = await World.start({ droplets: [{ id: 42 }], httpTimeout: 600_000 });
  };

  test.each(["before", "after"] as const)(
    "%s it was accepted, and nothing answers any more, ends, and the next up looks it up",
    async (when) => {
      await start();
      const kept = await cancelled("reboot", when, "DropletReboot", reboot);
      const began = world.clock.now();
      expect((await world.up("DropletReboot", reboot, kept)).reasons).toEqual([]);
      expect(world.postedTypes()).toEqual(["reboot"]);
      // As after a kill: the request may have been under way as long as any.
      if (when === "before") expect(world.clock.now() - began).toBeGreaterThanOrEqual(40_000);
    },
  );

  test.each(["before", "after"] as const)(
    "%s the resize was accepted, restores the power or says that the Droplet is off",
    async (when) => {
      await start();
      hanging("resize", when);
      const larger = { dropletId: 42, size: "s-2vcpu-2gb" };
      const up = world.up("DropletResize", larger);
      await arrived("resize");
      world.cancel();
      const kept = await up;
      expect(world.simulator.droplet(42).status).toBe("active");
      world.newProcess();
      expect((await world.up("DropletResize", larger, kept)).reasons).toEqual([]);
      expect(world.postedTypes().filter((type) => type === "resize")).toHaveLength(1);
      expect(world.simulator.droplet(42)).toMatchObject({ status: "active", size: "s-2vcpu-2gb" });
    },
  );

  test("by tag ends, too, and the next up looks it up on every Droplet", async () => {
    world = await World.start({
      droplets: [
        { id: 42, tags: ["web"] },
        { id: 43, tags: ["web"] },
      ],
      httpTimeout: 600_000,
    });
    const args = { tag: "web", type: "power_cycle" };
    const kept = await cancelled("power_cycle", "after", "DropletTagAction", args);
    expect((await world.up("DropletTagAction", args, kept)).reasons).toEqual([]);
    expect(world.postedTypes()).toEqual(["power_cycle"]);
  });
});
