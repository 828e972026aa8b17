import { isKind, messageOf } from "../errors";
import type { Run } from "./run";
import { stopIfUnwanted } from "./stop";

/** Seconds between two looks, by how long the wait has lasted: [seconds waited, interval]. */
const cadence: readonly (readonly [number, number])[] = [
  [60, 1],
  [600, 3],
  [Infinity, 10],
];

/**
 * Looks until `look` says yes or the time is over; true if it did. Trouble with reading does not end a wait: what
 * was posted goes on without us.
 */
export async function waitFor(
  run: Run,
  what: string,
  since: number,
  until: number,
  look: () => Promise<boolean>,
): Promise<boolean> {
  for (;;) {
    let trouble = "";
    try {
      if (await look()) return true;
    } catch (error) {
      if (!isTransient(error)) throw error;
      trouble = ` (${messageOf(error)})`;
    }
    stopIfUnwanted(run);
    const now = run.clock.now();
    if (now >= until) return false;
    run.progress.waiting(what + trouble, since);
    await run.clock.sleep(Math.min(interval(now - since), until - now));
  }
}

/** Milliseconds until the next look. */
export function interval(waitedMilliseconds: number): number {
  const [, seconds] = cadence.find(([age]) => waitedMilliseconds < age * 1000) ?? [0, 10];
  return seconds * 1000;
}

export function isTransient(error: unknown): boolean {
  if (isKind(error, "LostAnswerError", "UnreachableError")) return true;
  const status = isKind(error, "AnswerError") ? (error.facts.httpStatus ?? 0) : 0;
  return status >= 500 || status === 429;
}
