import { World } from "../support/world";

/** A Droplet that was just created is 404 and in no list for some seconds. */

let world: World;
afterEach(() => world.stop());

async function born(visibleAfterSeconds: number): Promise<number> {
  world = await World.start({
    switches: { dropletVisibleAfterSeconds: visibleAfterSeconds },
    durations: { create: 0 },
  });
  const body = { name: "web", size: "s-1vcpu-1gb", image: "ubuntu-24-04-x64", tags: ["web"] };
  const response = await world.clock.standStill(() =>
    fetch(`${world.simulator.url}/v2/droplets`, {
      method: "POST",
      headers: { authorization: `Bearer ${world.simulator.token}` },
      body: JSON.stringify(body),
    }),
  );
  return ((await response.json()) as { droplet: { id: number } }).droplet.id;
}

test.each([
  ["DropletReboot", (dropletId: number) => ({ dropletId }), "reboot"],
  ["DropletPowerState", (dropletId: number) => ({ dropletId, state: "off" }), "shutdown"],
  ["DropletTagAction", () => ({ tag: "web", type: "power_cycle" }), "power_cycle"],
])("%s waits for it before anything is sent", async (kind, args, posted) => {
  const dropletId = await born(6);
  const began = world.clock.now();
  expect((await world.up(kind, args(dropletId))).reasons).toEqual([]);
  expect(world.postedTypes()).toEqual([posted]);
  expect(world.clock.now() - began).toBeLessThan(60_000);
});

test("one that does not come is refused after some seconds, once for all resources of it", async () => {
  const dropletId = await born(3_600);
  const began = world.clock.now();
  for (const name of ["one", "two", "three"]) {
    const up = world.up("DropletReboot", { dropletId }, undefined, name);
    await expect(up).rejects.toThrow(/dropletId .*no such Droplet/);
  }
  expect(world.clock.now() - began).toBeGreaterThanOrEqual(5_000);
  expect(world.clock.now() - began).toBeLessThan(20_000);
  expect(world.simulator.posts()).toEqual({ accepted: [], refused: [] });
});

test("a refresh does not wait for one that is gone", async () => {
  const dropletId = await born(0);
  const saved = await world.up("DropletPowerState", { dropletId, state: "active" });
  world.simulator.destroyDroplet(dropletId);
  world.newProcess();
  const began = world.clock.now();
  expect(await world.refresh("DropletPowerState", saved)).toBeUndefined();
  expect(world.clock.now()).toBe(began);
});
