import { createHash } from "node:crypto";
import { closeSync, openSync, readdirSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { makeFolder } from "./folder";
import { isAlive, type Owner } from "./owner";

const mark = ".claim-";
/** Milliseconds. The file of another computer's process is kept for so long, for it may be wanted there. */
const foreignKept = 86_400_000;

/**
 * Says which process works on an entry, so that of two that find none only one goes on. Each leaves a file of its own
 * and then looks for those of others: whoever sees one takes its own back, so at most one stays. The file's name says
 * whose it is, for a file that was just made may be empty; one of a process that has ended counts for nothing.
 */
export class Claims {
  private readonly held = new Map<string, number>();

  constructor(private readonly owner: Owner) {}

  /** The id of another process that has the entry at this path; undefined if it is ours now. Throws if no file can be made. */
  take(path: string): number | undefined {
    const times = this.held.get(path) ?? 0;
    if (times === 0) {
      makeFolder(dirname(path));
      closeSync(openSync(path + nameOf(this.owner), "w", 0o600));
      const other = this.others(path)[0];
      if (other !== undefined) {
        rmSync(path + nameOf(this.owner), { force: true });
        return other;
      }
    }
    this.held.set(path, times + 1);
    return undefined;
  }

  release(path: string): void {
    const times = (this.held.get(path) ?? 0) - 1;
    if (times > 0) this.held.set(path, times);
    else {
      this.held.delete(path);
      rmSync(path + nameOf(this.owner), { force: true });
    }
  }

  private others(path: string): number[] {
    const beginning = basename(path) + mark;
    return readdirSync(dirname(path))
      .filter((name) => name.startsWith(beginning) && !name.endsWith(nameOf(this.owner)))
      .flatMap((name) => {
        const [host, pid, started = ""] = name.slice(beginning.length).split("-");
        const file = join(dirname(path), name);
        const time = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
        if (time === undefined) return [];
        // Of another computer's processes nothing is known: they count as ended.
        const isOurs = host === short(hostname());
        const owner = { host: hostname(), pid: Number(pid), started: started || null };
        if (isOurs && isAlive(owner, time)) return [Number(pid)];
        if (isOurs || time < Date.now() - foreignKept) rmSync(file, { force: true });
        return [];
      });
  }
}

const nameOf = ({ host, pid, started }: Owner) => `${mark}${short(host)}-${pid}-${started ?? ""}`;

const short = (host: string) => createHash("sha256").update(host).digest("hex").slice(0, 8);
