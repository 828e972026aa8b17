import { World } from "../support/world";

/** What a POST that was not accepted waits for, and what that costs. */

let world: World;
const kind = "DropletPowerState";
const on = { dropletId: 42, state: "active" };

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({ droplets: [{ id: 42, status: "off" }], ...options });
}
afterEach(() => world.stop());

const requests = (method: string, path: RegExp) =>
  world.simulator.requests.filter((one) => one.method === method && path.test(one.path));

test("an event that runs for a quarter of an hour is waited for by itself, with a handful of tries", async () => {
  await start();
  const event = world.simulator.startForeignEvent(42, 900);
  const began = world.clock.now();
  const { reasons } = await world.up(kind, { ...on, timeoutSeconds: 7_200 });
  expect(reasons).toEqual([]);
  expect(requests("POST", /actions$/).length).toBeLessThanOrEqual(8);
  expect(requests("GET", /\/actions$/).length).toBeLessThanOrEqual(16);
  expect(world.progress.join("\n")).toContain(
    ` for another event: attach_volume (action ${event.id})`,
  );
  // Noticed soon after its end.
  const accepted = requests("POST", /actions$/).at(-1);
  expect((accepted?.time ?? 0) - began).toBeLessThan(904_000);
});

const listed = (id: number, type: string, startedAt: string) => ({
  id,
  type,
  status: "in-progress",
  resource_id: 42,
  resource_type: "droplet",
  started_at: startedAt,
  completed_at: null,
});

function answerList(...actions: ReturnType<typeof listed>[]) {
  world.simulator.faults.add({
    path: "/v2/droplets/42/actions",
    method: "GET",
    fault: { status: 200, body: { actions, meta: { total: actions.length } } },
  });
  for (const action of actions) {
    world.simulator.faults.add({
      path: `/v2/droplets/42/actions/${action.id}`,
      method: "GET",
      fault: { status: 200, body: { action } },
    });
  }
  world.simulator.faults.add({
    method: "POST",
    nth: 1,
    fault: { status: 422, body: { message: "Droplet already has a pending event." } },
  });
}

test("an old action that the list shows in progress for ever does not keep the POST from being tried", async () => {
  await start();
  answerList(listed(7, "attach_volume", "2026-01-01T00:00:00Z"));
  const began = world.clock.now();
  expect((await world.up(kind, on)).reasons).toEqual([]);
  expect(requests("POST", /actions$/)).toHaveLength(2);
  expect(world.clock.now() - began).toBeLessThan(180_000);
});

test("of several that the list shows in progress, the youngest is waited for", async () => {
  await start();
  answerList(
    listed(7, "attach_volume", "2026-01-01T00:00:00Z"),
    listed(9, "snapshot", "2026-11-24T11:59:00Z"),
  );
  await world.up(kind, on);
  expect(world.progress.join("\n")).toContain(" for another event: snapshot (action 9)");
});

test("an event that is on no list is tried again, less and less often", async () => {
  await start({ switches: { actionVisibleAfterSeconds: 600 } });
  world.simulator.startForeignEvent(42, 300);
  await world.up(kind, on);
  const tries = requests("POST", /actions$/);
  expect(tries.length).toBeLessThanOrEqual(25);
  expect(world.simulator.droplet(42).status).toBe("active");
});

test("out of time because of another event, the error names it", async () => {
  await start();
  const { id } = world.simulator.startForeignEvent(42, 900);
  await expect(world.up(kind, { ...on, timeoutSeconds: 60 })).rejects.toThrow(
    new RegExp(`before anything was sent: attach_volume \\(action ${id}\\) ran.*doctl`),
  );
});

test("after the other event the plan is made anew: what it has done is not done again", async () => {
  await start();
  world.simulator.startForeignEvent(42, 60);
  const up = world.up(kind, on);
  while (requests("POST", /actions$/).length === 0) {
    await new Promise((turn) => setImmediate(turn));
  }
  world.simulator.drift(42, { status: "active" });
  expect((await up).reasons).toEqual([]);
  expect(world.simulator.posts().accepted).toEqual([]);
});

test("a POST that had to wait long for its turn is planned anew first", async () => {
  await start({ limits: { perHour: 100, perMinute: null } });
  world.simulator.faults.add({
    path: "/v2/droplets/42/actions",
    method: "GET",
    nth: 1,
    fault: { status: 429, headers: { "retry-after": "45" }, body: {} },
  });
  const up = world.up(kind, on);
  while (requests("GET", /actions$/).length === 0) {
    await new Promise((turn) => setImmediate(turn));
  }
  world.simulator.drift(42, { status: "active" });
  expect((await up).reasons).toEqual([]);
  expect(world.simulator.posts()).toEqual({ accepted: [], refused: [] });
});

test("with requests a minute apart, the POST is sent in the end", async () => {
  await start({ limits: { perHour: 60, perMinute: null } });
  const { reasons } = await world.up(kind, { ...on, timeoutSeconds: 3_600 });
  expect(reasons).toEqual([]);
  for (const id of [43, 44, 45]) world.simulator.addDroplet({ id, status: "off" });
  const saved = await Promise.all(
    [43, 44, 45].map((dropletId) =>
      world.up(kind, { ...on, dropletId, timeoutSeconds: 7_200 }, undefined, `web-${dropletId}`),
    ),
  );
  expect(saved.flatMap((one) => one.reasons)).toEqual([]);
  expect(world.simulator.posts().accepted).toHaveLength(4);
});

test.each([
  ["422", { status: 422, body: { message: "Droplet already has a pending event." } }],
  ["429", { status: 429, headers: { "retry-after": "50" } }],
])(
  "a run that ends while its POST is answered %s does not sit out the next try",
  async (_status, fault) => {
    await start();
    world.simulator.faults.add({ method: "POST", fault });
    const began = world.clock.now();
    const up = world.up(kind, on);
    void up.catch(() => undefined);
    while (requests("POST", /actions$/).length === 0)
      await new Promise((turn) => setImmediate(turn));
    world.stopped = true;
    await expect(up).rejects.toThrow(/the Pulumi CLI has ended/);
    expect(world.clock.now() - began).toBeLessThan(2_000);
  },
);

test.each(["pending-event", "blocking-events", "locked-by-event"] as const)(
  "busy is waited out in all its words: %s",
  async (busyAnswer) => {
    await start({ switches: { busyAnswer } });
    world.simulator.startForeignEvent(42, 90);
    expect((await world.up(kind, on)).reasons).toEqual([]);
    expect(world.simulator.droplet(42).status).toBe("active");
    expect(world.simulator.posts().refused.length).toBeGreaterThan(0);
  },
);

test("a Droplet that DigitalOcean's staff has locked gets a minute, and then an error that says who unlocks it", async () => {
  await start({ droplets: [{ id: 42, status: "off", locked: true }] });
  const began = world.clock.now();
  await expect(world.up(kind, on)).rejects.toThrow(
    /^power_on on Droplet 42: .*is locked.*only its support can unlock it/,
  );
  expect(world.clock.now() - began).toBeGreaterThanOrEqual(60_000);
  expect(world.clock.now() - began).toBeLessThan(120_000);
  expect(world.simulator.posts().accepted).toEqual([]);
});

test("a lock that is gone within a minute is waited out", async () => {
  await start({ droplets: [{ id: 42, status: "off", locked: true }] });
  const up = world.up(kind, on);
  while (world.simulator.posts().refused.length < 2) {
    await new Promise((turn) => setImmediate(turn));
  }
  world.simulator.drift(42, { locked: false });
  expect((await up).reasons).toEqual([]);
});
