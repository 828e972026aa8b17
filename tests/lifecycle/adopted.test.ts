import { World } from "../support/world";
/** An action that was found after its answer had been lost. */

let world: World;
afterEach(() => world.stop());
const sent = () => world.simulator.requests.filter(({ method }) => method === "POST").length;
const turns = async (until: () => boolean) => {
  while (!until()) await new Promise((turn) => setImmediate(turn));
};

test("a lost POST for which somebody else's action was taken finishes also with a timeoutSeconds below 300", async () => {
  world = await World.start({ droplets: [{ id: 42, name: "a" }] });
  world.simulator.faults.add({ method: "POST", nth: 1, fault: { connection: "reset" } as never });
  const args = { dropletId: 42, name: "n", timeoutSeconds: 120 };
  const run = world.up("DropletRename", args);
  while (world.simulator.requests.filter(({ method }) => method === "POST").length < 1)
    await new Promise((t) => setImmediate(t));
  world.simulator.startForeignEvent(42, 1, "rename");
  let saved = await run;
  for (let tries = 0; tries < 5 && saved.reasons.length > 0; tries++) {
    await world.endProcess();
    world.clock.advance(600);
    saved = await world.up("DropletRename", args, saved);
  }
  expect(saved.reasons).toEqual([]);
  expect(world.simulator.droplet(42).name).toBe("n");
});

test.each([
  ["DropletSnapshot", { name: "n" }, "snapshot"],
  ["DropletRename", { name: "n" }, "rename"],
  ["DropletRebuild", { image: "debian-12-x64", allowDataLoss: true }, "rebuild"],
])(
  "%s: a lost answer and an effect that shows 100 s after completed: not sent again",
  async (kind, args, type) => {
    world = await World.start({
      droplets: [{ id: 42 }],
      switches: { effectLagSeconds: 100 },
      durations: { snapshot: 20, rebuild: 20 },
    });
    world.simulator.faults.add({ method: "POST", nth: 1, fault: { when: "after", status: 500 } });
    await world.up(kind, { dropletId: 42, ...args });
    expect(world.postedTypes()).toEqual([type]);
  },
);

test("a lost POST that DigitalOcean accepts some seconds late, after somebody else's rename was taken for it, is not sent again", async () => {
  world = await World.start({ droplets: [{ id: 42, name: "a" }] });
  world.simulator.faults.add({ method: "POST", nth: 1, fault: { connection: "reset" } });
  const t0 = world.clock.now();
  const run = world.up("DropletRename", { dropletId: 42, name: "n" });
  await turns(() => sent() === 1);
  world.simulator.startForeignEvent(42, 1, "rename");
  await turns(() => world.clock.now() >= t0 + 4_000);
  // Ours, accepted late, whose effect shows 40 s after.
  world.simulator.startForeignEvent(42, 1, "rename");
  await turns(() => world.clock.now() >= t0 + 45_000 || sent() > 1);
  world.simulator.drift(42, { name: "n" });
  await run;
  expect(sent()).toBe(1);
});
