import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { hostname, tmpdir, uptime } from "node:os";
import { join } from "node:path";
import { Claims } from "../../provider/journal/claims";
import { Journal } from "../../provider/journal/journal";
import { type Owner, thisProcess } from "../../provider/journal/owner";
import { World } from "../support/world";

/** Two processes that begin the same work at the same moment. */

let folder: string;
let path: string;
let other: ChildProcess;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "claims-"));
  path = join(folder, "entry.journal");
  other = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000); console.log()"]);
  await once(other.stdout ?? other, "data");
});
afterEach(() => {
  other.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** Whose start is not known; then the computer's own tells whether it lives. */
const owner = (): Owner => ({ host: hostname(), pid: Number(other.pid), started: null });
const theirs = () => new Claims(owner());

test("of two one gets it, and the other one when that lets go", () => {
  const [first, second] = [new Claims(thisProcess()), theirs()];
  expect(first.take(path)).toBeUndefined();
  expect(second.take(path)).toBe(process.pid);
  first.release(path);
  expect(second.take(path)).toBeUndefined();
  expect(first.take(path)).toBe(other.pid);
});

test("taken twice by one process, it is let go with the second release", () => {
  const [first, second] = [new Claims(thisProcess()), theirs()];
  first.take(path);
  first.take(path);
  first.release(path);
  expect(second.take(path)).toBe(process.pid);
  first.release(path);
  expect(second.take(path)).toBeUndefined();
});

test("a process that was killed holds nothing, and its file goes", async () => {
  theirs().take(path);
  other.kill("SIGKILL");
  await once(other, "exit");
  const mine = new Claims(thisProcess());
  expect(mine.take(path)).toBeUndefined();
  mine.release(path);
  expect(readdirSync(folder)).toEqual([]);
});

/** The file of a process that is not ours, as if it were so old. */
function leave(owner: Owner, ageSeconds: number): void {
  new Claims(owner).take(path);
  for (const name of readdirSync(folder)) {
    const time = Date.now() / 1000 - ageSeconds;
    utimesSync(join(folder, name), time, time);
  }
}

test.each([
  ["goes after a day", 90_000, 0],
  ["is kept for a day", 80_000, 1],
])("the file of another computer's process holds nothing, and %s", (_what, age, left) => {
  leave({ host: "elsewhere", pid: 1, started: "1" }, age);
  const mine = new Claims(thisProcess());
  expect(mine.take(path)).toBeUndefined();
  mine.release(path);
  expect(readdirSync(folder)).toHaveLength(left);
});

test("a file from before the computer's start holds nothing, whoever has its id now", () => {
  leave(owner(), uptime() + 600);
  expect(new Claims(thisProcess()).take(path)).toBeUndefined();
});

test("a create waits for a process that works on the same before it has sent anything", async () => {
  const world = await World.start({ droplets: [{ id: 42 }] });
  try {
    const work = { apiUrl: world.simulator.url, urn: world.call().urn ?? "", target: "42" };
    const journal = new Journal(world.folder, world.clock, () => undefined);
    Object.assign(journal, { claims: theirs() });
    expect(journal.claim(work)).toBeUndefined();
    const up = world.up("DropletReboot", { dropletId: 42 });
    while (world.progress.length === 0) await new Promise((turn) => setImmediate(turn));
    expect(world.progress[0]).toMatch(
      new RegExp(`another process \\(id ${other.pid}\\) works on this resource`),
    );
    expect(world.simulator.posts().accepted).toEqual([]);
    journal.release(work);
    await up;
    expect(world.simulator.posts().accepted).toHaveLength(1);
  } finally {
    await world.stop();
  }
});
