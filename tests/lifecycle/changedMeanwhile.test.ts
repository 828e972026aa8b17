import { requestOfPost } from "../support/requestOfPost";
import { type Saved, World } from "../support/world";

/** The program changes before an earlier run's work is at its end: other triggers, another name. */

let world: World;
afterEach(() => world.stop());

const untilPosted = async (count: number) => {
  while (world.postedTypes().length < count) await new Promise((turn) => setImmediate(turn));
};
const named = <T extends { outputs: object }>(saved: T, name: string) => ({
  ...saved,
  outputs: { ...saved.outputs, __urn: world.urn(name) },
});
const reboot = (triggers: number, more = {}) => ({ dropletId: 42, triggers: [triggers], ...more });

test("triggers changed while unfinished, and that run killed after its POST: the next one sends it no second time", async () => {
  world = await World.start({ droplets: [{ id: 42 }], durations: { reboot: 100 } });
  const begun = await world.up("DropletReboot", reboot(1, { timeoutSeconds: 20 }));
  expect(begun.reasons).toHaveLength(1);
  world.newProcess();
  world.clock.advance(200);
  void world.up("DropletReboot", reboot(2), begun);
  await untilPosted(2);
  world.newProcess();
  world.clock.advance(200);
  await world.up("DropletReboot", reboot(2), begun);
  expect(world.postedTypes()).toEqual(["reboot", "reboot"]);
});

const snapshot = (triggers: number) => ({ dropletId: 42, name: "n", triggers: [triggers] });

/** The engine: check and diff say "replace", then check with nothing old, and create. */
async function replace(saved: Saved, name: string) {
  const about = { preview: false, name };
  const { inputs } = await world.check("DropletSnapshot", snapshot(2), saved.inputs, about);
  await world.diff("DropletSnapshot", saved.outputs, inputs, about);
  return world.up("DropletSnapshot", snapshot(2), undefined, name);
}

test("a replacement that was killed and whose resource was renamed (alias) takes no second snapshot", async () => {
  world = await World.start({ droplets: [{ id: 42 }], durations: { snapshot: 90 } });
  const saved = named(await world.up("DropletSnapshot", snapshot(1), undefined, "a"), "a");
  await world.endProcess();
  void replace(saved, "a");
  await untilPosted(2);
  world.newProcess();
  world.clock.advance(200);
  await replace(saved, "b");
  expect(world.postedTypes()).toEqual(["snapshot", "snapshot"]);
});

describe("a replacement that was killed under a new name", () => {
  async function killedAsB() {
    world = await World.start({ droplets: [{ id: 42 }], durations: { snapshot: 90 } });
    const saved = named(await world.up("DropletSnapshot", snapshot(1), undefined, "a"), "a");
    await world.endProcess();
    // After the POST was answered, at a look at the action.
    const killed = world.killAt(8, "before");
    void replace(saved, "b");
    await killed;
    expect(world.postedTypes()).toEqual(["snapshot", "snapshot"]);
    world.newProcess();
    world.clock.advance(200);
    return saved;
  }

  test("is resumed under the first name, too", async () => {
    const saved = await killedAsB();
    expect((await replace(saved, "a")).reasons).toEqual([]);
    expect(world.postedTypes()).toEqual(["snapshot", "snapshot"]);
  });

  test("ends when the resource is removed under the first name, and says so", async () => {
    const saved = await killedAsB();
    await world.destroy("DropletSnapshot", saved, "a");
    expect(world.lines).toContainEqual(expect.stringMatching(/its result was left unchanged$/));
    await world.endProcess();
    await world.up("DropletSnapshot", snapshot(2), undefined, "b");
    expect(world.postedTypes()).toEqual(["snapshot", "snapshot", "snapshot"]);
  });
});

test("killed in an update, renamed and killed once more: the entry under the old name answers no new resource of that name", async () => {
  world = await World.start({ droplets: [{ id: 42 }], durations: { reboot: 30 } });
  const saved = named(await world.up("DropletReboot", reboot(1), undefined, "a"), "a");
  await world.endProcess();
  void world.up("DropletReboot", reboot(2), saved, "a");
  await untilPosted(2);
  world.newProcess();
  const killed = world.killAt(5, "after");
  void world.up("DropletReboot", reboot(2), saved, "b");
  await killed;
  world.newProcess();
  world.clock.advance(60);
  expect((await world.up("DropletReboot", reboot(2), saved, "b")).reasons).toEqual([]);
  await world.endProcess();
  await world.up("DropletReboot", reboot(2), undefined, "a");
  expect(world.postedTypes()).toEqual(["reboot", "reboot", "reboot"]);
});

test("power that a killed run took under another name is restored when the resource is removed under its first one", async () => {
  world = await World.start({ droplets: [{ id: 42 }], durations: { shutdown: 10 } });
  const short = { dropletId: 42, timeoutSeconds: 8 };
  const begun = named(await world.up("DropletIpv6", short, undefined, "a"), "a");
  expect(world.postedTypes()).toEqual(["shutdown", "power_on"]);
  // Its provider was killed after the engine had saved that: the record is as open as that of the next run.
  world.newProcess();
  world.clock.advance(60);
  const killed = world.killAt(8, "after");
  void world.up("DropletIpv6", { dropletId: 42 }, begun, "b");
  await killed;
  expect(world.postedTypes()).toEqual(["shutdown", "power_on", "shutdown"]);
  world.newProcess();
  await world.destroy("DropletIpv6", begun, "a");
  world.clock.advance(60);
  expect(world.simulator.droplet(42).status).toBe("active");
});

describe("unfinished, and then renamed in a run that was killed", () => {
  const args = { dropletId: 42, name: "n", powerOff: true };
  const snapshots = () => world.postedTypes().filter((type) => type === "snapshot");

  const options = { droplets: [{ id: 42 }], durations: { shutdown: 10, snapshot: 90 } };
  const begin = async () => {
    const short = { ...args, timeoutSeconds: 8 };
    const begun = named(await world.up("DropletSnapshot", short, undefined, "a"), "a");
    expect(snapshots()).toEqual([]);
    await world.endProcess();
    return begun;
  };

  async function killedAsB() {
    const nth = await requestOfPost(
      options,
      async (other) => {
        world = other;
        const begun = await begin();
        const before = other.simulator.requests.length;
        await other.up("DropletSnapshot", args, begun, "b");
        return before;
      },
      "snapshot",
    );
    world = await World.start(options);
    const begun = await begin();
    const killed = world.killAt(nth, "after");
    void world.up("DropletSnapshot", args, begun, "b");
    await killed;
    world.newProcess();
    world.clock.advance(200);
    return begun;
  }

  test("it continues with what that run has sent, also under its first name", async () => {
    const begun = await killedAsB();
    expect((await world.up("DropletSnapshot", args, begun, "a")).reasons).toEqual([]);
    expect(snapshots()).toEqual(["snapshot"]);
  });

  test("its removal under the first name ends it, and no later resource of the other name resumes it", async () => {
    const begun = await killedAsB();
    await world.destroy("DropletSnapshot", begun, "a");
    expect(world.simulator.snapshots(42)).toEqual([]);
    await world.endProcess();
    await world.up("DropletSnapshot", args, undefined, "b");
    expect(snapshots()).toEqual(["snapshot", "snapshot"]);
  });
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  "triggers changed after a kill, and that run killed at its request %s while it ends the old action: the new one still runs, once",
  async (nth) => {
    world = await World.start({ droplets: [{ id: 42 }], durations: { reboot: 30 } });
    const saved = await world.up("DropletReboot", reboot(1));
    await world.endProcess();
    void world.up("DropletReboot", reboot(2), saved);
    await untilPosted(2);
    world.newProcess();
    world.clock.advance(60);
    const killed = world.killAt(nth, "after");
    void world.up("DropletReboot", reboot(3), saved);
    await killed;
    world.newProcess();
    world.clock.advance(60);
    await world.up("DropletReboot", reboot(3), saved);
    expect(world.postedTypes()).toEqual(["reboot", "reboot", "reboot"]);
  },
);

test("an update that was killed is not called a replacement", async () => {
  world = await World.start({ droplets: [{ id: 42 }], durations: { reboot: 100 } });
  const begun = await world.up("DropletReboot", reboot(1, { timeoutSeconds: 20 }));
  await world.endProcess();
  world.clock.advance(200);
  // Killed while it waits for the end of its own POST.
  const posts = () => world.simulator.posts().accepted.length;
  const killed = world.killAt(14, "before");
  void world.up("DropletReboot", reboot(2), begun);
  await killed;
  expect(posts()).toBe(2);
  world.newProcess();
  world.clock.advance(200);
  await world.up("DropletReboot", reboot(3), begun);
  expect(posts()).toBe(3);
  expect(world.lines.join("\n")).not.toMatch(/replacement/);
});
