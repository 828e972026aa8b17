import { unknownValue } from "../../provider/lifecycle";
import { World } from "../support/world";

const kind = "DropletPowerState";
let world: World;

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({ droplets: [{ id: 42, name: "web-1" }], ...options });
}
afterEach(() => world.stop());

test("turns a Droplet off with one shutdown", async () => {
  await start();
  const { outputs, id } = await world.up(kind, { dropletId: 42, state: "off" });
  expect(world.postedTypes()).toEqual(["shutdown"]);
  expect(world.simulator.droplet(42).status).toBe("off");
  expect(id).toBe("42");
  expect(outputs).toMatchObject({
    dropletId: "42",
    status: "off",
    performedActions: [{ type: "shutdown", status: "completed", completedAt: expect.any(String) }],
  });
});

test("sends nothing when the Droplet matches the inputs", async () => {
  await start();
  const { outputs } = await world.up(kind, { dropletId: "42", state: "active" });
  expect(world.simulator.posts()).toEqual({ accepted: [], refused: [] });
  expect(outputs["performedActions"]).toEqual([]);
});

test("turns a Droplet on", async () => {
  await start({ droplets: [{ id: 42, status: "off" }] });
  const { outputs } = await world.up(kind, { dropletId: 42, state: "active" });
  expect(world.postedTypes()).toEqual(["power_on"]);
  expect(outputs["status"]).toBe("active");
});

test("cuts the power when the Droplet ignores the shutdown", async () => {
  await start({ switches: { shutdownBehaviour: "ignored" } });
  const began = world.clock.now();
  await world.up(kind, { dropletId: 42, state: "off", shutdownTimeoutSeconds: 60 });
  expect(world.postedTypes()).toEqual(["shutdown", "power_off"]);
  expect(world.simulator.droplet(42).status).toBe("off");
  expect(world.clock.now() - began).toBeGreaterThanOrEqual(60_000);
});

test("cuts the power at once when no graceful shutdown is wanted", async () => {
  await start();
  await world.up(kind, { dropletId: 42, state: "off", gracefulShutdown: false });
  expect(world.postedTypes()).toEqual(["power_off"]);
});

test("with forcePowerOff false it fails, sends no power_off, and says the shutdown may still take effect", async () => {
  await start({ switches: { shutdownBehaviour: "ignored" } });
  const up = world.up(kind, { dropletId: 42, state: "off", forcePowerOff: false });
  await expect(up).rejects.toThrow(
    /^shutdown on Droplet 42 \(action \d+\): .*may still take effect/,
  );
  expect(world.postedTypes()).toEqual(["shutdown"]);
});

test("waits until the power shows, which is after the action is completed", async () => {
  await start({
    droplets: [{ id: 42, status: "off" }],
    switches: { effectLagSeconds: { power_on: 20 } },
  });
  const { outputs } = await world.up(kind, { dropletId: 42, state: "active" });
  expect(outputs["status"]).toBe("active");
  expect(world.postedTypes()).toEqual(["power_on"]);
});

test("an errored action is a plain failure that names the action, and the next up posts again", async () => {
  await start({
    droplets: [{ id: 42, status: "off" }],
    switches: { outcomes: { power_on: "errored" } },
  });
  const args = { dropletId: 42, state: "active" };
  await expect(world.up(kind, args)).rejects.toThrow(/^power_on on Droplet 42 \(action \d+\)/);
  world.simulator.setSwitches({ outcomes: {} });
  await world.up(kind, args);
  expect(world.postedTypes()).toEqual(["power_on", "power_on"]);
});

test("waits out another action on the Droplet", async () => {
  await start();
  world.simulator.startForeignEvent(42, 90);
  await world.up(kind, { dropletId: 42, state: "off" });
  expect(world.postedTypes()).toEqual(["shutdown"]);
  expect(world.progress.join("\n")).toMatch(/shutdown waits .* for another action/);
});

test("does not end with the line that it is queued where nothing is left to do", async () => {
  await start();
  const args = { dropletId: 42, state: "off" };
  await Promise.all([world.up(kind, args), world.up(kind, args, undefined, "second")]);
  expect(world.postedTypes()).toEqual(["shutdown"]);
  expect(world.progress).toContainEqual(expect.stringMatching(/^queued \d+ s: another operation/));
  expect(world.progress.at(-1)).toMatch(/^left the queue of Droplet 42 after \d+ s$/);
});

test("timed out before anything was sent is a plain failure that says so", async () => {
  await start();
  world.simulator.startForeignEvent(42, 9_000);
  const up = world.up(kind, { dropletId: 42, state: "off", timeoutSeconds: 100 });
  await expect(up).rejects.toThrow(/before anything was sent/);
  expect(world.postedTypes()).toEqual([]);
});

test("timed out while the Droplet cannot be read says so, and not that an action was rejected", async () => {
  await start();
  const path = "/v2/droplets/42";
  world.simulator.faults.add({ method: "GET", path, fault: { status: 500, body: {} } });
  const up = world.up(kind, { dropletId: 42, state: "off", timeoutSeconds: 20 });
  await expect(up).rejects.toThrow(
    /before anything was sent: DigitalOcean did not answer in time\. Run/,
  );
});

test("timed out after the POST is kept, and the next up waits on without a POST, also after a refresh", async () => {
  await start({ droplets: [{ id: 42, status: "off" }], durations: { power_on: 300 } });
  const args = { dropletId: 42, state: "active", timeoutSeconds: 100 };
  const first = await world.up(kind, args);
  expect(first.reasons).toEqual([
    expect.stringMatching(/^power_on on Droplet 42 \(action \d+\): still in progress .*pulumi up/),
  ]);
  expect(first.outputs["unfinished"]).toMatchObject({
    actionIds: [expect.stringMatching(/^\d+$/)],
  });
  world.newProcess();
  const refreshed = await world.refresh(kind, first);
  expect(refreshed?.outputs["unfinished"]).toEqual(first.outputs["unfinished"]);
  world.newProcess();
  world.clock.advance(150);
  const second = await world.up(kind, args, refreshed);
  expect(world.postedTypes()).toEqual(["power_on"]);
  expect(second.outputs).toMatchObject({
    status: "active",
    performedActions: [{ type: "power_on", status: "completed" }],
  });
  expect(second.outputs["unfinished"]).toBeUndefined();
});

test("timed out by customTimeouts, it names them and not an input that they override", async () => {
  await start({ droplets: [{ id: 42, status: "off" }], durations: { power_on: 300 } });
  const inputs = (await world.check(kind, { dropletId: 42, state: "active" })).inputs;
  await expect(world.create(kind, inputs, { timeoutSeconds: 5 })).rejects.toThrow(
    /still in progress after 5 s .* larger customTimeouts if need be/,
  );
});

test("a value that is not known is refused outside of a preview", async () => {
  await start();
  const { inputs } = await world.check(kind, { dropletId: 42, state: unknownValue });
  await expect(world.create(kind, inputs)).rejects.toThrow(
    /^DropletPowerState: state is not known yet, so nothing is sent/,
  );
  expect(world.postedTypes()).toEqual([]);
});

test("completed without its effect in time is kept, verified again by the next up, and not posted again", async () => {
  await start({
    droplets: [{ id: 42, status: "off" }],
    switches: { effectLagSeconds: 500 },
  });
  const args = { dropletId: 42, state: "active", timeoutSeconds: 60 };
  const first = await world.up(kind, args);
  expect(first.reasons[0]).toMatch(/completed, but its effect cannot be seen/);
  world.clock.advance(600);
  const second = await world.up(kind, args, first);
  expect(second.outputs["status"]).toBe("active");
  expect(world.postedTypes()).toEqual(["power_on"]);
});

test.each([
  ["502 after it was accepted", { when: "after", status: 502, body: "<title>Bad Gateway</title>" }],
  ["a reset after it was accepted", { when: "after", connection: "reset" }],
  ["an answer cut short", { connection: "truncate" }],
] as const)(
  "a lost answer (%s) is looked for on the Droplet and never posted again",
  async (_name, fault) => {
    await start({ droplets: [{ id: 42, status: "off" }] });
    world.simulator.faults.add({ method: "POST", type: "power_on", times: 1, fault });
    const { outputs, reasons } = await world.up(kind, { dropletId: 42, state: "active" });
    expect(reasons).toEqual([]);
    expect(outputs["status"]).toBe("active");
    expect(world.postedTypes()).toEqual(["power_on"]);
  },
);

test("a POST that was lost before it was accepted is sent again once that is certain", async () => {
  await start({ droplets: [{ id: 42, status: "off" }] });
  world.simulator.faults.add({ method: "POST", times: 1, fault: { status: 500 } });
  const began = world.clock.now();
  const { reasons } = await world.up(kind, { dropletId: 42, state: "active" });
  expect(reasons).toEqual([]);
  expect(world.postedTypes()).toEqual(["power_on"]);
  expect(world.clock.now() - began).toBeGreaterThanOrEqual(10_000);
});

test("refresh shows drift in the input, and the next up changes it back", async () => {
  await start();
  const args = { dropletId: 42, state: "active" };
  const saved = await world.up(kind, args);
  world.simulator.drift(42, { status: "off" });
  const refreshed = await world.refresh(kind, saved);
  expect(refreshed?.inputs["state"]).toBe("off");
  expect(refreshed?.outputs).toMatchObject({ state: "off", status: "off" });
  const again = await world.up(kind, args, refreshed);
  expect(again.outputs["status"]).toBe("active");
});

test("refresh of a destroyed Droplet reports the resource gone", async () => {
  await start();
  const saved = await world.up(kind, { dropletId: 42, state: "active" });
  world.simulator.destroyDroplet(42);
  expect(await world.refresh(kind, saved)).toBeUndefined();
});

describe("removing", () => {
  test.each([{}, { posts: [null] }])(
    "stops where the state holds an unfinished operation that cannot be read: %j",
    async (unfinished) => {
      await start();
      const saved = await world.up(kind, { dropletId: 42, state: "active" });
      const broken = { ...saved, outputs: { ...saved.outputs, unfinished } };
      await expect(world.destroy(kind, broken)).rejects.toThrow(
        /unfinished in Pulumi's state cannot be read.*pulumi state delete/,
      );
      expect(world.postedTypes()).toEqual([]);
    },
  );

  test("leaves the Droplet as it is and says so", async () => {
    await start();
    const saved = await world.up(kind, { dropletId: 42, state: "active" });
    world.newProcess();
    await world.destroy(kind, saved);
    expect(world.lines.at(-1)).toMatch(/Droplet 42 is left as it is/);
    expect(world.postedTypes()).toEqual([]);
  });

  test("with stateOnDelete off shuts the Droplet down, in a later run", async () => {
    await start();
    const saved = await world.up(kind, { dropletId: 42, state: "active", stateOnDelete: "off" });
    world.newProcess();
    await world.destroy(kind, saved);
    expect(world.postedTypes()).toEqual(["shutdown"]);
    expect(world.simulator.droplet(42).status).toBe("off");
  });

  test("with stateOnDelete does nothing when the Droplet's power was declared anew in the same run", async () => {
    await start();
    const saved = await world.up(kind, { dropletId: 42, state: "active", stateOnDelete: "off" });
    world.newProcess();
    await world.up(kind, { dropletId: 42, state: "active" }, undefined, "renamed");
    await world.destroy(kind, saved);
    expect(world.postedTypes()).toEqual([]);
    expect(world.lines.at(-1)).toMatch(/another DropletPowerState of Droplet 42/);
  });

  test("with stateOnDelete succeeds when the Droplet is gone", async () => {
    await start();
    const saved = await world.up(kind, { dropletId: 42, state: "active", stateOnDelete: "off" });
    world.newProcess();
    world.simulator.destroyDroplet(42);
    await world.destroy(kind, saved);
    expect(world.postedTypes()).toEqual([]);
  });
});
