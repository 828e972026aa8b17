import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { Readable } from "node:stream";

import { killTree, signalQuietly, treeOf } from "./processTree";

export interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Called with each piece of output as it arrives. */
  onOutput?: (text: string, stream: "stdout" | "stderr") => void;
}

export interface CommandResult {
  /** The code that a shell would report: 128 and the signal's number after a signal. */
  code: number;
  stdout: string;
  stderr: string;
  /** Both streams in the order of arrival. */
  combined: string;
}

export interface RunningCommand {
  processId: number;
  /** Rejects only if the command could not be started. */
  result: Promise<CommandResult>;
  /** Sends a signal to the command's process group, as ^C on a terminal does. */
  signal(name: NodeJS.Signals): void;
  /** Kills the command and everything it started, also what it left behind when it ended. */
  kill(): void;
}

const millisecondsForLastOutput = 500;

/** Starts a command without standard input, in a session of its own. */
export function startCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): RunningCommand {
  const { onOutput, ...spawnOptions } = options;
  const child = spawn(file, args, {
    ...spawnOptions,
    detached: process.platform !== "win32",
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
  });
  const output = { stdout: "", stderr: "", combined: "" };
  const collect = (readable: Readable, stream: "stdout" | "stderr") => {
    readable.setEncoding("utf8").on("data", (text: string) => {
      output[stream] += text;
      output.combined += text;
      onOutput?.(text, stream);
    });
  };
  collect(child.stdout, "stdout");
  collect(child.stderr, "stderr");

  const processId = child.pid ?? 0;
  let somethingRuns = child.pid !== undefined;
  const result = new Promise<CommandResult>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      // The system may give the id to another process once nothing of this session is left.
      somethingRuns = treeOf(processId).length > 0;
      const finish = () => resolve({ code: code ?? signalCode(signal), ...output });
      // A turn later: on a busy machine this process may not have run for as long, and reads first what has come.
      const lastCall = setTimeout(() => setImmediate(finish), millisecondsForLastOutput);
      child.once("close", () => {
        clearTimeout(lastCall);
        finish();
      });
      // What the command left running may hold the pipes open. Closing them would break its
      // output, so they stay open and are read on, but nobody waits for them.
      for (const stream of [child.stdout, child.stderr]) (stream as Partial<Unrefable>).unref?.();
    });
  });

  return {
    processId,
    result,
    signal: (name) => somethingRuns && signalQuietly(groupOf(processId), name),
    kill: () => somethingRuns && killTree(processId),
  };
}

/** Runs a command to its end. */
export function runCommand(
  file: string,
  args: readonly string[],
  options?: CommandOptions,
): Promise<CommandResult> {
  return startCommand(file, args, options).result;
}

interface Unrefable {
  unref(): void;
}

function groupOf(processId: number): number {
  return process.platform === "win32" ? processId : -processId;
}

function signalCode(signal: NodeJS.Signals | null): number {
  return 128 + (signal ? constants.signals[signal] : 0);
}
