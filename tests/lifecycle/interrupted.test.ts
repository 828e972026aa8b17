import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { World } from "../support/world";

/** Ends and beginnings in odd orders: what was sent is never lost, never done twice, and never in the way. */

let world: World;

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({ droplets: [{ id: 42 }, { id: 43 }], ...options });
}
afterEach(() => world.stop());

const untilPosted = async (type: string) => {
  while (!world.postedTypes().includes(type)) await new Promise((turn) => setImmediate(turn));
};

test("killed in an update and refreshed, the next up still resumes it and restores the power", async () => {
  await start({ durations: { shutdown: 5, resize: 600 } });
  const saved = await world.up("DropletResize", { dropletId: 42, size: "s-1vcpu-1gb" });
  await world.endProcess();
  void world.up("DropletResize", { dropletId: 42, size: "s-2vcpu-2gb" }, saved);
  await untilPosted("resize");
  world.newProcess();
  world.clock.advance(3_600);
  const refreshed = await world.refresh("DropletResize", saved);
  expect(world.lines.at(-1)).toMatch(/unfinished/);
  world.newProcess();
  await world.up("DropletResize", { dropletId: 42, size: "s-2vcpu-2gb" }, refreshed);
  expect(world.lines).toContainEqual(expect.stringMatching(/^An earlier run was interrupted/));
  expect(world.postedTypes()).toEqual(["shutdown", "resize", "power_on"]);
  expect(world.simulator.droplet(42).status).toBe("active");
});

test.each(["rebuild", "reboot"])(
  "a %s that had to wait for the rate limit and lost its answer is sent once",
  async (type) => {
    await start();
    const rebuild = type === "rebuild";
    const kind = rebuild ? "DropletRebuild" : "DropletReboot";
    const args = rebuild ? { image: "debian-12-x64", allowDataLoss: true } : {};
    const saved = await world.up(kind, {
      dropletId: 42,
      triggers: [1],
      runOnCreate: false,
      ...args,
    });
    world.simulator.faults.add({
      type,
      nth: 1,
      fault: { status: 429, headers: { "retry-after": "300" }, body: {} },
    });
    world.simulator.faults.add({ type, nth: 2, fault: { when: "after", status: 504, body: "x" } });
    await world.up(kind, { dropletId: 42, triggers: [2], runOnCreate: false, ...args }, saved);
    expect(world.postedTypes()).toEqual([type]);
  },
);

test("a tainted snapshot whose first run was killed is taken anew, and only the old one is deleted", async () => {
  await start();
  const saved = await world.up("DropletSnapshot", { dropletId: 42, name: "n" });
  world.newProcess();
  await world.check("DropletSnapshot", { dropletId: 42, name: "n" }, saved.inputs);
  const anew = await world.up("DropletSnapshot", { dropletId: 42, name: "n" });
  await world.destroy("DropletSnapshot", saved);
  expect(world.simulator.snapshots(42).map(({ id }) => String(id))).toEqual([
    anew.outputs["snapshotId"],
  ]);
});

test("a snapshot that this run has just returned is not deleted with the old resource that held it, too", async () => {
  await start();
  const saved = await world.up("DropletSnapshot", { dropletId: 42, name: "n" });
  world.newProcess();
  await world.up("DropletSnapshot", { dropletId: 42, name: "n" });
  await world.destroy("DropletSnapshot", saved);
  expect(world.simulator.snapshots(42)).toHaveLength(1);
});

test("finished under another name, an unfinished reboot does not answer for a new one of the old name", async () => {
  await start({ durations: { reboot: 100 } });
  const args = { dropletId: 42, triggers: [1], timeoutSeconds: 20 };
  const begun = await world.up("DropletReboot", args, undefined, "a");
  const saved = { ...begun, outputs: { ...begun.outputs, __urn: world.urn("a") } };
  world.newProcess();
  world.clock.advance(200);
  await world.up("DropletReboot", args, saved, "b");
  await world.endProcess();
  await world.up("DropletReboot", args, undefined, "a");
  expect(world.postedTypes()).toEqual(["reboot", "reboot"]);
});

test("a colleague's snapshot at the same moment is not taken for ours", async () => {
  await start({ durations: { snapshot: 10 } });
  world.simulator.faults.add({ type: "snapshot", times: 1, fault: { connection: "reset" } });
  const up = world.up("DropletSnapshot", { dropletId: 42, name: "ours" });
  while (world.simulator.posts().refused.length === 0) {
    await new Promise((turn) => setImmediate(turn));
  }
  await world.postElsewhere({ type: "snapshot", name: "theirs" });
  const { reasons } = await up;
  expect(reasons).toEqual([]);
  expect(world.simulator.snapshots(42).map(({ name }) => name)).toEqual(["theirs", "ours"]);
});

test("an unfinished reboot whose hard input changed is not run a second time", async () => {
  await start({ durations: { reboot: 100 } });
  const args = { dropletId: 42, triggers: [1] };
  const begun = await world.up("DropletReboot", { ...args, timeoutSeconds: 20 });
  world.newProcess();
  await world.up("DropletReboot", { ...args, hard: true }, begun);
  expect(world.postedTypes()).toEqual(["reboot"]);
});

test("a power_on that is refused for a Droplet that was off is a plain failure", async () => {
  await start({
    droplets: [{ id: 42, status: "off" }],
    tokens: { few: ["droplet:read"] },
  });
  const up = world.up("DropletPowerState", { dropletId: 42, state: "active" });
  await expect(up).rejects.toThrow(/^power_on on Droplet 42: .*HTTP 403.*droplet:update/);
});

test("other files in the journal's folder are left alone", async () => {
  await start();
  writeFileSync(join(world.folder, "package.json"), "{}");
  writeFileSync(join(world.folder, "other.journal"), "{}");
  await world.up("DropletReboot", { dropletId: 42 });
  expect(world.postedTypes()).toEqual(["reboot"]);
});

test("a snapshot that is unfinished when its Droplet is destroyed can be refreshed, and deleted", async () => {
  await start({ durations: { snapshot: 600 } });
  const begun = await world.up("DropletSnapshot", { dropletId: 42, timeoutSeconds: 60 });
  world.clock.advance(700);
  world.simulator.destroyDroplet(42);
  world.newProcess();
  const refreshed = await world.refresh("DropletSnapshot", begun);
  expect(refreshed).toBeDefined();
  world.newProcess();
  await world.destroy("DropletSnapshot", refreshed ?? begun);
  expect(world.simulator.snapshots(42)).toEqual([]);
});

test("what an earlier run did a month ago answers no create", async () => {
  await start();
  await world.up("DropletReboot", { dropletId: 42 });
  world.newProcess();
  world.clock.advance(30 * 86_400);
  await world.up("DropletReboot", { dropletId: 42 });
  expect(world.postedTypes()).toEqual(["reboot", "reboot"]);
});

test("a completed action whose effect never shows does not keep its resource from being removed", async () => {
  await start({ switches: { outcomes: { rename: "no-effect" } } });
  const args = { dropletId: 42, name: "other", timeoutSeconds: 3_600 };
  const saved = await world.up("DropletRename", args);
  expect(saved.reasons).toEqual([expect.stringMatching(/effect cannot be seen/)]);
  world.newProcess();
  const began = world.clock.now();
  await world.destroy("DropletRename", saved);
  expect(world.clock.now() - began).toBeLessThan(120_000);
});

describe.each([-600, 600])("with DigitalOcean's clock %i s ahead", (aheadSeconds) => {
  test.each([
    ["DropletSnapshot", "snapshot", { name: "n" }],
    ["DropletReboot", "reboot", {}],
  ])("a %s whose answer was lost is found and not sent again", async (kind, type, args) => {
    await start({ aheadSeconds, durations: { snapshot: 90 } });
    world.simulator.faults.add({ type, times: 1, fault: { when: "after", status: 504 } });
    const { reasons, outputs } = await world.up(kind, { dropletId: 42, ...args });
    expect(reasons).toEqual([]);
    expect(world.postedTypes()).toEqual([type]);
    expect(outputs["performedActions"]).toMatchObject([{ type, status: "completed" }]);
  });

  test("a reboot of a minute before is not taken for ours", async () => {
    await start({ aheadSeconds });
    await world.up("DropletReboot", { dropletId: 42 }, undefined, "other");
    world.clock.advance(60);
    world.simulator.faults.add({ type: "reboot", times: 1, fault: { connection: "reset" } });
    await world.up("DropletReboot", { dropletId: 42 });
    expect(world.postedTypes()).toEqual(["reboot", "reboot"]);
  });
});

test("an archived Droplet is neither on nor off", async () => {
  await start({ droplets: [{ id: 42, status: "archive" }] });
  await expect(world.up("DropletPowerState", { dropletId: 42, state: "active" })).rejects.toThrow(
    /status is "archive", neither active nor off/,
  );
});
