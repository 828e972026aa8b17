import { World } from "../support/world";

let world: World;
afterEach(() => world.stop());
const posted = () => world.simulator.posts().accepted.map(({ actionType }) => actionType);

const args = { dropletId: 42, state: "active", stateOnDelete: "off" };
test("a destroy with stateOnDelete off that was killed in the grace of its shutdown sends no second one", async () => {
  world = await World.start({ droplets: [{ id: 42 }], switches: { shutdownBehaviour: "ignored" } });
  const saved = await world.up("DropletPowerState", args);
  world.endProcess();
  const so = world.simulator.requests.length;
  await world.destroy("DropletPowerState", saved);
  const nth = world.simulator.requests.slice(so).findIndex(({ method }) => method === "POST") + 1;
  await world.stop();
  world = await World.start({ droplets: [{ id: 42 }], switches: { shutdownBehaviour: "ignored" } });
  const again = await world.up("DropletPowerState", args);
  world.endProcess();
  const killed = world.killAt(nth + 30, "before");
  void world.destroy("DropletPowerState", again);
  await killed;
  world.newProcess();
  expect(posted()).toEqual(["shutdown"]);
  world.clock.advance(5);
  await world.destroy("DropletPowerState", again);
  expect(posted()).toEqual(["shutdown", "power_off"]);
});
