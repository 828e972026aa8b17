import type { Outputs } from "../../provider/resources/define";
import { stories } from "../matrix/stories";
import { World } from "../support/world";

/** Nothing is disturbed before everything is known that can be known. */

let world: World;
afterEach(() => world.stop());

const start = async (options: Parameters<typeof World.start>[0] = {}) => {
  world = await World.start({ droplets: [{ id: 42 }], ...options });
};

/** Every resource in every order of steps that its story lacks. */
const orders: readonly {
  kind: string;
  args: Outputs;
  droplet?: { status?: string };
  posts: unknown;
}[] = [
  ...stories,
  ...["DropletResize", "DropletIpv6", "DropletSnapshot"].flatMap((kind) => {
    const more = kind === "DropletResize" ? { size: "s-2vcpu-2gb" } : {};
    const args = {
      dropletId: 42,
      ...more,
      ...(kind === "DropletSnapshot" ? { powerOff: true } : {}),
    };
    return [
      { kind, args: { ...args, gracefulShutdown: false }, posts: "without a shutdown" },
      { kind, args: { ...args, forcePowerOff: false }, posts: "without a power_off" },
      { kind, args, droplet: { status: "off" }, posts: "of a Droplet that is off" },
    ];
  }),
];

/** Reads that wait for what was sent, or see its effect; the Droplet is read before every POST. */
const isNeededLater = (path: string, kind: string, isSnapshotSent: boolean): boolean =>
  /^\/v2\/droplets(\/\d+)?$/.test(path) ||
  /^\/v2\/droplets\/\d+\/actions\/\d+$/.test(path) ||
  path === "/v2/actions" ||
  (/snapshots$/.test(path) && isSnapshotSent) ||
  (/backups\/policy$/.test(path) && /Backups|TagAction|DropletAction/.test(kind)) ||
  // What a resource has for outputs is read at its end.
  (/\/v2\/(droplets\/\d+\/backups)$/.test(path) && kind === "DropletBackups");

test.each(orders)(
  "$kind $args, $posts: after its first POST nothing is read that could have been read before",
  async ({ kind, args, droplet }) => {
    await start({ droplets: [{ id: 42, tags: ["web"], ...(droplet as object) }] });
    const [backup] = world.simulator.backups(42);
    await world.up(kind, { ...args, ...(args["image"] === 777 ? { image: backup?.id } : {}) });
    const { requests } = world.simulator;
    const first = requests.findIndex(({ method }) => method === "POST");
    expect(first).toBeGreaterThan(0);
    const before = requests.slice(0, first).map(({ path }) => path);
    const later = requests.slice(first).filter(({ method, path }, index, all) => {
      const sent = all.slice(0, index).map(({ actionType }) => actionType);
      const isLate = !isNeededLater(path.replace(/\?.*/, ""), kind, sent.includes("snapshot"));
      // What destroys data looks at its image again once the snapshot before it is complete.
      if (/Restore|Rebuild/.test(kind) && sent.includes("snapshot") && before.includes(path)) {
        return false;
      }
      return method === "GET" && isLate;
    });
    expect(later.map(({ path }) => path)).toEqual([]);
  },
);

describe("a snapshot with powerOff", () => {
  const kind = "DropletSnapshot";
  const args = { dropletId: 42, name: "nightly", powerOff: true };

  test.each([
    [403, "/v2/droplets/42/snapshots"],
    [500, "/v2/droplets/42/snapshots"],
    [500, "/v2/droplets/42/actions"],
  ])("of which %i answers %s takes no power", async (status, path) => {
    await start();
    world.simulator.faults.add({ method: "GET", path, fault: { status, body: {} } });
    await expect(world.up(kind, args)).rejects.toThrow(new RegExp(`HTTP ${status}`));
    expect(world.postedTypes()).toEqual([]);
  });

  test("that the guard refuses takes no power", async () => {
    await start({ durations: { snapshot: 5 } });
    await world.up(kind, { ...args, powerOff: false });
    world.loseJournal();
    await expect(world.up(kind, args)).rejects.toThrow(/proceedAfterAction/);
    expect(world.postedTypes()).toEqual(["snapshot"]);
  });
});

test("a resize does not need the list of plans a second time, however long the shutdown takes", async () => {
  await start({ durations: { shutdown: 60 } });
  const sizes = { method: "GET", path: "/v2/sizes", nth: 2, times: 100 };
  world.simulator.faults.add({ ...sizes, fault: { status: 500, body: {} } });
  const { reasons } = await world.up("DropletResize", { dropletId: 42, size: "s-2vcpu-2gb" });
  expect(reasons).toEqual([]);
});

describe("a shutdown that DigitalOcean ends as errored", () => {
  const switches = { outcomes: { shutdown: "errored" } } as const;
  const args = { dropletId: 42, state: "off" };

  test("is over at once, and the power is cut", async () => {
    await start({ durations: { shutdown: 4 }, switches });
    const began = world.clock.now();
    await world.up("DropletPowerState", { ...args, shutdownTimeoutSeconds: 600 });
    expect(world.postedTypes()).toEqual(["shutdown", "power_off"]);
    expect((world.clock.now() - began) / 1000).toBeLessThan(40);
  });

  test("fails at once with the truth where the power must not be cut", async () => {
    await start({ durations: { shutdown: 4 }, switches });
    const began = world.clock.now();
    await expect(world.up("DropletPowerState", { ...args, forcePowerOff: false })).rejects.toThrow(
      /^shutdown on Droplet 42 \(action \d+\): DigitalOcean ended it as errored\. The Droplet is still on, and forcePowerOff is false/,
    );
    expect((world.clock.now() - began) / 1000).toBeLessThan(10);
    expect(world.postedTypes()).toEqual(["shutdown"]);
  });

  test("restores no power and is not watched any longer", async () => {
    await start({ durations: { shutdown: 4 }, switches });
    const began = world.clock.now();
    const resize = { dropletId: 42, size: "s-2vcpu-2gb", forcePowerOff: false };
    await expect(world.up("DropletResize", resize)).rejects.toThrow(/still on/);
    expect((world.clock.now() - began) / 1000).toBeLessThan(10);
  });
});
