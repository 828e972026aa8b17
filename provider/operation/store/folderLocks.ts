import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { clearInterval, setInterval } from "node:timers";
import { isAlive, type Owner, sha256, thisProcess } from "./owner";
import type { Holder, Locks } from "./store";

const mark = ".lock-";
const renewEveryMilliseconds = 60_000;
/** The file of another computer's process is kept for so long, for it may be wanted there. */
const foreignKeptMilliseconds = 86_400_000;

/**
 * Locks in a folder. A file that is created by one process only would have to be removed when its owner was killed,
 * and two that find it so would both remove it. So each leaves a file of its own and then looks for those of others:
 * whoever sees one takes its own back, and at most one stays. The file's name says whose it is, for a file that was
 * just made may be empty; one of a process that has ended counts for nothing.
 */
export class FolderLocks implements Locks {
  /** How often this process holds each, by name. */
  private readonly held = new Map<string, number>();
  private renewal: NodeJS.Timeout | undefined;

  constructor(
    private readonly folder: string,
    private readonly owner: Owner = thisProcess(),
  ) {}

  take(name: string): Promise<Holder | undefined> {
    return settled(() => {
      const times = this.held.get(name) ?? 0;
      if (times === 0) {
        makeFolder(this.folder);
        closeSync(openSync(this.pathOf(name), "w", 0o600));
        const other = this.otherThan(name);
        if (other) {
          rmSync(this.pathOf(name), { force: true });
          return other;
        }
      }
      this.held.set(name, times + 1);
      this.renewal ??= setInterval(() => this.renew(), renewEveryMilliseconds).unref();
      return undefined;
    });
  }

  release(name: string): Promise<void> {
    return settled(() => {
      const times = (this.held.get(name) ?? 0) - 1;
      if (times > 0) {
        this.held.set(name, times);
        return;
      }
      this.held.delete(name);
      rmSync(this.pathOf(name), { force: true });
      if (this.held.size > 0) return;
      clearInterval(this.renewal);
      this.renewal = undefined;
    });
  }

  /** Nobody takes the lock of a process that lives. */
  holds(): Promise<boolean> {
    return Promise.resolve(true);
  }

  holder(name: string): Promise<Holder | undefined> {
    return settled(() => this.otherThan(name));
  }

  private otherThan(name: string): Holder | undefined {
    let files: string[];
    try {
      files = readdirSync(this.folder);
    } catch {
      return undefined;
    }
    const beginning = name + mark;
    for (const file of files) {
      const path = join(this.folder, file);
      if (!file.startsWith(beginning) || path === this.pathOf(name)) continue;
      const [host, pid, started = ""] = file.slice(beginning.length).split("-");
      const renewedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
      if (renewedAt === undefined) continue;
      const isOurs = host === short(hostname());
      const owner = { host: hostname(), pid: Number(pid), started: started || null };
      if (isOurs && isAlive(owner, renewedAt)) return { pid: Number(pid) };
      if (isOurs || renewedAt < Date.now() - foreignKeptMilliseconds) rmSync(path, { force: true });
    }
    return undefined;
  }

  private renew(): void {
    const now = new Date();
    for (const name of this.held.keys()) {
      try {
        utimesSync(this.pathOf(name), now, now);
      } catch {
        // Where the file is gone, another process has taken the lock for that of one that has ended.
      }
    }
  }

  private pathOf(name: string): string {
    const { host, pid, started } = this.owner;
    return join(this.folder, `${name}${mark}${short(host)}-${pid}-${started ?? ""}`);
  }
}

const short = (host: string) => sha256(host).slice(0, 8);

/**
 * Makes a folder that only its user can read, and those above it. One by one: asked for all of them, Node.js 20 tries
 * for ever where the system says that the folder above is not there although it is, as it does in /proc.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const above = dirname(path);
  // The root of a drive that is not there has none.
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process was quicker.
    if (!existsSync(path)) throw error;
  }
}

/** A promise of what is done at once, errors included. */
export const settled = <T>(work: () => T): Promise<T> =>
  new Promise((resolve) => {
    resolve(work());
  });
