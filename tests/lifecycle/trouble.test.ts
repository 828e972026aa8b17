import fs, { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { recordOf } from "../../provider/operation/operation";
import { requestOfPost } from "../support/requestOfPost";
import { World } from "../support/world";

/** Trouble after a POST: with reading, with the disk, and with what else is there of the resource. */

let world: World;
afterEach(async () => {
  jest.restoreAllMocks();
  await world.stop();
});

const reboot = { dropletId: 42 };
const snapshot = { dropletId: 42, name: "n" };
const snapshotIds = () => world.simulator.snapshots(42).map(({ id }) => String(id));

const requestOf = (kind: string, args: object) =>
  requestOfPost({ droplets: [{ id: 42 }] }, async (other) => {
    await other.up(kind, { ...args });
  });

describe.each([
  ["503", { status: 503 }],
  ["401", { status: 401 }],
  ["429", { status: 429, headers: { "retry-after": "50" } }],
])("reads answered %s after the POST", (_status, fault) => {
  test.each([3, 4])("from read %s of the Droplet on never lead to another POST", async (nth) => {
    world = await World.start({ droplets: [{ id: 42 }] });
    const path = "/v2/droplets/42";
    world.simulator.faults.add({ method: "GET", path, nth, times: 10_000, fault });
    const saved = await world.up("DropletReboot", reboot).catch(() => undefined);
    expect(world.postedTypes()).toEqual(["reboot"]);
    world.simulator.faults.clear();
    world.newProcess();
    world.clock.advance(4_000);
    expect((await world.up("DropletReboot", reboot, saved)).reasons).toEqual([]);
    expect(world.postedTypes()).toEqual(["reboot"]);
  });
});

describe("the old snapshot of an interrupted replacement", () => {
  async function replaced(interrupt: "killed" | "timed out") {
    world = await World.start({ droplets: [{ id: 42 }], durations: { snapshot: 300 } });
    const old = await world.up("DropletSnapshot", { ...snapshot, triggers: [1] });
    await world.endProcess();
    world.clock.advance(4_000);
    const next = { ...snapshot, triggers: [2], timeoutSeconds: 60 };
    if (interrupt === "killed") {
      const killed = world.killAt((await requestOf("DropletSnapshot", snapshot)) + 1, "before");
      void world.up("DropletSnapshot", next);
      await killed;
      world.newProcess();
      return { old, fresh: undefined };
    }
    const fresh = await world.up("DropletSnapshot", next);
    world.newProcess();
    return { old, fresh };
  }

  test("that timed out is deleted, and then the new one, each by its own resource", async () => {
    const { old, fresh } = await replaced("timed out");
    world.clock.advance(400);
    await world.destroy("DropletSnapshot", old);
    expect(snapshotIds()).not.toContain(old.outputs["snapshotId"]);
    expect(snapshotIds()).toHaveLength(1);
    if (fresh) await world.destroy("DropletSnapshot", fresh);
    expect(snapshotIds()).toEqual([]);
  });

  test("that was killed is deleted, and the new one is reported and left", async () => {
    const { old } = await replaced("killed");
    await world.destroy("DropletSnapshot", old);
    expect(snapshotIds()).toHaveLength(1);
    expect(snapshotIds()).not.toContain(old.outputs["snapshotId"]);
    expect(world.lines.join("\n")).toMatch(/interrupted run had sent snapshot \(action \d+\)/);
  });
});

test.each([0, 12, 25])(
  "killed right after the POST, an action that shows %d s later is not sent again",
  async (seconds) => {
    world = await World.start({
      droplets: [{ id: 42 }],
      switches: { actionVisibleAfterSeconds: seconds },
      durations: { reboot: 5 },
    });
    const killed = world.killAt(await requestOf("DropletReboot", reboot), "after");
    void world.up("DropletReboot", reboot);
    await killed;
    world.newProcess();
    world.clock.advance(1);
    expect((await world.up("DropletReboot", reboot)).reasons).toEqual([]);
    expect(world.postedTypes()).toEqual(["reboot"]);
  },
);

test("killed before the shutdown left, a Droplet that was turned off by hand is not turned on", async () => {
  const larger = { dropletId: 42, size: "s-2vcpu-2gb" };
  world = await World.start({ droplets: [{ id: 42 }] });
  const killed = world.killAt(await requestOf("DropletResize", larger), "before");
  void world.up("DropletResize", larger);
  await killed;
  world.newProcess();
  world.simulator.drift(42, { status: "off" });
  world.clock.advance(600);
  expect((await world.up("DropletResize", larger)).reasons).toEqual([]);
  expect(world.postedTypes()).toEqual(["resize"]);
});

test("killed in an update, what was sent is found although the state names the resource otherwise", async () => {
  world = await World.start({ droplets: [{ id: 42 }], durations: { reboot: 30 } });
  const first = await world.up("DropletReboot", { ...reboot, triggers: [1] });
  void world.up("DropletReboot", { ...reboot, triggers: [2] }, first);
  while (world.postedTypes().length < 2) await new Promise((resolve) => setImmediate(resolve));
  world.newProcess();
  const elsewhere = { ...first.outputs, __urn: "urn:pulumi:test::project::other::web" };
  expect((await world.diff("DropletReboot", elsewhere, first.inputs)).changes).toBe(true);
});

test("a power_off that was not accepted is sent again without another shutdown", async () => {
  const switches = { shutdownBehaviour: "ignored" } as const;
  world = await World.start({ droplets: [{ id: 42 }], switches });
  const fault = { connection: "reset" } as const;
  world.simulator.faults.add({ method: "POST", type: "power_off", nth: 1, fault });
  await world.up("DropletPowerState", { dropletId: 42, state: "off" });
  expect(world.postedTypes()).toEqual(["shutdown", "power_off"]);
});

test("a removal that is stopped while the snapshot's fate is unknown does not forget it", async () => {
  world = await World.start({ droplets: [{ id: 42 }], durations: { snapshot: 600 } });
  world.simulator.faults.add({ method: "POST", fault: { when: "after", connection: "reset" } });
  const path = "/v2/droplets/42/actions";
  world.simulator.faults.add({ method: "GET", path, nth: 3, times: 1_000, fault: { status: 503 } });
  const saved = await world.up("DropletSnapshot", { ...snapshot, timeoutSeconds: 60 });
  world.simulator.faults.clear();
  world.newProcess();
  world.stopped = true;
  await expect(world.destroy("DropletSnapshot", saved)).rejects.toThrow(/has ended/);
});

test("an entry that the disk takes in parts is whole", async () => {
  world = await World.start({ droplets: [{ id: 42 }] });
  const whole = fs.writeSync.bind(fs) as (file: number, bytes: Buffer, at: number) => number;
  jest
    .spyOn(fs, "writeSync")
    .mockImplementation(((file: number, bytes: Buffer, at: number) =>
      whole(file, bytes.subarray(0, at + 100), at)) as typeof fs.writeSync);
  await world.up("DropletReboot", reboot);
  const [name = ""] = readdirSync(world.folder).filter((one) => one.endsWith(".journal"));
  const lines = readFileSync(join(world.folder, name), "utf8").trim().split("\n");
  expect(recordOf(lines)).toMatchObject({ version: 2, about: { kind: "DropletReboot" } });
});

test("an action whose answer was lost, and whose effect cannot be read for minutes, is not sent again", async () => {
  world = await World.start({ droplets: [{ id: 42 }], durations: { snapshot: 90 } });
  world.simulator.faults.add({ method: "POST", nth: 1, fault: { when: "after", status: 500 } });
  const path = "/v2/droplets/42/snapshots";
  world.simulator.faults.add({ method: "GET", path, nth: 2, times: 60, fault: { status: 503 } });
  const saved = await world.up("DropletSnapshot", snapshot).catch(() => undefined);
  world.simulator.faults.clear();
  await world.endProcess();
  world.clock.advance(4_000);
  await world.up("DropletSnapshot", snapshot, saved);
  expect(world.postedTypes()).toEqual(["snapshot"]);
});
