import { createHash } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../clock";
import { messageOf } from "../errors";
import { actionIdsOf, type Change } from "../plan/change";
import { Claims } from "./claims";
import { areOfOneRun, isElsewhere, type Owner, thisProcess } from "./owner";

/** Which work an entry is about. Two with the same work are the same wish; values of triggers are never kept. */
export interface Work {
  readonly apiUrl: string;
  readonly urn: string;
  readonly target: string;
  /** SHA-256 of what makes the action run again, such as `triggers`. */
  readonly hash: string;
}

export interface Entry {
  readonly work: Work;
  readonly owner: Owner;
  readonly change: Change;
  /** "open": under way, or left by a process that ended. "done": ended well. "gone": the engine has it in its state. */
  readonly status: "open" | "done" | "gone";
  /** Made while the engine held the same work already: by a taint, say, and so wanted once more. */
  readonly again: boolean;
  /** Actions of the entries that this one took the place of. They stay known as long as those would have. */
  readonly earlier?: readonly Earlier[];
  /** Of this form of entries; others are not read. */
  readonly version: typeof version;
  /** Of the last write; milliseconds since the epoch. */
  readonly time: number;
}

interface Earlier {
  readonly id: number;
  readonly time: number;
}

const version = 1;
const ending = ".journal";
/** A file that is not written to its end. */
const half = /\.journal\.\d+$/;
const halfSeconds = 3_600;

/** How long an entry is kept that the engine never showed again, and one that it did. */
const keptSeconds = { open: Infinity, done: 7 * 86_400, gone: 3_600 };

/**
 * What was sent, on disk before it is sent, so that a run after a crash knows of it. One file for each resource and
 * target. Where nothing can be written it says so once, and the run goes on by its own memory.
 */
export class Journal {
  private readonly owner = thisProcess();
  private readonly claims = new Claims(this.owner);
  private readonly kept = new Map<string, Entry>();
  /** By file name, as it was read last: each write makes a new file. */
  private readonly seenFiles = new Map<
    string,
    { readonly version: string; readonly entry: Entry }
  >();
  private writable = true;

  constructor(
    private readonly folder: string,
    private readonly clock: Clock,
    private readonly complain: (line: string) => void,
  ) {}

  /** The id of another process that works on this; undefined if it is ours from now on, until it is released. */
  claim(work: Omit<Work, "hash">): number | undefined {
    try {
      return this.claims.take(this.pathOf(work));
    } catch {
      // Where nothing can be written, the first entry says so.
      return undefined;
    }
  }

  release(work: Omit<Work, "hash">): void {
    try {
      this.claims.release(this.pathOf(work));
    } catch {
      // It ends with this process.
    }
  }

  find({ apiUrl, urn, target }: Omit<Work, "hash">): Entry | undefined {
    const path = this.pathOf({ apiUrl, urn, target });
    const entry = (this.writable ? undefined : this.kept.get(path)) ?? this.read(path);
    return entry && entry.status !== "gone" && !this.isExpired(entry) ? entry : undefined;
  }

  write(work: Work, change: Change, status: Entry["status"], again = false): void {
    const path = this.pathOf(work);
    const entry: Entry = {
      version,
      again,
      work,
      owner: this.owner,
      change: structuredClone(change),
      status,
      earlier: this.earlierThan(change, this.kept.get(path) ?? this.read(path)),
      time: this.clock.now(),
    };
    this.kept.set(path, entry);
    if (!this.writable) return;
    try {
      flush(path, JSON.stringify(entry));
    } catch (error) {
      this.writable = false;
      this.complain(
        `The journal in ${this.folder} cannot be written (${messageOf(error)}). If this run is killed, the next one does not know what was sent. Make the folder writable, or name another one in DROPLET_ACTIONS_JOURNAL.`,
      );
    }
  }

  /** The engine holds these actions in a state that is at its end: what the entry tells is known to it. */
  seen(work: Omit<Work, "hash">, actionIds: readonly number[]): void {
    const entry = this.find(work);
    if (!entry || entry.change.posts.length === 0) return;
    const known = entry.change.posts.every(
      ({ actionId }) => actionId !== null && actionIds.includes(actionId),
    );
    if (known) this.write(entry.work, entry.change, "gone");
  }

  /** What the resource stood for is gone, and the engine is told so. */
  forget(work: Omit<Work, "hash">): void {
    const entry = this.find(work);
    if (entry) this.write(entry.work, entry.change, "gone");
  }

  /** Ids of all actions that an entry names, also of such that went lately. */
  knownIds(): Set<number> {
    const known = this.all().flatMap(({ change, earlier = [] }) => [
      ...actionIdsOf(change),
      ...earlier.map(({ id }) => id),
    ]);
    return new Set(known);
  }

  /** Whether this run has changed another resource of the kind on the target, in whichever of its processes. */
  hasChanged(kind: string, { apiUrl, urn, target }: Omit<Work, "hash">): boolean {
    return this.all().some(
      ({ work, owner }) =>
        work.apiUrl === apiUrl &&
        work.target === target &&
        work.urn !== urn &&
        work.urn.split("::")[2]?.endsWith(`:${kind}`) &&
        areOfOneRun(owner, this.owner),
    );
  }

  /** Whether a process other than this one has sent such an action to the Droplet, and waits for the answer. */
  isSentElsewhere(apiUrl: string, droplet: string, action: string): boolean {
    return this.all().some(
      (entry) =>
        entry.status === "open" &&
        entry.work.apiUrl === apiUrl &&
        entry.change.posts.some(
          ({ dropletId, type, actionId }) =>
            dropletId === droplet && type === action && actionId === null,
        ) &&
        isElsewhere(entry),
    );
  }

  /** The engine ends this process in the normal way, so it has saved what was done here. */
  close(): void {
    for (const entry of this.kept.values()) {
      if (entry.status === "done") this.write(entry.work, entry.change, "gone");
    }
  }

  private earlierThan(change: Change, before: Entry | undefined): Earlier[] {
    if (!before) return [];
    const own = new Set(actionIdsOf(change));
    const left = actionIdsOf(before.change).map((id) => ({ id, time: before.time }));
    return [...(before.earlier ?? []), ...left].filter(
      ({ id, time }) => !own.has(id) && (this.clock.now() - time) / 1000 <= keptSeconds.gone,
    );
  }

  private all(): Entry[] {
    const entries: Entry[] = [];
    for (const name of this.files()) {
      const path = join(this.folder, name);
      const entry = this.readOnce(name);
      if (!entry) continue;
      if (this.isExpired(entry)) remove(path);
      else entries.push(entry);
    }
    return this.writable ? entries : [...entries, ...this.kept.values()];
  }

  private isExpired({ time, status }: Entry): boolean {
    return (this.clock.now() - time) / 1000 > keptSeconds[status];
  }

  private files(): string[] {
    try {
      const names = readdirSync(this.folder);
      // Of a process that was killed while it wrote.
      for (const name of names.filter((one) => half.test(one))) this.removeOld(name);
      return names.filter((name) => name.endsWith(ending));
    } catch {
      return [];
    }
  }

  private removeOld(name: string): void {
    const path = join(this.folder, name);
    const age = this.clock.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity);
    if (age > halfSeconds * 1000) remove(path);
  }

  private readOnce(name: string): Entry | undefined {
    const path = join(this.folder, name);
    const file = statSync(path, { throwIfNoEntry: false });
    if (!file) return undefined;
    const version = `${file.ino} ${file.mtimeMs} ${file.size}`;
    const known = this.seenFiles.get(name);
    if (known?.version === version) return known.entry;
    const entry = this.read(path);
    if (entry) this.seenFiles.set(name, { version, entry });
    return entry;
  }

  private read(path: string): Entry | undefined {
    try {
      const entry = JSON.parse(readFileSync(path, "utf8")) as Partial<Entry>;
      const whole = entry.version === version && Array.isArray(entry.change?.posts);
      return whole ? (entry as Entry) : undefined;
    } catch {
      return undefined;
    }
  }

  private pathOf({ apiUrl, urn, target }: Omit<Work, "hash">): string {
    return join(this.folder, `${sha256([apiUrl, urn, target])}${ending}`);
  }
}

/** `$PULUMI_HOME` is where the CLI keeps what belongs to this user and machine. */
export function journalFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return (
    environment["DROPLET_ACTIONS_JOURNAL"] ||
    join(environment["PULUMI_HOME"] || join(homedir(), ".pulumi"), "droplet-actions")
  );
}

export const sha256 = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value)).digest("hex");

/** In a folder that cannot be written the entry stays, and is passed over. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The age tells that it does not count.
  }
}

/** Whole or not at all, and on the disk before it returns. */
function flush(path: string, text: string): void {
  mkdirSync(join(path, ".."), { recursive: true, mode: 0o700 });
  const unfinished = `${path}.${process.pid}`;
  const file = openSync(unfinished, "w", 0o600);
  try {
    // A disk that is nearly full takes a part of it without an error.
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length;) {
      written += writeSync(file, bytes, written);
    }
    fsyncSync(file);
  } catch (error) {
    remove(unfinished);
    throw error;
  } finally {
    closeSync(file);
  }
  renameSync(unfinished, path);
  flushFolder(join(path, ".."));
}

/** A new name is on the disk only when its folder is. */
function flushFolder(folder: string): void {
  // Windows opens no folders.
  if (process.platform === "win32") return;
  const opened = openSync(folder, "r");
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
