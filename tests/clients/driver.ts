import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { type Installation, intoVirtualEnvironment } from "../support/installed";

/** A client that others wrote, in a process of its own. */
export interface Driver {
  call: (call: string, ...args: unknown[]) => Promise<Outcome>;
  stop: () => Promise<void>;
}

export interface Outcome {
  result?: unknown;
  error?: { status: number | null; message: string };
}

/** A client, and how to start its driver once it is installed. */
interface Client extends Installation {
  start: (folder: string, url: string, token: string) => string[];
}

export const dots: Client = {
  name: "dots",
  source: path.join(__dirname, "dots"),
  files: ["package.json", "package-lock.json"],
  install: [["npm", "ci", "--no-audit", "--no-fund"]],
  // Given as text, so that its imports are looked up in the folder with the client.
  start: (_folder, url, token) => {
    const program = readFileSync(path.join(__dirname, "dots", "drive.mjs"), "utf8");
    return [process.execPath, "--input-type=module", "--eval", program, "--", url, token];
  },
};

export const pydo: Client = {
  name: "pydo",
  source: path.join(__dirname, "pydo"),
  files: ["requirements.txt"],
  install: intoVirtualEnvironment,
  start: (folder, url, token) => [
    path.join(folder, "venv", "bin", "python"),
    path.join(__dirname, "pydo", "drive.py"),
    url,
    token,
  ],
};

export function startDriver(client: Client, folder: string, url: string, token: string): Driver {
  const [command = "", ...args] = client.start(folder, url, token);
  // A proxy from the environment is for the world outside, not for a simulator on this machine.
  const env = { ...process.env, NO_PROXY: "127.0.0.1", no_proxy: "127.0.0.1" };
  const child = spawn(command, args, { cwd: folder, env, stdio: ["pipe", "pipe", "inherit"] });
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
