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
import { basename, dirname, join } from "node:path";
import { clearInterval, setInterval } from "node:timers";
import { isAlive, type Owner, sha256 } from "./owner";
import type { Holder } from "./store";

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
export class Locks {
  /** How often this process holds each, by path. */
  private readonly held = new Map<string, number>();
  private renewal: NodeJS.Timeout | undefined;

  constructor(private readonly owner: Owner) {}

  /** Another process that has it; undefined if it is ours now. Throws if no file can be made. */
  take(path: string): Holder | undefined {
    const times = this.held.get(path) ?? 0;
    if (times === 0) {
      makeFolder(dirname(path));
      closeSync(openSync(path + nameOf(this.owner), "w", 0o600));
      const other = this.holder(path);
      if (other) {
        rmSync(path + nameOf(this.owner), { force: true });
        return other;
      }
    }
    this.held.set(path, times + 1);
    this.renewal ??= setInterval(() => this.renew(), renewEveryMilliseconds).unref();
    return undefined;
  }

  release(path: string): void {
    const times = (this.held.get(path) ?? 0) - 1;
    if (times > 0) {
      this.held.set(path, times);
      return;
    }
    this.held.delete(path);
    rmSync(path + nameOf(this.owner), { force: true });
    if (this.held.size > 0) return;
    clearInterval(this.renewal);
    this.renewal = undefined;
  }

  holder(path: string): Holder | undefined {
    const beginning = basename(path) + mark;
    let names: string[];
    try {
      names = readdirSync(dirname(path));
    } catch {
      return undefined;
    }
    for (const name of names) {
      if (!name.startsWith(beginning) || name.endsWith(nameOf(this.owner))) continue;
      const [host, pid, started = ""] = name.slice(beginning.length).split("-");
      const file = join(dirname(path), name);
      const renewedAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
      if (renewedAt === undefined) continue;
      const isOurs = host === short(hostname());
      const owner = { host: hostname(), pid: Number(pid), started: started || null };
      if (isOurs && isAlive(owner, renewedAt)) return { pid: Number(pid) };
      if (isOurs || renewedAt < Date.now() - foreignKeptMilliseconds) rmSync(file, { force: true });
    }
    return undefined;
  }

  private renew(): void {
    const now = new Date();
    for (const path of this.held.keys()) {
      try {
        utimesSync(path + nameOf(this.owner), now, now);
      } catch {
        // Where the file is gone, another process has taken the lock for that of one that has ended.
      }
    }
  }
}

const nameOf = ({ host, pid, started }: Owner) => `${mark}${short(host)}-${pid}-${started ?? ""}`;

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
