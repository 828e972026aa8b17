import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

/** A client that others wrote, in a process of its own. */
export interface Driver {
  call: (call: string, ...args: unknown[]) => Promise<Outcome>;
  stop: () => Promise<void>;
}

export interface Outcome {
  result?: unknown;
  error?: { status: number | null; message: string };
}

/** How to install a client, and how to start its driver once that is done. */
interface Client {
  name: string;
  /** What is installed is kept for as long as these files are the same. */
  files: string[];
  install: (folder: string) => string[][];
  start: (folder: string, url: string, token: string) => string[];
}

export const dots: Client = {
  name: "dots",
  files: ["package.json", "package-lock.json"],
  install: () => [["npm", "ci", "--no-audit", "--no-fund"]],
  // Given as text, so that its imports are looked up in the folder with the client.
  start: (_folder, url, token) => {
    const program = readFileSync(path.join(__dirname, "dots", "drive.mjs"), "utf8");
    return [process.execPath, "--input-type=module", "--eval", program, "--", url, token];
  },
};

export const pydo: Client = {
  name: "pydo",
  files: ["requirements.txt"],
  install: () => [
    ["python3", "-m", "venv", "venv"],
    ["venv/bin/python", "-m", "pip", "install", "--quiet", "--requirement", "requirements.txt"],
  ],
  start: (folder, url, token) => [
    path.join(folder, "venv", "bin", "python"),
    path.join(__dirname, "pydo", "drive.py"),
    url,
    token,
  ],
};

/** The folder with the client, installed on first use; undefined, with one line why, if that cannot be. */
export function installed(client: Client): string | undefined {
  const source = path.join(__dirname, client.name);
  const hash = createHash("sha256");
  for (const file of client.files) hash.update(readFileSync(path.join(source, file)));
  const cache = process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache");
  const version = hash.digest("hex").slice(0, 12);
  const folder = path.join(cache, "droplet-actions", `${client.name}-${version}`);
  const done = path.join(folder, "installed");
  if (existsSync(done)) return folder;

  say(`installing ${client.name} into ${folder} (once)`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of client.files) cpSync(path.join(source, file), path.join(folder, file));
  for (const [command = "", ...args] of client.install(folder)) {
    const { status, error, stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8" });
    if (status !== 0) {
      const reason = error?.message ?? stderr.trim().split("\n").at(-1) ?? `exit code ${status}`;
      say(`${client.name} did not run: ${[command, ...args].join(" ")}: ${reason}`);
      return undefined;
    }
  }
  mkdirSync(`${done}.new`);
  renameSync(`${done}.new`, done);
  return folder;
}

const say = (line: string): boolean => process.stderr.write(`${line}\n`);

export function startDriver(client: Client, folder: string, url: string, token: string): Driver {
  const [command = "", ...args] = client.start(folder, url, token);
  const child = spawn(command, args, { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const waiting: ((outcome: Outcome) => void)[] = [];
  createInterface({ input: child.stdout }).on("line", (line) =>
    waiting.shift()?.(JSON.parse(line) as Outcome),
  );
  void ended.then(() => {
    for (const answer of waiting) answer({ error: { status: null, message: "driver ended" } });
  });
  return {
    call: (call, ...callArgs) =>
      new Promise((resolve) => {
        waiting.push(resolve);
        child.stdin.write(`${JSON.stringify({ call, args: callArgs })}\n`);
      }),
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
