import { World } from "../support/world";
/** A shutdown that has landed before anybody looked. */

let world: World;
afterEach(() => world.stop());
const droplets = [{ id: 42, size: "s-1vcpu-1gb" }];
const args = { dropletId: 42, size: "s-2vcpu-2gb" };
const durations = { shutdown: 0, resize: 20, power_on: 5 };

async function seconds(more: object = {}, fault = false) {
  world = await World.start({ droplets, durations });
  // Lost by the HTTP timeout, say: the Droplet is off when the look-up has found its action.
  if (fault)
    world.simulator.faults.add({ method: "POST", nth: 1, fault: { when: "after", status: 500 } });
  const began = world.clock.now();
  const saved = await world.up("DropletResize", { ...args, ...more });
  return { took: (world.clock.now() - began) / 1000, saved };
}

test("a resize whose shutdown landed before its lost answer was found does not end a minute later", async () => {
  const plain = await seconds();
  await world.stop();
  const lost = await seconds({}, true);
  expect(world.postedTypes()).toEqual(["shutdown", "resize", "power_on"]);
  expect([plain.took, lost.took, lost.took - plain.took < 30]).toEqual([
    plain.took,
    lost.took,
    true,
  ]);
});

test("the same within a timeoutSeconds that is enough for it: not kept as unfinished", async () => {
  const lost = await seconds({ timeoutSeconds: 60 }, true);
  expect(world.postedTypes()).toEqual(["shutdown", "resize", "power_on"]);
  expect(world.simulator.droplet(42).status).toBe("active");
  expect(lost.saved.reasons).toEqual([]);
});

test("killed in the grace of its shutdown, and gone on with when that has landed: no minute of watching", async () => {
  world = await World.start({ droplets, durations: { ...durations, shutdown: 5 } });
  void world.up("DropletResize", args);
  while (world.postedTypes().length < 1) await new Promise((turn) => setImmediate(turn));
  world.newProcess();
  world.clock.advance(60);
  const began = world.clock.now();
  const saved = await world.up("DropletResize", args);
  expect(saved.reasons).toEqual([]);
  expect(world.postedTypes()).toEqual(["shutdown", "resize", "power_on"]);
  const took = (world.clock.now() - began) / 1000;
  expect([took, took < 50]).toEqual([took, true]);
});

test("power_off's answer lost after the grace: no minute of watching after the power_on", async () => {
  world = await World.start({ droplets, durations, switches: { shutdownBehaviour: "ignored" } });
  world.simulator.faults.add({ method: "POST", nth: 2, fault: { when: "after", status: 500 } });
  const began = world.clock.now();
  const saved = await world.up("DropletResize", { ...args, shutdownTimeoutSeconds: 10 });
  expect(saved.reasons).toEqual([]);
  const took = (world.clock.now() - began) / 1000;
  expect([world.postedTypes(), took, took < 80]).toEqual([
    ["shutdown", "power_off", "resize", "power_on"],
    took,
    true,
  ]);
});

test("killed while the power is put back: the next run shuts it down again, and cuts no power", async () => {
  let posts = 0;
  world = await World.start({
    droplets,
    durations: { ...durations, shutdown: 5 },
    onRequest: ({ method }) => {
      // The time is over before anybody has seen that the shutdown landed.
      if (method === "POST" && ++posts === 1) world.clock.set(900);
    },
  });
  void world.up("DropletResize", { ...args, timeoutSeconds: 60 });
  while (world.postedTypes().length < 2) await new Promise((turn) => setImmediate(turn));
  world.newProcess();
  world.clock.advance(60);
  const saved = await world.up("DropletResize", args);
  expect(saved.reasons).toEqual([]);
  expect(world.postedTypes()).toEqual(["shutdown", "power_on", "shutdown", "resize", "power_on"]);
});
