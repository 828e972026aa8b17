/** The only source of time in the project, so that tests can wait an hour in a millisecond. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** Whose sleepers can all be woken at once, so that a run that was cancelled does not sit out its waits. */
export function wakeableClock(): Clock & { wake(): void } {
  const sleepers = new Set<() => void>();
  return {
    now: () => Date.now(),
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
  const slept = clock.now() - began;
  // A clock that was set back says nothing.
  return slept < 0 || slept >= milliseconds - tolerance;
}
