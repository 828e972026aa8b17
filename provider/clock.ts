import { performance } from "node:perf_hooks";

/** The only source of time in the project, so that tests can wait an hour in a millisecond. */
export interface Clock {
  /** Milliseconds since the Unix epoch; never less than before. */
  now(): number;
  /** Milliseconds since some moment, by a clock that nobody sets; it may stand still while the computer sleeps. */
  steady(): number;
  sleep(milliseconds: number): Promise<void>;
}

let ahead = -Infinity;

/**
 * The computer's clock, but when that is set back this goes on as before: what was sent must not seem to have been
 * answered before it was sent. It follows forwards, for a computer that has slept has missed that time.
 */
function now(): number {
  const time = steady();
  ahead = Math.max(ahead, Date.now() - time);
  return Math.round(ahead + time);
}

const steady = () => performance.now();

export const systemClock: Clock = {
  now,
  steady,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** Whose sleepers can all be woken at once, so that a run that was cancelled does not sit out its waits. */
export function wakeableClock(): Clock & { wake(): void } {
  const sleepers = new Set<() => void>();
  return {
    now,
    steady,
    sleep: (milliseconds) =>
      new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          sleepers.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, milliseconds);
        sleepers.add(wake);
      }),
    wake: () => sleepers.forEach((wake) => wake()),
  };
}

/** So many milliseconds a timer may be early by itself. */
const tolerance = 100;

/** Sleeps; false if the clock ended that before its time, as it does when the run is cancelled. */
export async function sleepOut(clock: Clock, milliseconds: number): Promise<boolean> {
  const began = clock.now();
  await clock.sleep(milliseconds);
  return clock.now() - began >= milliseconds - tolerance;
}

/** A sleep that also ends when somebody joins whose turn may be sooner. */
export class JoinableSleep {
  private end = () => undefined;

  constructor(private readonly clock: Clock) {}

  join(): void {
    this.end();
  }

  /** How it ended; "woken" is by the clock and before its time. */
  async sleep(milliseconds: number): Promise<"over" | "woken" | "joined"> {
    const joined = new Promise<"joined">((resolve) => {
      this.end = () => void resolve("joined");
    });
    const slept = sleepOut(this.clock, milliseconds).then((over) => (over ? "over" : "woken"));
    return Promise.race([slept, joined]);
  }
}
