import { requestOfPost } from "../support/requestOfPost";
import { World } from "../support/world";

/** What a removal does to the power, cut off in it. */

let world: World;
afterEach(() => world.stop());

const args = { dropletId: 42, state: "active", stateOnDelete: "off" };
test("a destroy with stateOnDelete off that was killed in the grace of its shutdown sends no second one", async () => {
  const options = { droplets: [{ id: 42 }], switches: { shutdownBehaviour: "ignored" as const } };
  const nth = await requestOfPost(options, async (other) => {
    const saved = await other.up("DropletPowerState", args);
    await other.endProcess();
    const count = other.simulator.requests.length;
    await other.destroy("DropletPowerState", saved);
    return count;
  });
  world = await World.start(options);
  const again = await world.up("DropletPowerState", args);
  await world.endProcess();
  const killed = world.killAt(nth + 30, "before");
  void world.destroy("DropletPowerState", again);
  await killed;
  world.newProcess();
  expect(world.postedTypes()).toEqual(["shutdown"]);
  world.clock.advance(5);
  await world.destroy("DropletPowerState", again);
  expect(world.postedTypes()).toEqual(["shutdown", "power_off"]);
});

test("a destroy with stateOnDelete off that times out in its grace, and ends in the normal way: the next destroy sends no second shutdown", async () => {
  world = await World.start({ droplets: [{ id: 42 }], switches: { shutdownBehaviour: "ignored" } });
  const args = { dropletId: 42, state: "active", stateOnDelete: "off", timeoutSeconds: 30 };
  const saved = await world.up("DropletPowerState", args);
  await world.endProcess();
  await expect(world.destroy("DropletPowerState", saved)).rejects.toThrow(/timeoutSeconds/);
  await world.endProcess();
  expect(world.postedTypes()).toEqual(["shutdown"]);
  world.clock.advance(5);
  await world.destroy("DropletPowerState", saved).catch(() => undefined);
  expect(world.postedTypes().filter((t) => t === "shutdown")).toEqual(["shutdown"]);
});

test("a destroy with stateOnDelete off whose shutdown lands after its time: stays known", async () => {
  world = await World.start({ droplets: [{ id: 42 }], durations: { power_off: 100 } });
  const args = {
    dropletId: 42,
    state: "active",
    stateOnDelete: "off",
    timeoutSeconds: 30,
    gracefulShutdown: false,
  };
  const saved = await world.up("DropletPowerState", args);
  await world.endProcess();
  await expect(world.destroy("DropletPowerState", saved)).rejects.toThrow(/still in progress/);
  await world.endProcess();
  world.clock.advance(5);
  // The log before: it continues with its own action. After: a stranger's pending event.
  const error = await world.destroy("DropletPowerState", saved).then(
    () => "",
    (e: Error) => e.message,
  );
  expect(error).not.toMatch(/before anything was sent/);
});
