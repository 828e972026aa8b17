import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

import { startCommand } from "./childProcess";

/** The oldest engine that this provider works with. */
export const oldestVersion = "3.216.0";

/** The languages that a program can be written in, as the CLI names them. */
export type Language = "nodejs" | "python" | "yaml";

/** A CLI that works. */
export interface Installation {
  binDir: string;
  /** The version as the CLI prints it: "v3.259.0". */
  version: string;
}

/** Why a way to a CLI led to none. */
export interface Refusal {
  reason: string;
}

const millisecondsForVersion = 30_000;

const filesOfLanguage: Record<Language, readonly string[]> = {
  // The second one runs dynamic providers.
  nodejs: ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"],
  python: ["pulumi-language-python", "pulumi-language-python-exec"],
  yaml: ["pulumi-language-yaml"],
};

/** Looks whether a folder holds a CLI that is new enough, with the hosts of the languages. */
export async function inspectInstallation(
  binDir: string,
  languages: readonly Language[],
  environment: NodeJS.ProcessEnv,
): Promise<Installation | Refusal> {
  const command = findExecutable("pulumi", [binDir]);
  if (!command) return { reason: `no pulumi in ${binDir}` };
  // Asked last, because the npm package called "pulumi" downloads a CLI when it is run.
  const folders = [binDir, ...searchPath(environment)];
  const missing = languages
    .flatMap((language) => filesOfLanguage[language])
    .filter((file) => !findExecutable(file, folders));
  if (missing.length > 0) return { reason: `${command} has no ${missing.join(", ")} beside it` };
  const version = await askVersion(command, environment);
  if (!version) return { reason: `${command} does not tell its version` };
  if (compareVersions(version, oldestVersion) < 0) {
    return { reason: `${command} is ${version}, older than ${oldestVersion}` };
  }
  return { binDir, version };
}

/** The first of the folders that holds an executable of this name, joined with the name. */
export function findExecutable(
  name: string,
  folders: readonly string[],
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const suffixes = platform === "win32" ? [".exe", ".cmd", ""] : [""];
  for (const folder of folders) {
    for (const suffix of suffixes) {
      const file = join(folder, name + suffix);
      try {
        accessSync(file, constants.X_OK);
        if (statSync(file).isFile()) return file;
      } catch {
        // Not there, or not to be run: the next one.
      }
    }
  }
  return undefined;
}

/** The folders of PATH, in order. */
export function searchPath(environment: NodeJS.ProcessEnv): string[] {
  return (environment["PATH"] ?? "").split(delimiter).filter(Boolean);
}

/** Negative if the left version is the older one. Pre-release and build parts count for nothing. */
export function compareVersions(left: string, right: string): number {
  const leftNumbers = versionNumbers(left);
  const rightNumbers = versionNumbers(right);
  for (const index of [0, 1, 2]) {
    const difference = (leftNumbers[index] ?? 0) - (rightNumbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function versionNumbers(version: string): number[] {
  const [numbers = ""] = version.replace(/^v/, "").split(/[-+]/);
  return numbers.split(".").map(Number);
}

async function askVersion(
  command: string,
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const running = startCommand(command, ["version"], {
    env: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  const deadline = setTimeout(() => running.kill(), millisecondsForVersion);
  try {
    const { stdout } = await running.result;
    return /^v?\d+\.\d+\.\d+\S*$/m.exec(stdout)?.[0];
  } catch {
    return undefined;
  } finally {
    clearTimeout(deadline);
  }
}
