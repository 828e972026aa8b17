import { spawnSync } from "node:child_process";
import type { RunningCommand } from "../../../tools/pulumiSandbox";
import { treeOf } from "../../../tools/processTree";

/** Ids of the plugin's processes that a command has started. */
export const pluginProcesses = ({ processId }: RunningCommand): number[] =>
  treeOf(processId).filter((id) =>
    spawnSync("ps", ["-o", "args=", "-p", String(id)], { encoding: "utf8" }).stdout.includes(
      "pulumi-resource-droplet-actions",
    ),
  );

/** Resolves when a process is gone; that it does not is the test's own limit. */
export async function ended(processId: number): Promise<void> {
  while (isThere(processId)) await new Promise((resolve) => setTimeout(resolve, 100));
}

function isThere(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}
