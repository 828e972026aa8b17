import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname, uptime } from "node:os";

/** A process, so that it can be told from a later one with the same id. */
export interface Owner {
  readonly host: string;
  readonly pid: number;
  /** Null where the system does not tell when a process began. */
  readonly started: string | null;
}

/** An owner without a known start counts as gone when it has not renewed its lock for so long. */
export const renewedWithinMilliseconds = 180_000;
/** A clock that was set since makes the computer's start look later than it was. */
const toleranceMilliseconds = 60_000;

export const thisProcess = (): Owner => ownerOf(process.pid);

const ownerOf = (pid: number): Owner => ({ host: hostname(), pid, started: startOf(pid) });

/**
 * The `pulumi` command that this process works for, the same in all processes that the command has started: its
 * process, and the address under which its engine is reached, which tells it from a later process with that id.
 */
export function thisRun(engineAddress = process.argv.at(-1) ?? ""): string {
  const { host, pid, started } = ownerOf(process.ppid);
  const address = /:\d+$/.test(engineAddress) ? engineAddress : "";
  return sha256([host, pid, started, address]).slice(0, 16);
}

/**
 * Whether a process still runs. Of another computer's processes nothing is known; they count as ended. `renewedAt`:
 * when its lock was renewed last, in milliseconds since the epoch. Where the start of a process is not known, that
 * tells it from a later one with its id.
 */
export function isAlive({ host, pid, started }: Owner, renewedAt: number): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Where signalling it is not allowed, there is a process with this id.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const current = startOf(pid);
  if (started !== null && current !== null) return current === started;
  const bootedAt = Date.now() - uptime() * 1000 - toleranceMilliseconds;
  return renewedAt >= bootedAt && Date.now() - renewedAt < renewedWithinMilliseconds;
}

/**
 * Within one of these a process id means the same to all: a boot of a computer, and a container on it. Null where the
 * system tells neither, as elsewhere than on Linux.
 */
export function thisMachine(): string | null {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8");
    return sha256([hostname(), boot, readlinkSync("/proc/self/ns/pid")]).slice(0, 8);
  } catch {
    return null;
  }
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

export const sha256 = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value)).digest("hex");
