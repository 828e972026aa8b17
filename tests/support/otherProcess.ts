import { readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { FolderLocks } from "../../provider/operation/store/folderLocks";
import { type Owner, sha256 } from "../../provider/operation/store/owner";
import type { World } from "./world";

/** Other processes of this computer, as far as the journal's folder shows them. */

/** The parent of this process lives as long as the test, and is another one. */
export function living(): Owner {
  const { ppid: pid, platform } = process;
  if (platform !== "linux") return { host: hostname(), pid, started: null };
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  return { host: hostname(), pid, started };
}

export const ended = (): Owner => ({ ...living(), pid: 2 ** 22 + 1 });

/** A process that works on a resource, until `end` is called. */
export function worksOn(world: World, urn: string, owner: Owner = living()) {
  const locks = new FolderLocks(world.folder, owner);
  const name = sha256([world.simulator.url, urn]).slice(0, 16);
  // That of a process of the test that was killed, and whose id is this one's.
  for (const file of readdirSync(world.folder)) {
    if (file.startsWith(`${name}.lock-`)) rmSync(join(world.folder, file));
  }
  void locks.take(name);
  return { end: () => void locks.release(name) };
}
