import { readFileSync } from "node:fs";
import { join } from "node:path";

import { buildFlags, parallelCompilations, type GoCommand } from "./goCommand";
import type { Progress, Stage } from "../progress";
import { goModuleFolder, pinnedVersion } from "../repository";

/** A module of ours whose tools are built, with the times that this takes on an ordinary machine. */
export interface GoModule {
  /** Below `tools`, or a full path. */
  folder: string;
  requirement: string;
  /** The variable that holds the version that the program tells. */
  versionVariable?: string;
  downloadSeconds: number;
  compileSeconds: number;
  /** How many packages those seconds are for. */
  packages: number;
}

/** Linking starts when the last package is compiled, and prints nothing. */
const shareBeforeLinking = 0.92;

export function stagesOf(modules: readonly GoModule[]): Stage[] {
  return modules.flatMap((module) => [
    { name: `downloading ${nameOf(module)}`, typicalSeconds: module.downloadSeconds },
    { name: `compiling ${nameOf(module)}`, typicalSeconds: module.compileSeconds },
  ]);
}

/** Builds the tools of a module into `binDir`; takes two stages of the progress. */
export async function buildTools(
  go: GoCommand,
  module: GoModule,
  binDir: string,
  progress: Progress,
): Promise<void> {
  const packages = await download(go, module, progress);
  await compile(go, module, packages, binDir, progress);
}

/** Fetches the sources, and tells how many packages Go's cache does not hold compiled yet. */
async function download(go: GoCommand, module: GoModule, progress: Progress): Promise<number> {
  const expected = sourcesListed(module);
  let downloaded = 0;
  progress.next();
  const args = ["list", "-x", ...buildFlags, "-deps", "-f={{.Stale}}", "tool"];
  const answers = await go(module.folder, args, (line) => {
    if (!line.includes(".zip: 200 ")) return;
    downloaded += 1;
    progress.report(downloaded / expected, `(${downloaded} modules)`);
  });
  return answers.split("\n").filter((answer) => answer === "true").length;
}

/** How many modules the checksum file names with their sources, not only with their go.mod. */
function sourcesListed(module: GoModule): number {
  const checksums = readFileSync(join(goModuleFolder(module.folder), "go.sum"), "utf8");
  return checksums.split("\n").filter((line) => line && !line.includes("/go.mod ")).length;
}

async function compile(
  go: GoCommand,
  module: GoModule,
  packages: number,
  binDir: string,
  progress: Progress,
): Promise<void> {
  const { folder, requirement, versionVariable, compileSeconds } = module;
  const version = pinnedVersion(folder, requirement);
  let compiled = 0;
  progress.next(compileSeconds * Math.max(packages / module.packages, 1 - shareBeforeLinking));
  const args = [
    ...["build", "-v", `-p=${parallelCompilations()}`, ...buildFlags],
    `-ldflags=-s -w${versionVariable ? ` -X ${versionVariable}=${version}` : ""}`,
    ...[`-o=${binDir}/`, "tool"],
  ];
  await go(folder, args, () => {
    compiled = Math.min(compiled + 1, packages);
    const detail = `(${compiled} of ${packages} packages)`;
    progress.report((compiled / packages) * shareBeforeLinking, detail);
  });
}

const nameOf = ({ folder }: GoModule): string => folder.split("/").at(-1) ?? folder;
