import { requestOfPost } from "../support/requestOfPost";
import { World } from "../support/world";

/** The program goes back to what it was while a shutdown of an earlier run is still on its way. */

let world: World;
afterEach(() => world.stop());
const droplets = [{ id: 42, size: "s-1vcpu-1gb" }];
const durations = { shutdown: 20 };

/** Which request of the second `up` is its first POST. */
const requestOfUpdate = (kind: string, before: object, after: object) =>
  requestOfPost({ droplets }, async (other) => {
    const saved = await other.up(kind, { ...before });
    await other.endProcess();
    const count = other.simulator.requests.length;
    await other.up(kind, { ...after }, saved);
    return count;
  });

describe.each([
  ["DropletResize", { dropletId: 42, size: "s-1vcpu-1gb" }, { dropletId: 42, size: "s-2vcpu-2gb" }],
  ["DropletPowerState", { dropletId: 42, state: "active" }, { dropletId: 42, state: "off" }],
])("%s", (kind, before, after) => {
  test.each(["with its answer", "before its answer"])(
    "killed after its shutdown, %s, and taken back in the program: the Droplet is on in the end",
    async (which) => {
      const nth = await requestOfUpdate(kind, before, after);
      world = await World.start({ droplets, durations });
      const saved = await world.up(kind, before);
      await world.endProcess();
      const killed =
        which === "with its answer" ? world.killAt(nth + 1, "before") : world.killAt(nth, "after");
      void world.up(kind, after, saved);
      await killed;
      world.newProcess();
      expect(world.postedTypes()).toEqual(["shutdown"]);
      world.clock.advance(2);
      await world.up(kind, before, saved);
      await world.endProcess();
      world.clock.advance(300);
      expect([world.postedTypes(), world.simulator.droplet(42).status]).toEqual([
        ["shutdown", "power_on"],
        "active",
      ]);
    },
  );
});

test("timed out in the grace of state off, and taken back in the program: the Droplet is on in the end", async () => {
  world = await World.start({ droplets, durations: { shutdown: 40 } });
  const args = { dropletId: 42, timeoutSeconds: 15 };
  const kept = await world.up("DropletPowerState", { ...args, state: "off" });
  expect(kept.reasons[0]).toMatch(/the shutdown may still take effect/);
  await world.endProcess();
  const back = await world.up("DropletPowerState", { ...args, state: "active" }, kept);
  await world.endProcess();
  world.clock.advance(300);
  // Whole and on, or kept as unfinished: not whole and off.
  expect([back.reasons.length, world.simulator.droplet(42).status]).not.toEqual([0, "off"]);
});
