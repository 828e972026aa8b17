import { spawn } from "node:child_process";
import { constants } from "node:os";
import { clearInterval, setInterval } from "node:timers";
import { fileURLToPath } from "node:url";

/** The top of this repository, where every step runs. */
export const repositoryRoot = fileURLToPath(new URL("..", import.meta.url));

/** A step went wrong; its message says so to the user, and no stack trace is of use. */
export class StepError extends Error {}

/**
 * Runs a script of Node.js and answers with its exit code. A quiet one shows its output only when
 * it fails, and the time left while it runs.
 */
export function runNode(args, { quietly } = {}) {
  return run(process.execPath, args, { quietly });
}

/** Runs npm: the one that runs us, where there is one. */
export function runNpm(args, { quietly } = {}) {
  const npm = process.env.npm_execpath;
  if (npm && /\.c?js$/.test(npm)) return run(process.execPath, [npm, ...args], { quietly });
  return run("npm", args, { quietly, shell: process.platform === "win32" });
}

async function run(file, args, { quietly, shell = false }) {
  const progress = quietly && showProgress(quietly);
  const child = spawn(file, args, {
    cwd: repositoryRoot,
    stdio: progress ? ["ignore", "pipe", "pipe"] : "inherit",
    shell,
  });
  const stopForwarding = forwardSignals(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text) => (output += text));
  }
  try {
    const code = await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (exitCode, signal) =>
        resolve(exitCode ?? 128 + constants.signals[signal]),
      );
    });
    progress?.end(code === 0 ? "done" : "failed");
    if (code !== 0) process.stderr.write(output);
    return code;
  } catch (error) {
    progress?.end("failed");
    throw new StepError(`${file} could not be started: ${error.message}`);
  } finally {
    stopForwarding();
  }
}

let interrupted = false;

/** Whether somebody asked to stop, so that no further step should begin. */
export function wasInterrupted() {
  return interrupted;
}

/**
 * While a child runs, signals are its business: it ends, and we with its code. ^C on a terminal
 * reaches the child by itself, and a second one would mean "at once".
 */
function forwardSignals(child) {
  const listeners = ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => {
    const listener = () => {
      interrupted = true;
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    };
    process.on(signal, listener);
    return () => process.removeListener(signal, listener);
  });
  return () => listeners.forEach((remove) => remove());
}

/** Elapsed time and time left; `fraction`, where something can be counted, is better than a guess. */
function showProgress({ title, typicalSeconds, fraction }) {
  const started = Date.now();
  const terminal = process.stderr;
  let ticks = 0;
  const elapsed = () => (Date.now() - started) / 1000;
  const line = () => {
    const done = Math.min(fraction?.() ?? elapsed() / typicalSeconds, 0.99);
    const left =
      done > 0.2 && elapsed() > 3 ? (elapsed() / done) * (1 - done) : typicalSeconds - elapsed();
    return `${title}: ${Math.floor(done * 100)} %, ${clock(elapsed())} elapsed, about ${clock(left)} left`;
  };
  if (!terminal.isTTY) terminal.write(`${title}, usually ${clock(typicalSeconds)} ...\n`);
  const ticker = setInterval(() => {
    ticks += 1;
    if (terminal.isTTY) terminal.write(`\r\u001b[K${line()}`);
    else if (ticks % 15 === 0) terminal.write(`${line()}\n`);
  }, 1000);
  return {
    end(outcome) {
      clearInterval(ticker);
      terminal.write(
        `${terminal.isTTY ? "\r\u001b[K" : ""}${title}: ${outcome} (${clock(elapsed())})\n`,
      );
    },
  };
}

function clock(seconds) {
  const whole = Math.max(Math.round(seconds), 0);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
