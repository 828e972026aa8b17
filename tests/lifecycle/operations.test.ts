import fs from "node:fs";
import { World } from "../support/world";

/** What belongs to which operation: what is resumed, what is ended, and what is left alone. */

let world: World;
afterEach(async () => {
  jest.restoreAllMocks();
  await world.stop();
});

const untilPosted = async (count: number) => {
  while (world.postedTypes().length < count) await new Promise((turn) => setImmediate(turn));
};
const snapshotsOf = (dropletId: number) =>
  world.simulator.snapshots(dropletId).map(({ id }) => String(id));

describe("a snapshot resource whose dropletId changed, and whose new snapshot timed out and then errored", () => {
  async function moved() {
    world = await World.start({
      droplets: [{ id: 42 }, { id: 43 }],
      durations: { snapshot: 100 },
    });
    const args = { name: "n", timeoutSeconds: 30 };
    const saved = await world.up("DropletSnapshot", {
      ...args,
      dropletId: 42,
      timeoutSeconds: 600,
    });
    await world.endProcess();
    world.simulator.setSwitches({ outcomes: { snapshot: "errored" } });
    const kept = await world.up("DropletSnapshot", { ...args, dropletId: 43 }, saved);
    expect(kept.reasons).toEqual([expect.stringMatching(/still in progress/)]);
    await world.endProcess();
    world.clock.advance(200);
    world.simulator.setSwitches({ outcomes: {} });
    return { kept, args: { ...args, dropletId: 43, timeoutSeconds: 600 } };
  }

  test("takes it of the new Droplet, and leaves the old Droplet's", async () => {
    const { kept, args } = await moved();
    const old = snapshotsOf(42);
    const errored = await world.up("DropletSnapshot", args, kept);
    expect(errored.reasons).toEqual([expect.stringMatching(/errored/)]);
    const whole = await world.up("DropletSnapshot", args, errored);
    expect(whole.outputs["snapshotId"]).toBe(snapshotsOf(43)[0]);
    await world.endProcess();
    await world.destroy("DropletSnapshot", whole);
    expect([snapshotsOf(42), snapshotsOf(43)]).toEqual([old, []]);
  });

  test("leaves the old Droplet's when it is removed, and says so", async () => {
    const { kept } = await moved();
    const old = snapshotsOf(42);
    await world.destroy("DropletSnapshot", kept);
    expect(snapshotsOf(42)).toEqual(old);
    expect(world.lines).toContain(`Snapshot ${old[0]} of Droplet 42 is left at DigitalOcean`);
  });
});

describe.each([
  ["completed without effect", { outcomes: { rename: "no-effect" } }, {}],
  ["unknown", {}, { connection: "reset" }],
] as const)(
  "an unfinished resource, its action %s, whose Droplet is gone",
  (_fate, switches, fault) => {
    async function unfinished() {
      world = await World.start({ droplets: [{ id: 42 }, { id: 43 }], switches });
      if ("connection" in fault) {
        world.simulator.faults.add({ method: "POST", nth: 1, fault });
        const path = "/v2/droplets/42/actions";
        const down = { status: 503 };
        world.simulator.faults.add({ method: "GET", path, nth: 2, times: 1_000, fault: down });
      }
      const args = { dropletId: 42, name: "n", timeoutSeconds: 60 };
      const kept = await world.up("DropletRename", args);
      expect(kept.reasons).toHaveLength(1);
      await world.endProcess();
      world.simulator.faults.clear();
      world.simulator.destroyDroplet(42);
      return { args, kept };
    }

    test("is removed, and that is said", async () => {
      const { kept } = await unfinished();
      await world.destroy("DropletRename", kept);
      expect(world.lines.join("\n")).toMatch(/Droplet 42 is gone/);
    });

    test("is refused by up, which says that it was destroyed", async () => {
      const { args, kept } = await unfinished();
      const { reasons } = await world.up("DropletRename", args, kept);
      expect(reasons).toEqual([
        expect.stringMatching(/Droplet 42.*destroyed meanwhile\. Remove this resource/),
      ]);
    });

    test("is ended by an up that declares another Droplet", async () => {
      const { args, kept } = await unfinished();
      world.simulator.setSwitches({ outcomes: {} });
      const other = { ...args, dropletId: 43 };
      expect((await world.up("DropletRename", other, kept)).reasons).toEqual([]);
      expect(world.simulator.droplet(43).name).toBe("n");
    });
  },
);

test.each(["snapshot", "power_cycle"])(
  "an action by tag of type %s that was killed after its POST stops without the journal, and names the way on",
  async (type) => {
    world = await World.start({ droplets: [{ id: 42, tags: ["web"] }] });
    void world.up("DropletTagAction", { tag: "web", type });
    await untilPosted(1);
    world.loseJournal();
    world.clock.advance(400);
    const again = world.up("DropletTagAction", { tag: "web", type });
    const id = world.simulator.actions[0]?.id;
    await expect(again).rejects.toThrow(new RegExp(`proceedAfterAction: "${id}"`));
    expect(world.postedTypes()).toEqual([type]);
    const args = { tag: "web", type, proceedAfterAction: String(id) };
    expect((await world.up("DropletTagAction", args)).reasons).toEqual([]);
    expect(world.postedTypes()).toEqual([type, type]);
  },
);

test("without the journal, an action that errored is no reason to stop", async () => {
  world = await World.start({
    droplets: [{ id: 42 }],
    switches: { outcomes: { reboot: "errored" } },
  });
  await expect(world.up("DropletReboot", { dropletId: 42 })).rejects.toThrow(/errored/);
  world.simulator.setSwitches({ outcomes: {} });
  world.loseJournal();
  expect((await world.up("DropletReboot", { dropletId: 42 })).reasons).toEqual([]);
});

test("without the journal, a restore of 20 minutes whose end DigitalOcean does not tell is not run twice", async () => {
  world = await World.start({
    droplets: [{ id: 42, backups: 1 }],
    durations: { restore: 1_200 },
    switches: { completedAtNull: true },
  });
  const args = { dropletId: 42, image: world.simulator.backups(42)[0]?.id, allowDataLoss: true };
  void world.up("DropletRestore", args);
  await untilPosted(1);
  world.loseJournal();
  world.clock.advance(1_260);
  await expect(world.up("DropletRestore", args)).rejects.toThrow(/proceedAfterAction/);
  expect(world.postedTypes()).toEqual(["restore"]);
});

test("where the record of an earlier run cannot be read, what must not run twice is not sent, and that is said", async () => {
  world = await World.start({ droplets: [{ id: 42 }], durations: { reboot: 30 } });
  void world.up("DropletReboot", { dropletId: 42 });
  await untilPosted(1);
  world.newProcess();
  world.clock.advance(3_600);
  const read = fs.readFileSync;
  jest.spyOn(fs, "readFileSync").mockImplementation((...args: Parameters<typeof read>) => {
    if (!String(args[0]).endsWith(".journal")) return read(...args);
    throw Object.assign(new Error("EACCES: permission denied, open"), { code: "EACCES" });
  });
  await expect(world.up("DropletReboot", { dropletId: 42 })).rejects.toThrow(
    /cannot be read \(EACCES.* it is not sent\. Make the record readable/,
  );
  expect(world.postedTypes()).toEqual(["reboot"]);
  expect(world.lines.join("\n")).toMatch(/What an earlier run sent is not known/);
  // What only declares a state looks at the Droplet.
  expect((await world.up("DropletRename", { dropletId: 42, name: "n" })).reasons).toEqual([]);
});

test("a reboot that was interrupted months ago is ended with a line that says so, and the same command runs a new one", async () => {
  world = await World.start({ droplets: [{ id: 42 }], durations: { reboot: 30 } });
  void world.up("DropletReboot", { dropletId: 42 });
  await untilPosted(1);
  world.newProcess();
  world.clock.advance(150 * 86_400);
  expect((await world.up("DropletReboot", { dropletId: 42 })).reasons).toEqual([]);
  expect(world.postedTypes()).toEqual(["reboot", "reboot"]);
  expect(world.lines.join("\n")).toMatch(
    /interrupted at 2026-11-24T12:00:00\.000Z had sent reboot.* It has finished; this is a new operation/,
  );
});

test("a create that failed has changed nothing, so the removal of another one acts", async () => {
  world = await World.start({ droplets: [{ id: 42 }] });
  const args = { dropletId: 42, state: "active", stateOnDelete: "off" };
  const saved = await world.up("DropletPowerState", args);
  await world.endProcess();
  world.simulator.faults.add({ method: "POST", nth: 1, fault: { status: 403, body: {} } });
  const other = { dropletId: 42, state: "off" };
  await expect(world.up("DropletPowerState", other, undefined, "b")).rejects.toThrow(/403/);
  await world.destroy("DropletPowerState", saved);
  expect(world.simulator.droplet(42).status).toBe("off");
});

test("an unfinished resource whose state was deleted is resumed by the next create, and nothing is sent twice", async () => {
  world = await World.start({ droplets: [{ id: 42 }], durations: { reboot: 100 } });
  const args = { dropletId: 42, timeoutSeconds: 30 };
  const kept = await world.up("DropletReboot", args);
  expect(kept.reasons).toHaveLength(1);
  await world.endProcess();
  world.clock.advance(60);
  expect((await world.up("DropletReboot", args)).reasons).toEqual([]);
  expect(world.postedTypes()).toEqual(["reboot"]);
});

test("a create that was killed, and whose resource was renamed, is reported by the next run", async () => {
  world = await World.start({ droplets: [{ id: 42 }] });
  void world.up("DropletRename", { dropletId: 42, name: "n" }, undefined, "a");
  await untilPosted(1);
  world.newProcess();
  world.clock.advance(60);
  await world.up("DropletRename", { dropletId: 42, name: "n" }, undefined, "b");
  expect(world.lines).toContainEqual(
    expect.stringMatching(/^warning: An interrupted run of a had sent rename on Droplet 42/),
  );
});
