import { World } from "../support/world";

/** Many Droplets in one deployment, under DigitalOcean's own rate limits. */

const droplets = 200;

interface Way {
  readonly way: string;
  readonly state: "active" | "off";
  readonly shutdownBehaviour?: "ignored";
  readonly posts: readonly string[];
}

test.each<Way>([
  { way: "on", state: "active", posts: ["power_on"] },
  { way: "off by a shutdown", state: "off", posts: ["shutdown"] },
  {
    way: "off although they do not listen",
    state: "off",
    shutdownBehaviour: "ignored",
    posts: ["shutdown", "power_off"],
  },
])(
  "200 Droplets are turned $way at once, each POST once, with little more than two requests for each",
  async ({ state, shutdownBehaviour, posts }) => {
    const ids = Array.from({ length: droplets }, (_, index) => 1_000 + index);
    const status = state === "active" ? ("off" as const) : ("active" as const);
    const world = await World.start({
      droplets: ids.map((id) => ({ id, status })),
      switches: { shutdownBehaviour: shutdownBehaviour ?? "works" },
      limits: { perHour: 5_000, perMinute: 250 },
      httpTimeout: 60_000,
    });
    const began = world.clock.now();
    try {
      const saved = await Promise.all(
        ids.map((id) =>
          world.up("DropletPowerState", { dropletId: id, state }, undefined, `web-${id}`),
        ),
      );
      expect(saved.flatMap(({ reasons }) => reasons)).toEqual([]);
      const { accepted, refused } = world.simulator.posts();
      expect(accepted.map(({ actionType }) => actionType).sort()).toEqual(
        posts.flatMap((type) => ids.map(() => type)).sort(),
      );
      expect(refused).toEqual([]);
      expect(world.simulator.droplets.every((one) => one.status === state)).toBe(true);
      // The list of actions before each POST, the POST, and the looks that all of them share.
      const shared = world.simulator.requests.length - 2 * accepted.length;
      const seconds = (world.clock.now() - began) / 1000;
      expect(shared).toBeLessThanOrEqual(60 + 1.5 * seconds);
      // None was sent in vain.
      expect(world.simulator.requests.filter(({ status: code }) => code === 429)).toEqual([]);
    } finally {
      await world.stop();
    }
  },
  300_000,
);

test("ten resources on one Droplet work one after the other, with no POST during another's action", async () => {
  const world = await World.start({ droplets: [{ id: 42 }], durations: { snapshot: 30 } });
  try {
    const names = Array.from({ length: 10 }, (_, index) => `snapshot-${index}`);
    const saved = await Promise.all(
      names.map((name) => world.up("DropletSnapshot", { dropletId: 42, name }, undefined, name)),
    );
    expect(saved.flatMap(({ reasons }) => reasons)).toEqual([]);
    expect(world.simulator.posts().refused).toEqual([]);
    expect(
      world.simulator
        .snapshots(42)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(names);
  } finally {
    await world.stop();
  }
}, 300_000);
