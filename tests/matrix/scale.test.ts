import { World } from "../support/world";

/** Many Droplets in one deployment, under DigitalOcean's own rate limits. */

test("200 Droplets are turned on at once without an error, each by one POST", async () => {
  const ids = Array.from({ length: 200 }, (_, index) => 1_000 + index);
  const world = await World.start({
    droplets: ids.map((id) => ({ id, status: "off" as const })),
    limits: { perHour: 5_000, perMinute: 250 },
  });
  try {
    const saved = await Promise.all(
      ids.map((id) =>
        world.up("DropletPowerState", { dropletId: id, state: "active" }, undefined, `web-${id}`),
      ),
    );
    expect(saved.flatMap(({ reasons }) => reasons)).toEqual([]);
    expect(world.simulator.posts().accepted).toHaveLength(200);
    expect(world.simulator.droplets.every(({ status }) => status === "active")).toBe(true);
  } finally {
    await world.stop();
  }
}, 90_000);

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
}, 90_000);
