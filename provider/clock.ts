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
