import type { Clock } from "../clock";

/**
 * Without a terminal every line is printed, so an unchanged wait speaks this seldom. Each wait for itself, since an
 * action by tag waits for many Droplets at once.
 */
const quietMilliseconds = 10_000;

export interface Progress {
  /** Shows what is waited for and for how long; `since` in milliseconds since the epoch. */
  waiting(what: string, since: number): void;
  /** Shows that something has ended. */
  done(what: string, since: number): void;
}

export function createProgress(clock: Clock, emit: (line: string) => void): Progress {
  const shownAt = new Map<string, number>();
  return {
    waiting(what, since) {
      const now = clock.now();
      if (now - (shownAt.get(what) ?? -Infinity) < quietMilliseconds) return;
      shownAt.set(what, now);
      emit(`${what}, ${duration((now - since) / 1000)} so far`);
    },
    done(what, since) {
      emit(`${what} after ${duration((clock.now() - since) / 1000)}`);
    },
  };
}

export function duration(seconds: number): string {
  if (seconds < 100) return `${Math.round(seconds)} s`;
  const minutes = seconds / 60;
  return minutes < 100 ? `${Math.round(minutes)} min` : `${(minutes / 60).toFixed(1)} h`;
}
