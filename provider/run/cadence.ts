/** What is known of an action that is waited for; times in milliseconds since the epoch. */
interface InFlight {
  readonly since: number;
  readonly until: number;
  readonly usualSeconds: number;
}

/** Looks a minute while an action is younger than that, and later. DigitalOcean allows 250 requests a minute for all. */
const looksPerMinute = 120;
const young = 60;
/** An action that usually takes no longer is watched closely around its usual end. */
const short = 30;

/**
 * Milliseconds until the next look at all actions in flight. The youngest decides: a minute-old action may wait
 * seconds to be noticed, a switch of power that takes eight should not.
 */
export function nextLook(
  waiting: readonly InFlight[],
  now: number,
  looksInLastMinute: number,
): number {
  const wanted = Math.min(...waiting.map((one) => interval(one, now)));
  const allowed =
    looksInLastMinute < looksPerMinute - 10 ? wanted : Math.max(wanted, 60 / looksPerMinute);
  const ends = Math.min(...waiting.map(({ until }) => until - now));
  return Math.max(0, Math.min(allowed * 1000, ends));
}

/** Seconds. */
function interval({ since, usualSeconds }: InFlight, now: number): number {
  const age = (now - since) / 1000;
  if (age >= young) return 2.8;
  if (usualSeconds > short) return 0.5;
  if (age < usualSeconds * 0.4) return Math.min(1, Math.max(0.5, usualSeconds * 0.4 - age));
  return age < usualSeconds * 2 ? 0.33 : 0.5;
}
