import fs, { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { appendFileSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fold } from "../../provider/operation/fold";
import { Journal } from "../../provider/operation/journal";
import {
  beginRecord,
  type EventBody,
  type OperationRecord,
} from "../../provider/operation/operation";
import { secretsOf } from "../../provider/operation/secrets";
import { FolderStore } from "../../provider/operation/store/folder";
import { journalHome } from "../../provider/operation/store/home";
import { FakeClock } from "../support/fakeClock";
import { type Home, homes, inFolder } from "../support/homes";

let folder: string;
let home: Home;
const clock = new FakeClock();
const lines: string[] = [];
const noSecrets = secretsOf([]);
const resource = { apiUrl: "https://api", urn: "urn:a" };

/** As a process has it that has just begun. */
const journal = (run = "this run", place = home) =>
  new Journal(place.open(), clock, (line) => lines.push(line), run);
const journalIn = (place: string) =>
  new Journal(new FolderStore(place), clock, (line) => lines.push(line), "this run");
const begin = (more: Partial<OperationRecord> = {}) => ({
  ...beginRecord(
    {
      about: { ...resource, kind: "DropletReboot", target: "42" },
      ...{ base: null, inputs: "h", from: null, due: null },
    },
    clock.now(),
  ),
  ...more,
});
const sent: EventBody = {
  is: "sent",
  ...{ dropletId: "42", type: "reboot", body: { name: "hush" } },
  ...{ awaits: "effect", takesPower: false },
};
const named: EventBody = {
  is: "action",
  ...{ post: 0, id: 7, status: "completed", startedAt: "", completedAt: null, adopted: false },
};
const done: EventBody = { is: "closed", done: true };

/** The records of the resource, as a process that has just begun finds them. */
async function found(ids: readonly string[] = [], secrets = noSecrets) {
  const { records } = await journal().find(resource, ids, secrets);
  return records.map(fold);
}
const onDisk = () => readdirSync(folder).filter((name) => name.endsWith(".journal"));

afterEach(() => jest.restoreAllMocks());
beforeEach(() => lines.splice(0));

const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise(setImmediate);
};

describe.each(homes)("in %s", (_name, start) => {
  beforeEach(async () => {
    home = await start(clock);
  });
  afterEach(() => home.close());

  test("another process finds what was sent, event by event", async () => {
    const log = journal().log(begin(), noSecrets);
    await log.append(sent);
    expect(await found()).toMatchObject([{ posts: [{ type: "reboot", action: null }] }]);
    await log.append(named);
    expect(await found()).toMatchObject([{ posts: [{ action: { id: 7 } }] }]);
  });

  test("an operation that sends nothing leaves nothing", async () => {
    await journal().log(begin(), noSecrets).append({ is: "worked", run: "r" }, done);
    expect(home.names()).toEqual([]);
  });

  test("an operation is found by its resource, its id and the one it set out from, and by nothing else", async () => {
    const record = begin({ base: "0123456789abcdef" });
    await journal().log(record, noSecrets).append(sent);
    const other = { ...resource, urn: "urn:b" };
    const of = async (ids: string[]) =>
      (await journal().find(other, ids, noSecrets)).records.length;
    expect([await of([]), await of([record.id]), await of(["0123456789abcdef"])]).toEqual([
      0, 1, 1,
    ]);
  });

  test("what cannot be read is said, and never counts as nothing", async () => {
    await journal().log(begin(), noSecrets).append(sent);
    home.spoil("{}\n".repeat(home.texts()[0]?.split("\n").length ?? 0).slice(0, -3));
    const { records, unreadable } = await journal().find(resource, [], noSecrets);
    expect(records).toEqual([]);
    expect(unreadable).toEqual([expect.stringMatching(/is no record that this release can read/)]);
  });

  test("secrets are written as hashes, and read back by a call that has them", async () => {
    const secrets = secretsOf(["hush"]);
    await journal()
      .log(begin({ from: { name: "hush" } }), secrets)
      .append(sent);
    expect(home.texts()).toHaveLength(1);
    expect(home.texts().join()).not.toContain("hush");
    expect(await found([], secrets)).toMatchObject([
      { from: { name: "hush" }, posts: [{ body: { name: "hush" } }] },
    ]);
  });

  test("a normal end of the process lets go of what is done or kept, and not of what is open", async () => {
    const ending = journal();
    await ending.log(begin(), noSecrets).append(sent, done);
    await ending.log(begin(), noSecrets).append(sent, { is: "kept" });
    await ending.log(begin(), noSecrets).append(sent);
    await ending.close();
    const all = await found();
    expect(all.map(({ isSaved }) => isSaved).sort()).toEqual([false, true, true]);
  });

  test("ids of what the engine has saved stay known for an hour, and the record goes then", async () => {
    await journal().log(begin(), noSecrets).append(sent, named, done, { is: "saved" });
    expect([...(await journal().knownActionIds(resource.apiUrl))]).toEqual([7]);
    expect([...(await journal().knownActionIds("https://other"))]).toEqual([]);
    clock.advance(3_700);
    expect([...(await journal().knownActionIds(resource.apiUrl))]).toEqual([]);
    await until(() => home.names().length === 0);
  });

  test("where another computer has continued from there, the longer record replaces the shorter one", async () => {
    const record = begin();
    await journal().log(record, noSecrets).append(sent, { is: "kept" }, { is: "saved" });
    const elsewhere = await start(clock);
    const log = journal("another run", elsewhere).log(record, noSecrets);
    await log.append(sent, { is: "kept" }, { is: "worked", run: "r" }, named, { is: "kept" });
    await elsewhere.close();
    await journal().log(log.record, noSecrets).append(done);
    expect(await found()).toMatchObject([{ closed: "done", posts: [{ action: { id: 7 } }] }]);
    expect(await journal().find(resource, [], noSecrets)).toMatchObject({ records: [{}] });
  });

  test("whether a run has changed another resource of the kind is known to its other processes", async () => {
    const about = { ...resource, urn: "urn:b", kind: "DropletPowerState", target: "42" };
    const log = journal().log(begin({ about }), noSecrets, { isAlwaysKept: true });
    const asked = { ...about, urn: "urn:a" };
    await log.append({ is: "worked", run: "this run" });
    expect(await journal().hasChanged(asked)).toBe(false);
    await log.append(done);
    expect(await journal().hasChanged(asked)).toBe(true);
    expect(await journal("another run").hasChanged(asked)).toBe(false);
    expect(await journal().hasChanged({ ...asked, target: "43" })).toBe(false);
  });
});

describe("in a folder alone", () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "journal-"));
    home = inFolder(folder);
  });
  afterEach(() => home.close());

  test("a process that resumes an operation only adds to its record", async () => {
    await journal().log(begin(), noSecrets).append(sent);
    const [name = ""] = onDisk();
    const before = readFileSync(join(folder, name), "utf8");
    const [record] = (await journal().find(resource, [], noSecrets)).records;
    const rename = jest.spyOn(fs, "renameSync");
    await journal()
      .log(record ?? begin(), noSecrets)
      .append(named);
    expect(readFileSync(join(folder, name), "utf8").startsWith(before)).toBe(true);
    expect(rename).not.toHaveBeenCalled();
  });

  test("a line that a killed process did not write to its end is dropped, and the next one follows the last whole one", async () => {
    const record = begin();
    await journal().log(record, noSecrets).append(sent);
    const [name = ""] = onDisk();
    appendFileSync(join(folder, name), '{"is":"act');
    const [resumed] = (await journal().find(resource, [], noSecrets)).records;
    await journal()
      .log(resumed ?? record, noSecrets)
      .append(named);
    expect(await found()).toMatchObject([{ posts: [{ action: { id: 7 } }] }]);
  });

  test("a record of another user is said to be unreadable", async () => {
    await journal().log(begin(), noSecrets).append(sent);
    const read = fs.readFileSync;
    jest.spyOn(fs, "readFileSync").mockImplementation(((path: string, encoding: "utf8") => {
      if (!String(path).endsWith(".journal")) return read(path, encoding);
      throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
    }) as typeof fs.readFileSync);
    const { unreadable } = await journal().find(resource, [], noSecrets);
    expect(unreadable).toEqual([expect.stringMatching(/cannot be read \(EACCES/)]);
  });

  test("a file system that cannot flush folders is no reason to complain", async () => {
    jest.spyOn(fs, "fsyncSync").mockImplementation((file) => {
      if (fs.fstatSync(file).isDirectory()) {
        throw Object.assign(new Error("EINVAL: invalid argument, fsync"), { code: "EINVAL" });
      }
    });
    await journal().log(begin(), noSecrets).append(sent);
    expect(lines).toEqual([]);
    expect(await found()).toHaveLength(1);
  });

  test("without a writable folder it says so once, and remembers within the process", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const blocked = journalIn(join(file, "below"));
    const log = blocked.log(begin(), noSecrets);
    await log.append(sent);
    await log.append(named, done);
    expect(lines).toEqual([expect.stringMatching(/cannot be written.*DROPLET_ACTIONS_JOURNAL/)]);
    expect((await blocked.find(resource, [], noSecrets)).records).toHaveLength(1);
    expect([...(await blocked.knownActionIds(resource.apiUrl))]).toEqual([7]);
  });

  test("what could not be written is written with a later event, also one of another operation", async () => {
    const writing = journal();
    const full = jest.spyOn(fs, "writeSync").mockImplementation(() => {
      throw Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC" });
    });
    await writing.log(begin(), noSecrets).append(sent);
    expect(await found()).toEqual([]);
    full.mockRestore();
    const about = { ...resource, urn: "urn:b", kind: "DropletReboot", target: "43" };
    await writing.log(begin({ about }), noSecrets).append(sent);
    expect(await found()).toMatchObject([{ posts: [{ type: "reboot" }] }]);
    expect(lines).toHaveLength(1);
  });

  test("files are readable for their owner only", async () => {
    await journal().log(begin(), noSecrets).append(sent);
    expect(statSync(join(folder, onDisk()[0] ?? "")).mode & 0o777).toBe(0o600);
  });

  test("a virus scanner that holds a file for a moment delays the write, on Windows for more reasons", async () => {
    const open = fs.openSync;
    const hold = (code: string) => {
      let times = 2;
      return jest.spyOn(fs, "openSync").mockImplementation((...args: Parameters<typeof open>) => {
        if (args[1] === "a+" && times-- > 0) throw Object.assign(new Error(code), { code });
        return open(...args);
      });
    };
    const lines = ["one", "two"];
    for (const [there, code, platform] of [
      [0, "EBUSY", "linux"],
      [1, "EPERM", "win32"],
    ] as const) {
      const held = hold(code);
      await new FolderStore(folder, platform).write("name", lines.slice(0, there + 1), there);
      held.mockRestore();
    }
    expect(readFileSync(join(folder, "name.journal"), "utf8")).toBe("one\ntwo\n");
  });

  test("a record that somebody removed meanwhile is written whole again", async () => {
    const log = journal().log(begin(), noSecrets);
    await log.append(sent);
    rmSync(join(folder, onDisk()[0] ?? ""));
    await log.append(named);
    expect(await found()).toMatchObject([{ posts: [{ action: { id: 7 } }] }]);
  });

  test("a folder that may not be read is said to be unreadable", async () => {
    chmodSync(folder, 0o700);
    jest.spyOn(fs, "readdirSync").mockImplementation(() => {
      throw Object.assign(new Error("EACCES: permission denied, scandir"), { code: "EACCES" });
    });
    const { unreadable } = await journal().find(resource, [], noSecrets);
    expect(unreadable).toEqual([expect.stringMatching(/cannot be read \(EACCES/)]);
  });

  test("the folder is DROPLET_ACTIONS_JOURNAL, else below PULUMI_HOME, else below ~/.pulumi", () => {
    expect(journalHome({ DROPLET_ACTIONS_JOURNAL: "/j", PULUMI_HOME: "/p" })).toBe("/j");
    expect(journalHome({ PULUMI_HOME: "/p" })).toBe(join("/p", "droplet-actions"));
    expect(journalHome({})).toMatch(/\.pulumi.droplet-actions$/);
  });

  test("the folder may begin with the home folder's sign, which a CI system's settings keep as it is", () => {
    const folderNamed = (name: string) => journalHome({ DROPLET_ACTIONS_JOURNAL: name });
    expect(folderNamed("~/notes")).toBe(`${homedir()}/notes`);
    expect(folderNamed("/notes/~/n")).toBe("/notes/~/n");
    expect(folderNamed("~other")).toBe("~other");
  });
});
