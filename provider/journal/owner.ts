import { readFileSync } from "node:fs";
import { hostname, uptime } from "node:os";

/** The process that works on an entry. */
export interface Owner {
  readonly host: string;
  readonly pid: number;
  /** Tells a process from a later one with the same id; null where the system does not tell. */
  readonly started: string | null;
  /** The process that started it: for the plugin's processes the CLI, which starts one for each provider of a program. */
  readonly parent?: number;
}

/** Milliseconds; a clock that was set since makes the computer's start look later than it was. */
const tolerance = 60_000;

export const thisProcess = (): Owner => ({
  host: hostname(),
  pid: process.pid,
  started: startOf(process.pid),
  parent: process.ppid,
});

const isThisProcess = ({ host, pid }: Owner): boolean => host === hostname() && pid === process.pid;

/** Another process works on it at this moment; `time`: of the entry's last write. */
export const isElsewhere = ({ owner, time }: { owner: Owner; time: number }): boolean =>
  !isThisProcess(owner) && isAlive(owner, time);

/** Both work, or have worked, for the same command. */
export const areOfOneRun = (one: Owner, other: Owner): boolean =>
  one.host === other.host && one.parent !== undefined && one.parent === other.parent;

/**
 * Whether it still runs. Of another computer's processes nothing is known; they count as ended. `time`: when it is
 * known to have run, in milliseconds since the epoch. Where its start is not known, that tells whether it was before
 * this computer's own.
 */
export function isAlive({ host, pid, started }: Owner, time = Infinity): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Not allowed to signal it: then there is one with this id.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  if (started === null) return time >= Date.now() - uptime() * 1000 - tolerance;
  const current = startOf(pid);
  // There is one, and some systems hide more than that of other users' processes.
  return current === null || current === started;
}

/** Linux counts it in ticks since the boot, as the 22nd field, behind a name that may hold anything in brackets. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}
