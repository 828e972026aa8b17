import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

interface ProcessFacts {
  processId: number;
  parent: number;
  group: number;
  /** Known on Linux only. */
  session?: number;
}

/**
 * Kills a process that leads its own session, and everything it started. The engine puts each
 * plugin in a process group of its own, and plugins outlive a killed engine, so neither the group
 * nor the parent is enough: the session is, where the system tells it.
 */
export function killTree(leader: number): void {
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/pid", String(leader), "/T", "/F"], { windowsHide: true });
    return;
  }
  for (const processId of treeOf(leader)) signalQuietly(processId, "SIGKILL");
}

/** The processes of a session that still run, its leader included. */
export function treeOf(leader: number): number[] {
  const all = process.platform === "linux" ? processesFromProc() : processesFromPs();
  const tree = new Set(
    all
      .filter((one) => one.processId === leader || one.group === leader || one.session === leader)
      .map((one) => one.processId),
  );
  let sizeBefore;
  do {
    sizeBefore = tree.size;
    for (const one of all) if (tree.has(one.parent)) tree.add(one.processId);
  } while (tree.size > sizeBefore);
  return [...tree];
}

/** Sends a signal; a target that is gone is no error. A negative id means a process group. */
export function signalQuietly(processId: number, signal: NodeJS.Signals): void {
  try {
    process.kill(processId, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function processesFromProc(): ProcessFacts[] {
  const found: ProcessFacts[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      // The command's name is in parentheses and may hold spaces and parentheses itself.
      const [state, parent, group, session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (state === "Z") continue;
      found.push({
        processId: Number(name),
        parent: Number(parent),
        group: Number(group),
        session: Number(session),
      });
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}

function processesFromPs(): ProcessFacts[] {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid=,pgid="], { encoding: "utf8" });
  return (stdout ?? "").split("\n").flatMap((line) => {
    const [processId, parent, group] = line.trim().split(/\s+/).map(Number);
    return processId && parent !== undefined && group !== undefined
      ? [{ processId, parent, group }]
      : [];
  });
}
