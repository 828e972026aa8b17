import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { hostname, tmpdir, uptime } from "node:os";
import { join } from "node:path";
import { FolderLocks } from "../../provider/operation/store/folderLocks";
import { isAlive, type Owner, thisProcess, thisRun } from "../../provider/operation/store/owner";
import { worksOn } from "../support/otherProcess";
import { FakeClock } from "../support/fakeClock";
import { type Home, homes } from "../support/homes";
import { World } from "../support/world";

/** Two processes that begin the same work at the same moment. */

let folder: string;
const name = "0123456789abcdef";
let other: ChildProcess;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "locks-"));
  other = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000); console.log()"]);
  await once(other.stdout ?? other, "data");
});
afterEach(() => {
  other.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

describe.each(homes)("in %s", (_name, start) => {
  const clock = new FakeClock();
  let home: Home;
  beforeEach(async () => {
    home = await start(clock);
  });
  afterEach(() => home.close());

  test("a lock is had, asked for twice, and let go with the second release", async () => {
    const store = home.open();
    expect(await store.locks.take("l")).toBeUndefined();
    expect(await store.locks.take("l")).toBeUndefined();
    await store.locks.release("l");
    expect(await store.locks.holds("l")).toBe(true);
    await store.locks.release("l");
    const next = home.open();
    expect(await next.locks.take("l")).toBeUndefined();
    await next.locks.release("l");
  });

  test("of those that nobody has taken there is no holder, and letting go of them does nothing", async () => {
    const store = home.open();
    expect(await store.locks.holder("l")).toBeUndefined();
    await store.locks.release("l");
    expect(await store.locks.take("l")).toBeUndefined();
    await store.locks.release("l");
  });
});

/** Whose start is not known; then the computer's own tells whether it lives. */
const owner = (): Owner => ({ host: hostname(), pid: Number(other.pid), started: null });
const theirs = () => new FolderLocks(folder, owner());

test("of two one gets it, and the other one when that lets go", async () => {
  const [first, second] = [new FolderLocks(folder), theirs()];
  expect(await first.take(name)).toBeUndefined();
  expect(await second.take(name)).toEqual({ pid: process.pid });
  await first.release(name);
  expect(await second.take(name)).toBeUndefined();
  expect(await first.take(name)).toEqual({ pid: other.pid });
});

test("taken twice by one process, it is let go with the second release", async () => {
  const [first, second] = [new FolderLocks(folder), theirs()];
  await first.take(name);
  await first.take(name);
  await first.release(name);
  expect(await second.take(name)).toEqual({ pid: process.pid });
  await first.release(name);
  expect(await second.take(name)).toBeUndefined();
});

test("a process that was killed holds nothing, and its file goes", async () => {
  await theirs().take(name);
  other.kill("SIGKILL");
  await once(other, "exit");
  const mine = new FolderLocks(folder);
  expect(await mine.take(name)).toBeUndefined();
  await mine.release(name);
  expect(readdirSync(folder)).toEqual([]);
});

/** The file of a process that is not ours, as if it were so old. */
async function leave(owner: Owner, ageSeconds: number): Promise<void> {
  await new FolderLocks(folder, owner).take(name);
  for (const name of readdirSync(folder)) {
    const time = Date.now() / 1000 - ageSeconds;
    utimesSync(join(folder, name), time, time);
  }
}

test.each([
  ["goes after a day", 90_000, 0],
  ["is kept for a day", 80_000, 1],
])("the file of another computer's process holds nothing, and %s", async (_what, age, left) => {
  await leave({ host: "elsewhere", pid: 1, started: "1" }, age);
  const mine = new FolderLocks(folder);
  expect(await mine.take(name)).toBeUndefined();
  await mine.release(name);
  expect(readdirSync(folder)).toHaveLength(left);
});

test("a file from before the computer's start holds nothing, whoever has its id now", async () => {
  await leave(owner(), uptime() + 600);
  expect(await new FolderLocks(folder).take(name)).toBeUndefined();
});

test("a create waits for a process that works on the same before it has sent anything", async () => {
  const world = await World.start({ droplets: [{ id: 42 }] });
  try {
    const working = worksOn(world, world.urn(), owner());
    const up = world.up("DropletReboot", { dropletId: 42 });
    while (world.progress.length === 0) await new Promise((turn) => setImmediate(turn));
    expect(world.progress[0]).toMatch(
      new RegExp(`another process \\(id ${other.pid}\\) works on this resource`),
    );
    expect(world.simulator.posts().accepted).toEqual([]);
    working.end();
    await up;
    expect(world.simulator.posts().accepted).toHaveLength(1);
  } finally {
    await world.stop();
  }
});

test("this process is alive, and one of another start is not", () => {
  const now = Date.now();
  expect(isAlive(thisProcess(), now)).toBe(true);
  if (process.platform === "linux") {
    expect(isAlive({ ...thisProcess(), started: "1" }, now)).toBe(false);
  }
  expect(isAlive({ ...thisProcess(), pid: 2 ** 22 + 1 }, now)).toBe(false);
  expect(isAlive({ ...thisProcess(), host: "elsewhere" }, now)).toBe(false);
});

test("a process that may not be signalled is distinguished from a later one with its id, too", () => {
  const kill = jest.spyOn(process, "kill").mockImplementation(() => {
    throw Object.assign(new Error("not permitted"), { code: "EPERM" });
  });
  try {
    expect(isAlive(thisProcess(), Date.now())).toBe(true);
    const isLinux = process.platform === "linux";
    expect(isAlive({ ...thisProcess(), started: "1" }, Date.now())).toBe(!isLinux);
  } finally {
    kill.mockRestore();
  }
});

test("where a process's start is not known, one that has not renewed its lock for three minutes has ended, whoever has its id", () => {
  const unknown = { ...thisProcess(), started: null };
  expect(isAlive(unknown, Date.now())).toBe(true);
  expect(isAlive(unknown, Date.now() - 170_000)).toBe(true);
  expect(isAlive(unknown, Date.now() - 190_000)).toBe(false);
});

test("a run is recognised by its command and by the address of its engine", () => {
  expect(thisRun("127.0.0.1:1")).toBe(thisRun("127.0.0.1:1"));
  expect(thisRun("127.0.0.1:1")).not.toBe(thisRun("127.0.0.1:2"));
});
