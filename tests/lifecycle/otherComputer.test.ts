import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { World } from "../support/world";

/** Two computers share the stack's state; each has a journal of its own. */

let world: World;
afterEach(() => world.stop());
afterAll(() => rmSync(keep, { recursive: true, force: true }));
const keep = mkdtempSync(join(tmpdir(), "kept-"));

/** The journal of the first computer is put aside, and what is there now is another computer's. */
function leaveFirstComputer() {
  rmSync(keep, { recursive: true, force: true });
  cpSync(world.folder, keep, { recursive: true });
  world.loseJournal();
}
function backToFirstComputer() {
  world.loseJournal();
  cpSync(keep, world.folder, { recursive: true });
  world.newProcess();
}

test.each([
  ["DropletReboot", { dropletId: 42, triggers: [1] }, "reboot"],
  ["DropletSnapshot", { dropletId: 42, name: "n" }, "snapshot"],
  ["DropletRestore", { dropletId: 42, allowDataLoss: true }, "restore"],
  ["DropletPasswordReset", { dropletId: 42, triggers: [1] }, "password_reset"],
])(
  "a lost POST of %s that another computer has found is not sent again by the first one",
  async (kind, args, type) => {
    world = await World.start({ droplets: [{ id: 42 }], durations: { snapshot: 20, restore: 20 } });
    if (type === "restore")
      Object.assign(args, { image: String(world.simulator.addBackup(42).id) });
    world.simulator.faults.add({ method: "POST", nth: 1, fault: { when: "after", status: 500 } });
    const path = "/v2/droplets/42/actions";
    world.simulator.faults.add({
      method: "GET",
      path,
      nth: 2,
      times: 10_000,
      fault: { status: 503 },
    });
    const kept = await world.up(kind, { ...args, timeoutSeconds: 60 });
    expect(kept.reasons).toHaveLength(1);
    world.simulator.faults.clear();
    await world.endProcess();
    leaveFirstComputer();
    world.clock.advance(60);
    const whole = await world.up(kind, { ...args, timeoutSeconds: 60 }, kept);
    expect(whole.reasons).toEqual([]);
    await world.endProcess();
    expect(world.postedTypes()).toEqual([type]);
    backToFirstComputer();
    world.clock.advance(600);
    // Nothing has changed in the program.
    await world.up(kind, { ...args, timeoutSeconds: 60 }, whole);
    expect(world.postedTypes()).toEqual([type]);
  },
);

test("a rename that another computer has finished and followed by another does not hold up the first one", async () => {
  world = await World.start({ droplets: [{ id: 42, name: "a" }], durations: { rename: 100 } });
  const kept = await world.up("DropletRename", { dropletId: 42, name: "x", timeoutSeconds: 20 });
  expect(kept.reasons).toHaveLength(1);
  await world.endProcess();
  leaveFirstComputer();
  world.clock.advance(200);
  const x = await world.up("DropletRename", { dropletId: 42, name: "x" }, kept);
  await world.endProcess();
  const y = await world.up("DropletRename", { dropletId: 42, name: "y" }, x);
  expect(y.reasons).toEqual([]);
  await world.endProcess();
  backToFirstComputer();
  world.clock.advance(600);
  const again = await world.up("DropletRename", { dropletId: 42, name: "y" }, y);
  expect(again.reasons).toEqual([]);
});
