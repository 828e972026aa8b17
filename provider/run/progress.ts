import type { Clock } from "../clock";

/**
 * Without a terminal every line is printed, so an unchanged wait speaks this seldom. Each wait for itself, since an
 * action by tag waits for many Droplets at once.
 */
const quietMilliseconds = 10_000;

/** A terminal cuts off the end of a row, so time and progress come first, and ids last. */
export interface Row {
  /** What is happening. */
  readonly head: string;
  /** How long it usually takes. */
  readonly usualSeconds?: number | undefined;
  /** Follows the time: what is waited for, and ids. */
  readonly tail?: string;
}

export type Progress = ReturnType<typeof createProgress>;

export function createProgress(clock: Clock, emit: (line: string) => void) {
  const shownAt = new Map<string, number>();
  return {
    /** Shows what is waited for and for how long; `since` in milliseconds since the epoch. */
    waiting({ head, usualSeconds, tail = "" }: Row, since: number): void {
      const now = clock.now();
      const key = head + tail;
      if (now - (shownAt.get(key) ?? -Infinity) < quietMilliseconds) return;
      shownAt.set(key, now);
      const about = usualSeconds === undefined ? "" : ` of about ${duration(usualSeconds)}`;
      emit(`${head} ${duration((now - since) / 1000)}${about}${tail}`);
    },
    /** Shows that something has ended. */
    done({ head, tail = "" }: Row, since: number): void {
      emit(`${head} after ${duration((clock.now() - since) / 1000)}${tail}`);
    },
  };
}

export function duration(seconds: number): string {
  if (seconds < 100) return `${Math.round(seconds)} s`;
  const minutes = seconds / 60;
  return minutes < 100 ? `${Math.round(minutes)} min` : `${(minutes / 60).toFixed(1)} h`;
}
