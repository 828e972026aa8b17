import fs, { readdirSync } from "node:fs";
import { worksOn } from "../support/otherProcess";
import { World } from "../support/world";
import { requestOfPost } from "../support/requestOfPost";

/** Rows of the table in docs/design/cut-off.md that take more than a kill at a request. */

let world: World;

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({ droplets: [{ id: 42 }, { id: 43 }], ...options });
}
afterEach(async () => {
  jest.restoreAllMocks();
  await world.stop();
});

const turn = () => new Promise((resolve) => setImmediate(resolve));
const larger = { dropletId: 42, size: "s-2vcpu-2gb" };
const reboot = { dropletId: 42 };

const requestOf = (type: string, kind: string, args: object, options = {}) =>
  requestOfPost(
    { droplets: [{ id: 42 }], ...options },
    async (other) => {
      await other.up(kind, { ...args }).catch(() => undefined);
    },
    type,
  );

describe("killed while the power is restored", () => {
  test.each(["before", "after"] as const)(
    "%s its POST, the next up turns the Droplet on once",
    async (when) => {
      const nth = await requestOf("power_on", "DropletResize", larger);
      await start();
      const killed = world.killAt(nth, when);
      void world.up("DropletResize", larger);
      await killed;
      expect(world.postedTypes().includes("power_on")).toBe(when === "after");
      world.newProcess();
      world.clock.advance(30);
      expect((await world.up("DropletResize", larger)).reasons).toEqual([]);
      expect(world.postedTypes()).toEqual(["shutdown", "resize", "power_on"]);
      expect(world.simulator.droplet(42).status).toBe("active");
    },
  );

  test("after a resize that errored, the next up turns the Droplet on before it tries again", async () => {
    const switches = { outcomes: { resize: "errored" } } as const;
    const nth = await requestOf("power_on", "DropletResize", larger, { switches });
    await start({ switches });
    const killed = world.killAt(nth, "before");
    void world.up("DropletResize", larger);
    await killed;
    world.newProcess();
    world.simulator.setSwitches({ outcomes: {} });
    await world.up("DropletResize", larger).catch(() => undefined);
    expect(world.simulator.droplet(42).status).toBe("active");
  });
});

describe("another computer continues with the same state", () => {
  test("what the state holds as unfinished is finished without another POST", async () => {
    await start({ durations: { snapshot: 300 } });
    const args = { dropletId: 42, name: "n", timeoutSeconds: 60 };
    const kept = await world.up("DropletSnapshot", args);
    expect(kept.reasons).toHaveLength(1);
    world.loseJournal();
    world.clock.advance(300);
    const { reasons, outputs } = await world.up("DropletSnapshot", args, kept);
    expect(reasons).toEqual([]);
    expect(outputs["snapshotId"]).toBe(String(world.simulator.snapshots(42)[0]?.id));
    expect(world.postedTypes()).toEqual(["snapshot"]);
  });

  test("power that an unfinished operation took is restored", async () => {
    await start({ durations: { resize: 800 } });
    const kept = await world.up("DropletResize", { ...larger, timeoutSeconds: 60 });
    expect(world.simulator.droplet(42).status).toBe("off");
    world.loseJournal();
    world.clock.advance(200);
    expect((await world.up("DropletResize", larger, kept)).reasons).toEqual([]);
    expect(world.postedTypes()).toEqual(["shutdown", "resize", "power_on"]);
    expect(world.simulator.droplet(42).status).toBe("active");
  });
});

test("on another computer, killed half-way, a Droplet that was turned off stays off: nothing tells that it was on", async () => {
  const nth = await requestOf("resize", "DropletResize", larger);
  await start();
  const killed = world.killAt(nth, "after");
  void world.up("DropletResize", larger);
  await killed;
  world.loseJournal();
  world.clock.advance(600);
  expect((await world.up("DropletResize", larger)).reasons).toEqual([]);
  expect(world.postedTypes()).toEqual(["shutdown", "resize"]);
  expect(world.simulator.droplet(42).status).toBe("off");
});

describe("another process works on the same resource", () => {
  async function killedInReboot() {
    const nth = await requestOf("reboot", "DropletReboot", reboot);
    await start({ durations: { reboot: 30 } });
    const killed = world.killAt(nth, "after");
    void world.up("DropletReboot", { dropletId: 42, triggers: [1] });
    await killed;
    world.newProcess();
    return worksOn(world, world.urn());
  }

  test("it waits, says for whom, and continues with what the other has left", async () => {
    const other = await killedInReboot();
    const up = world.up("DropletReboot", { dropletId: 42, triggers: [1] });
    while (world.progress.length === 0) await turn();
    expect(world.progress[0]).toMatch(
      new RegExp(`another process \\(id ${process.ppid}\\) works on this resource`),
    );
    other.end();
    expect((await up).reasons).toEqual([]);
    expect(world.postedTypes()).toEqual(["reboot"]);
  });

  test("a preview says so beside its plan", async () => {
    await killedInReboot();
    await world.check("DropletReboot", { dropletId: 42, triggers: [1] });
    expect(world.lines).toEqual([
      expect.stringMatching(
        new RegExp(
          `: reboot, because .* Another process \\(id ${process.ppid}\\) works on this resource now; up waits for it, and makes its plan after that\\.$`,
        ),
      ),
    ]);
  });

  test("it gives up after its time, sends nothing and names the other", async () => {
    await killedInReboot();
    const up = world.up("DropletReboot", { dropletId: 42, triggers: [1], timeoutSeconds: 60 });
    await expect(up).rejects.toThrow(new RegExp(`another process \\(id ${process.ppid}\\)`));
    expect(world.postedTypes()).toEqual(["reboot"]);
  });
});

describe("a colleague's snapshot of the same name at the same moment", () => {
  const snapshot = { dropletId: 42, name: "nightly" };
  const colleague = (name = "nightly") => world.postElsewhere({ type: "snapshot", name });

  test("cannot be told from ours, whose answer was lost: it stops and names both", async () => {
    const nth = await requestOf("snapshot", "DropletSnapshot", snapshot);
    await start({ durations: { snapshot: 2 } });
    const killed = world.killAt(nth, "after");
    void world.up("DropletSnapshot", snapshot);
    await killed;
    world.clock.advance(5);
    expect((await colleague()).status).toBe(201);
    world.newProcess();
    world.clock.advance(5);
    const { reasons } = await world.up("DropletSnapshot", snapshot);
    const ids = world.simulator.actions.map(({ id }) => id);
    expect(ids).toHaveLength(2);
    for (const id of ids) expect(reasons[0]).toContain(String(id));
    expect(world.postedTypes()).toEqual(["snapshot", "snapshot"]);
  });

  test("that turns out to have another name does not stop ours from being sent", async () => {
    await start({ durations: { snapshot: 2 } });
    world.simulator.faults.add({ type: "snapshot", nth: 1, fault: { status: 504 } });
    const up = world.up("DropletSnapshot", snapshot);
    const { requests } = world.simulator;
    while (!requests.some(({ actionType }) => actionType === "snapshot")) await turn();
    expect((await colleague("theirs")).status).toBe(201);
    expect((await up).reasons).toEqual([]);
    expect(world.simulator.snapshots(42).map(({ name }) => name)).toEqual(["theirs", "nightly"]);
  });

  test("is another one than ours, whose answer came", async () => {
    await start({ durations: { snapshot: 2 } });
    expect((await colleague()).status).toBe(201);
    world.clock.advance(5);
    const { outputs } = await world.up("DropletSnapshot", {
      ...snapshot,
      proceedAfterAction: world.simulator.actions[0]?.id,
    });
    const [theirs, ours] = world.simulator.snapshots(42);
    expect(theirs?.name).toBe("nightly");
    expect(outputs["snapshotId"]).toBe(String(ours?.id));
  });
});

describe("a full disk", () => {
  const full = () =>
    jest.spyOn(fs, "writeSync").mockImplementation(() => {
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    });

  test("is said once, and the run looks up a lost answer by its own records", async () => {
    await start();
    full();
    world.simulator.faults.add({ type: "reboot", nth: 1, fault: { when: "after", status: 504 } });
    expect((await world.up("DropletReboot", { dropletId: 42 })).reasons).toEqual([]);
    expect((await world.up("DropletReboot", { dropletId: 43 }, undefined, "b")).reasons).toEqual(
      [],
    );
    expect(world.postedTypes()).toEqual(["reboot", "reboot"]);
    expect(world.lines.filter((line) => line.includes("ENOSPC"))).toHaveLength(1);
  });

  test("that fills up after the intent was written: killed then, the next up adopts the action", async () => {
    await start({ durations: { reboot: 30 } });
    const killed = world.killAt((await requestOf("reboot", "DropletReboot", reboot)) + 2, "before");
    void world.up("DropletReboot", { dropletId: 42 });
    while (!world.simulator.requests.some(({ actionType }) => actionType === "reboot")) {
      if (readdirSync(world.folder).some((name) => name.endsWith(".journal"))) full();
      await turn();
    }
    await killed;
    world.newProcess();
    jest.restoreAllMocks();
    world.clock.advance(60);
    expect((await world.up("DropletReboot", { dropletId: 42 })).reasons).toEqual([]);
    expect(world.postedTypes()).toEqual(["reboot"]);
  });

  test("that was full all the time: killed, the next up stops at the action instead of repeating it", async () => {
    const nth = await requestOf("reboot", "DropletReboot", reboot);
    await start({ durations: { reboot: 30 } });
    full();
    const killed = world.killAt(nth, "after");
    void world.up("DropletReboot", { dropletId: 42 });
    await killed;
    world.newProcess();
    jest.restoreAllMocks();
    const up = world.up("DropletReboot", { dropletId: 42 });
    await expect(up).rejects.toThrow(/proceedAfterAction/);
    expect(world.postedTypes()).toEqual(["reboot"]);
  });
});
