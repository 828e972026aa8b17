import type { Action } from "../api/wire";
import { isTransient, messageOf } from "../errors";
import type { Waiter } from "./poller";
import type { Run } from "./run";
import { sleepUnlessUnwanted, stopIfUnwanted } from "./stop";

/** Seconds between two looks, by how long the wait has lasted: [seconds waited, interval]. */
const cadence: readonly (readonly [number, number])[] = [
  [60, 1],
  [600, 3],
  [Infinity, 10],
];

/** Of what is watched closely: around its usual end, and after that for the rest of a minute. */
const [around, later] = [1 / 3, 1 / 2];

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
  usualSeconds?: number,
): Promise<boolean> {
  for (;;) {
    let trouble = "";
    try {
      if (await look()) return true;
    } catch (error) {
      if (!isTransient(error)) throw error;
      trouble = ` (${messageOf(error)})`;
    }
    const now = run.clock.now();
    if (now >= until) return false;
    run.progress.waiting(what + trouble, since);
    await sleepUnlessUnwanted(run, Math.min(untilNextLook(now, since, usualSeconds), until - now));
  }
}

/** Waits for the end of an action, watched with all others; undefined when the time is over first. */
export function waitForAction(
  run: Run,
  what: string,
  action: Omit<Waiter, "onLook">,
): Promise<Action | undefined> {
  const onLook = (trouble: string) => {
    stopIfUnwanted(run);
    run.progress.waiting(what + trouble, action.since);
  };
  return run.poller.wait({ ...action, onLook });
}

/** Milliseconds. The looks of all waits fall on the same moments, so that what they read can be read together. */
export function untilNextLook(now: number, since: number, usualSeconds?: number): number {
  const step = Math.round(interval((now - since) / 1000, usualSeconds) * 1000);
  return Math.ceil(step - (now % step));
}

/** Seconds. */
function interval(age: number, usualSeconds = Infinity): number {
  if (age < 60 && age >= usualSeconds * 0.5) return age < usualSeconds * 2 ? around : later;
  const [, seconds] = cadence.find(([limit]) => age < limit) ?? [0, 10];
  return seconds;
}
