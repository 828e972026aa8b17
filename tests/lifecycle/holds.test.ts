import { World } from "../support/world";

/** The hour's requests are used up, by us or by another tool. */

let world: World;
afterEach(() => world.stop());

async function start() {
  world = await World.start({
    droplets: [
      { id: 42, status: "off" },
      { id: 43, status: "off" },
    ],
    limits: { perHour: 600, perMinute: null },
  });
  for (let request = 0; request < 600; request++) {
    await fetch(`${world.simulator.url}/v2/account`, {
      headers: { authorization: `Bearer ${world.simulator.token}` },
    });
    world.clock.advance(0.1);
  }
  world.clock.advance(2_900);
}

const line = /^waiting \d+ (s|min) until 13:00 \(UTC\): DigitalOcean's rate limit is used up$/;

test("timed out because of it, the error says so", async () => {
  world = await World.start({ droplets: [{ id: 42, status: "off" }] });
  world.simulator.faults.add({
    type: "power_on",
    fault: { status: 429, headers: { "retry-after": "45" }, body: {} },
  });
  const args = { dropletId: 42, state: "active", timeoutSeconds: 100 };
  await expect(world.up("DropletPowerState", args)).rejects.toThrow(
    /before anything was sent: the token's rate limit is used up/,
  );
  expect(world.simulator.posts().refused.length).toBeLessThanOrEqual(3);
});

test("every resource that waits says until when, and continues by itself", async () => {
  await start();
  const ups = (["a", "b"] as const).map((name, index) =>
    world.up(
      "DropletPowerState",
      { dropletId: 42 + index, state: "active", timeoutSeconds: 3_600 },
      undefined,
      name,
    ),
  );
  const saved = await Promise.all(ups);
  expect(saved.flatMap(({ reasons }) => reasons)).toEqual([]);
  expect(world.simulator.posts().accepted).toHaveLength(2);
  expect(world.progressOf("a")).toContainEqual(expect.stringMatching(line));
  expect(world.progressOf("b")).toContainEqual(expect.stringMatching(line));
  // One request a minute asks whether there is room again.
  const refused = world.simulator.requests.filter(({ status }) => status === 429);
  expect(refused.length).toBeLessThanOrEqual(25);
});
