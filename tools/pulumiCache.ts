import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const partialPrefix = ".partial-";
const millisecondsUntilAbandoned = 24 * 60 * 60 * 1000;

/** Where a CLI is kept between runs; it holds a `bin` folder. */
export function cachedRoot(name: string, version: string, environment: NodeJS.ProcessEnv): string {
  const cache = environment["XDG_CACHE_HOME"] || join(environment["HOME"] || homedir(), ".cache");
  return join(cache, "droplet-actions", `${name}-${version}`);
}

/**
 * Fills a folder beside its final place and renames it when it is complete, so that nobody ever
 * sees a half-filled one: neither after an interruption nor while another process does the same.
 */
export async function fillCache(
  root: string,
  isComplete: () => Promise<boolean>,
  fill: (folder: string, interrupted: AbortSignal) => Promise<void>,
): Promise<void> {
  const parent = join(root, "..");
  mkdirSync(parent, { recursive: true });
  removeAbandoned(parent);
  const partial = mkdtempSync(join(parent, partialPrefix));
  const interruption = holdInterruption();
  try {
    await fill(partial, interruption.signal);
    await moveIntoPlace(partial, root, isComplete);
  } finally {
    rmSync(partial, { recursive: true, force: true, maxRetries: 5 });
    interruption.release();
  }
  interruption.signal.throwIfAborted();
}

async function moveIntoPlace(
  partial: string,
  root: string,
  isComplete: () => Promise<boolean>,
): Promise<void> {
  try {
    renameSync(partial, root);
  } catch (error) {
    if (!isTaken(error)) throw error;
    // Another process was faster, or what lies there lost a file and has to make way.
    if (await isComplete()) return;
    const aside = mkdtempSync(join(root, "..", partialPrefix));
    renameSync(root, join(aside, "old"));
    renameSync(partial, root);
    rmSync(aside, { recursive: true, force: true, maxRetries: 5 });
  }
}

function isTaken(error: unknown): boolean {
  return ["ENOTEMPTY", "EEXIST", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "");
}

/** Folders of killed processes. A living one may be in another container, so only age tells. */
function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent).filter((one) => one.startsWith(partialPrefix))) {
    const folder = join(parent, name);
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > millisecondsUntilAbandoned) rmSync(folder, { recursive: true, force: true });
  }
}

/** The process was asked to stop while it waited for a CLI. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
  constructor(signal: NodeJS.Signals) {
    super(`Stopped by ${signal}.`);
  }
}

/** Holds a signal back until the work has tidied up, then lets it do what it does by default. */
function holdInterruption() {
  const controller = new AbortController();
  const signals: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
  let received: NodeJS.Signals | undefined;
  const receive = (signal: NodeJS.Signals) => {
    received = signal;
    controller.abort(new InterruptedError(signal));
  };
  for (const signal of signals) process.on(signal, receive);
  return {
    signal: controller.signal,
    release() {
      for (const signal of signals) process.removeListener(signal, receive);
      if (received) process.kill(process.pid, received);
    },
  };
}
