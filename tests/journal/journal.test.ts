import fs, { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { homedir, tmpdir, uptime } from "node:os";
import { join } from "node:path";
import type { Work } from "../../provider/journal/entry";
import { Journal, journalFolder } from "../../provider/journal/journal";
import { isAlive, thisProcess } from "../../provider/journal/owner";
import { newChange } from "../../provider/plan/change";
import { FakeClock } from "../support/fakeClock";

let folder: string;
const clock = new FakeClock();
const lines: string[] = [];
const journal = () => new Journal(folder, clock, (line) => lines.push(line));
const work: Work = { apiUrl: "https://api", urn: "urn:a", target: "42", hash: "h" };

function change(actionId: number | null = 7) {
  const made = newChange("42");
  made.posts.push({
    dropletId: "42",
    type: "reboot",
    body: {},
    sentAt: "2026-11-24T12:00:00Z",
    actionId,
    status: "completed",
    startedAt: null,
    completedAt: null,
    settled: true,
  });
  return made;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "journal-"));
  lines.length = 0;
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

test("another process finds what was written", () => {
  journal().write(work, change(), "open");
  expect(journal().find(work)).toMatchObject({
    status: "open",
    change: { posts: [{ actionId: 7 }] },
  });
  expect(journal().find({ ...work, target: "43" })).toBeUndefined();
});

test("an entry that the engine has in its state is not found again, and its ids stay known for an hour", () => {
  const first = journal();
  first.write(work, change(), "done");
  first.seen(work, [7, 8]);
  expect(journal().find(work)).toBeUndefined();
  expect(journal().knownIds(work.apiUrl)).toContain(7);
  clock.advance(3_700);
  expect(journal().knownIds(work.apiUrl)).not.toContain(7);
  expect(readdirSync(folder)).toEqual([]);
});

test("an entry with an action that the state does not hold stays", () => {
  journal().write(work, change(), "done");
  journal().seen(work, [8]);
  expect(journal().find(work)?.status).toBe("done");
});

test("a normal end of the process lets go of what was done, and not of what is open", () => {
  const ending = journal();
  ending.write(work, change(), "done");
  ending.write({ ...work, urn: "urn:b" }, change(), "open");
  ending.close();
  expect(journal().find(work)).toBeUndefined();
  expect(journal().find({ ...work, urn: "urn:b" })?.status).toBe("open");
});

test("a broken file is as none", () => {
  const first = journal();
  first.write(work, change(), "open");
  const [name] = readdirSync(folder);
  writeFileSync(join(folder, String(name)), "{");
  expect(journal().find(work)).toBeUndefined();
});

test("without a writable folder it says so once and remembers within the run", () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  const blocked = new Journal(join(file, "below"), clock, (line) => lines.push(line));
  blocked.write(work, change(), "open");
  blocked.write(work, change(), "done");
  expect(lines).toEqual([expect.stringMatching(/cannot be written.*DROPLET_ACTIONS_JOURNAL/)]);
  expect(blocked.find(work)?.status).toBe("done");
  expect(blocked.knownIds(work.apiUrl)).toContain(7);
});

/** As on Windows, where nothing is renamed over a file that somebody else holds open. */
function hold(code: string, times: number) {
  const { renameSync } = fs;
  return jest.spyOn(fs, "renameSync").mockImplementation((from, to) => {
    if (times-- > 0) throw Object.assign(new Error(`${code}: rename`), { code });
    renameSync(from, to);
  });
}

test.each(["EBUSY", "EPERM", "EACCES"])(
  "a file that a virus scanner holds for a moment (%s) is written all the same",
  (code) => {
    hold(code, 2);
    journal().write(work, change(), "open");
    expect(lines).toEqual([]);
    expect(journal().find(work)?.status).toBe("open");
    expect(readdirSync(folder)).toHaveLength(1);
  },
);

test("what could not be written is written with a later entry, and said once", () => {
  const writing = journal();
  const next = { ...work, urn: "urn:b" };
  hold("EPERM", Infinity);
  writing.write(work, change(), "open");
  writing.write(work, change(), "done");
  expect(readdirSync(folder)).toEqual([]);
  expect(writing.find(work)?.status).toBe("done");
  jest.restoreAllMocks();
  writing.write(next, change(8), "open");
  expect(journal().find(work)?.status).toBe("done");
  expect(journal().find(next)?.status).toBe("open");
  hold("EPERM", Infinity);
  writing.write(next, change(8), "done");
  expect(writing.find(next)?.status).toBe("done");
  expect(writing.knownIds(work.apiUrl)).toEqual(new Set([7, 8]));
  expect(lines).toHaveLength(1);
});

test("a file that a killed process did not finish is removed when it is old", () => {
  const old = join(folder, "a.journal.4711");
  const young = join(folder, "b.journal.4712");
  writeFileSync(old, "{");
  writeFileSync(young, "{");
  const now = clock.now() / 1000;
  utimesSync(old, now - 7_200, now - 7_200);
  utimesSync(young, now, now);
  journal().knownIds(work.apiUrl);
  expect(readdirSync(folder)).toEqual(["b.journal.4712"]);
});

test("ids of another API say nothing", () => {
  journal().write({ ...work, apiUrl: "http://127.0.0.1:1" }, change(7), "open");
  expect([...journal().knownIds(work.apiUrl)]).toEqual([]);
});

test("a folder in a place where none can be made is told once, and nothing waits for it", () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  for (const place of ["/proc/nowhere/deep", join(file, "deep")]) {
    const blocked = new Journal(place, clock, (line) => lines.push(line));
    blocked.write(work, change(), "open");
    expect(blocked.find(work)?.status).toBe("open");
  }
  expect(lines).toHaveLength(2);
});

test("ids that another process adds are known, too", () => {
  const reader = journal();
  journal().write(work, change(7), "open");
  expect([...reader.knownIds(work.apiUrl)]).toEqual([7]);
  journal().write(work, change(8), "open");
  expect([...reader.knownIds(work.apiUrl)]).toEqual([8, 7]);
});

test("files are readable for their owner only", () => {
  journal().write(work, change(), "open");
  const [name] = readdirSync(folder);
  expect(statSync(join(folder, String(name))).mode & 0o777).toBe(0o600);
});

test("this process is alive, and one of another start is not", () => {
  expect(isAlive(thisProcess())).toBe(true);
  if (process.platform === "linux") {
    expect(isAlive({ ...thisProcess(), started: "1" })).toBe(false);
  }
  expect(isAlive({ ...thisProcess(), pid: 2 ** 22 + 1 })).toBe(false);
  expect(isAlive({ ...thisProcess(), host: "elsewhere" })).toBe(false);
});

test("a process that may not be signalled is told from a later one with its id, too", () => {
  const kill = jest.spyOn(process, "kill").mockImplementation(() => {
    throw Object.assign(new Error("not permitted"), { code: "EPERM" });
  });
  try {
    expect(isAlive(thisProcess())).toBe(true);
    const isLinux = process.platform === "linux";
    expect(isAlive({ ...thisProcess(), started: "1" })).toBe(!isLinux);
  } finally {
    kill.mockRestore();
  }
});

test("where a process's start is not known, what is older than the computer's start is of one that has ended", () => {
  const start = Date.now() - uptime() * 1000;
  const owner = { ...thisProcess(), started: null };
  expect(isAlive(owner, start - 600_000)).toBe(false);
  expect(isAlive(owner, Date.now())).toBe(true);
});

test("the folder is DROPLET_ACTIONS_JOURNAL, else below PULUMI_HOME, else below ~/.pulumi", () => {
  expect(journalFolder({ DROPLET_ACTIONS_JOURNAL: "/j", PULUMI_HOME: "/p" })).toBe("/j");
  expect(journalFolder({ PULUMI_HOME: "/p" })).toBe(join("/p", "droplet-actions"));
  expect(journalFolder({})).toMatch(/\.pulumi.droplet-actions$/);
});

test("the folder may begin with the home folder's sign, which a CI system's settings keep as it is", () => {
  const named = (name: string) => journalFolder({ DROPLET_ACTIONS_JOURNAL: name });
  expect(named("~/notes")).toBe(`${homedir()}/notes`);
  expect(named("/notes/~/n")).toBe("/notes/~/n");
  expect(named("~other")).toBe("~other");
});
