import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** The process that works on an entry. */
export interface Owner {
  readonly host: string;
  readonly pid: number;
  /** Tells a process from a later one with the same id; null where the system does not tell. */
  readonly started: string | null;
  /** The process that started it: for the plugin's processes the CLI, which starts one for each provider of a program. */
  readonly parent?: number;
}

export const processOf = (pid: number): Owner => ({
  host: hostname(),
  pid,
  started: startOf(pid),
});

export const thisProcess = (): Owner => ({ ...processOf(process.pid), parent: process.ppid });

export const isThisProcess = ({ host, pid }: Owner): boolean =>
  host === hostname() && pid === process.pid;

/** Both work, or have worked, for the same command. */
export const areOfOneRun = (one: Owner, other: Owner): boolean =>
  one.host === other.host && one.parent !== undefined && one.parent === other.parent;

/** Whether it still runs. Of another computer's processes nothing is known; they count as ended. */
export function isAlive(owner: Owner): boolean {
  if (owner.host !== hostname()) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // Not allowed to signal it: then it is there.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return owner.started === startOf(owner.pid);
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
