import { performance } from "node:perf_hooks";

/** The only source of time in the project, so that tests can wait an hour in a millisecond. */
export interface Clock {
  /** Milliseconds since the Unix epoch; never less than before. */
  now(): number;
  /** Milliseconds since some moment, by a clock that nobody sets; it may stand still while the computer sleeps. */
  steady(): number;
  /** Ends early when the signal does; for what must not outlast what it waits for. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Milliseconds; Node.js takes longer ones for none at all. */
const longestTimer = 2 ** 31 - 1;

let ahead = -Infinity;

/**
 * The computer's clock, but when that is set back this one continues as before: what was sent must not seem to have been
 * answered before it was sent. It follows forwards, for a computer that has slept has missed that time.
 */
function now(): number {
  const time = steady();
  ahead = Math.max(ahead, Date.now() - time);
  return Math.round(ahead + time);
}

const steady = () => performance.now();

export const systemClock: Clock = wakeableClock();

/** Whose sleepers can all be woken at once, so that a run that was cancelled does not sit out its waits. */
export function wakeableClock(): Clock & { wake(): void } {
  const sleepers = new Set<() => void>();
  return {
    now,
    steady,
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const wake = () => {
          clearTimeout(timer);
          sleepers.delete(wake);
          signal?.removeEventListener("abort", wake);
          resolve();
        };
        const timer = setTimeout(wake, Math.min(milliseconds, longestTimer));
        sleepers.add(wake);
        signal?.addEventListener("abort", wake);
      }),
    wake: () => sleepers.forEach((wake) => wake()),
  };
}

/** A timer may be early by so many milliseconds by itself. */
const tolerance = 100;

/** Sleeps; false if the clock ended that before its time, as it does when the run is cancelled. */
export async function sleepOut(
  clock: Clock,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const began = clock.now();
  await clock.sleep(milliseconds, signal);
  return clock.now() - began >= milliseconds - tolerance;
}
