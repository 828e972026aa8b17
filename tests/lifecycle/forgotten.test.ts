import { World } from "../support/world";

/** A create is killed while its Droplet is off, and the program no longer has the resource. */

let world: World;
afterEach(() => world.stop());

test("the power that a killed create took is restored, or a warning names it, when its resource is gone from the program", async () => {
  const args = { dropletId: 42, size: "s-2vcpu-2gb" };
  world = await World.start({ droplets: [{ id: 42 }] });
  await world.up("DropletResize", args);
  const posts = world.simulator.requests.flatMap(({ method }, index) =>
    method === "POST" ? [index + 1] : [],
  );
  await world.stop();
  world = await World.start({ droplets: [{ id: 42 }] });
  const killed = world.killAt(posts[1] ?? 0, "before");
  void world.up("DropletResize", args);
  await killed;
  world.newProcess();
  world.lines.length = 0;
  expect([world.postedTypes(), world.simulator.droplet(42).status]).toEqual([["shutdown"], "off"]);
  world.clock.advance(600);
  // Another resource of the program, on the same Droplet; the engine knows nothing of the first.
  await world.up("DropletRename", { dropletId: 42, name: "n" }, undefined, "other");
  await world.endProcess();
  const isNamed = world.lines.some((line) => /OFF|interrupted/.test(line));
  expect([world.simulator.droplet(42).status, isNamed]).not.toEqual(["off", false]);
});

test("power that the user has restored by hand, as the warning says, is not warned of for ever", async () => {
  const args = { dropletId: 42, size: "s-2vcpu-2gb" };
  world = await World.start({ droplets: [{ id: 42 }], durations: { shutdown: 1 } });
  void world.up("DropletResize", args);
  while (world.postedTypes().length < 2) await new Promise((turn) => setImmediate(turn));
  world.newProcess();
  world.clock.advance(600);
  const other = await world.up("DropletRename", { dropletId: 42, name: "n" }, undefined, "other");
  expect(world.lines.join("\n")).toMatch(/turned Droplet 42 off/);
  await world.endProcess();
  world.simulator.drift(42, { status: "active" });
  world.clock.advance(30 * 86_400);
  world.lines.length = 0;
  await world.up("DropletRename", { dropletId: 42, name: "n" }, other, "other");
  expect(world.lines.join("\n")).not.toMatch(/turned Droplet 42 off/);
});
