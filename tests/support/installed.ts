import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/** Software of others that tests use, and that is no package of this repository. */
export interface Installation {
  readonly name: string;
  /** Where its files are. */
  readonly source: string;
  /** What is installed is kept for as long as these files are the same. */
  readonly files: readonly string[];
  /** Commands, which run in the folder of the installation. */
  readonly install: readonly (readonly string[])[];
  /** Variables for those commands, beside this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The packages of a requirements.txt. */
export const intoVirtualEnvironment = [
  ["python3", "-m", "venv", "venv"],
  ["venv/bin/python", "-m", "pip", "install", "--quiet", "--requirement", "requirements.txt"],
];

/** No installation takes longer. */
const longestMilliseconds = 600_000;

/** The folder with what is installed on first use; undefined, with one line why, if that cannot be. */
export function installed(installation: Installation): string | undefined {
  const { name, source, files } = installation;
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(path.join(source, file)));
  const cache = process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache");
  const version = hash.digest("hex").slice(0, 12);
  const folder = path.join(cache, "droplet-actions", `${name}-${version}`);
  const done = path.join(folder, "installed");
  if (existsSync(done)) return folder;
  mkdirSync(path.dirname(folder), { recursive: true });
  lock(`${folder}.lock`);
  try {
    return existsSync(done) || isInstalledInto(folder, done, installation) ? folder : undefined;
  } finally {
    rmSync(`${folder}.lock`, { recursive: true });
  }
}

function isInstalledInto(folder: string, done: string, installation: Installation): boolean {
  const { name, source, files, install } = installation;
  const env = { ...process.env, ...installation.environment };
  say(`installing ${name} into ${folder} (once)`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of files) cpSync(path.join(source, file), path.join(folder, file));
  for (const [command = "", ...args] of install) {
    const { status, error, stderr } = spawnSync(command, args, {
      ...{ cwd: folder, env, encoding: "utf8" },
    });
    if (status !== 0) {
      const reason = error?.message ?? stderr.trim().split("\n").at(-1) ?? `exit code ${status}`;
      say(`${name} did not run: ${[command, ...args].join(" ")}: ${reason}`);
      return false;
    }
  }
  mkdirSync(done);
  return true;
}

/** Waits until no other worker installs the same; making a folder succeeds for one of them. */
function lock(folder: string): void {
  for (;;) {
    try {
      mkdirSync(folder);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const began = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
      // Whoever held it that long was killed.
      if (Date.now() - began > longestMilliseconds)
        rmSync(folder, { recursive: true, force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
}

const say = (line: string): boolean => process.stderr.write(`${line}\n`);
