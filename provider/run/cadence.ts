/** What is known of an action that is waited for; times in milliseconds since the epoch. */
interface InFlight {
  readonly since: number;
  readonly until: number;
  readonly usualSeconds: number;
}

/** Looks a minute while an action is younger than that, and later. DigitalOcean allows 250 requests a minute for all. */
const looksPerMinute = 120;
const young = 60;
/** An action that usually takes no longer is watched closely around its usual end, and less closely before and after. */
const short = 12;
/** Shares of the usual duration between which it is watched closely, but not when it is older than so many seconds. */
const [closeFrom, closeTo, closeUntil] = [0.55, 1.7, 13];
/** Seconds between two looks. Together they stay within a minute's looks, also for an action that hangs. */
const every = { closely: 0.32, around: 0.55, steadily: 60 / looksPerMinute, old: 2.8 };

/** Looks of a minute that are not yet spread over the rest of it. */
const unspread = 80;

/**
 * Milliseconds until the next look at all actions in flight, after those at `looks` within the last minute. The
 * youngest decides: a minute-old action may wait seconds to be noticed, a switch of power that takes eight should not.
 */
export function nextLook(
  waiting: readonly InFlight[],
  now: number,
  looks: readonly number[],
  /** Seconds; what is left of the hour's requests allows no more. */
  atLeast = 0,
): number {
  const wanted = Math.max(atLeast, Math.min(...waiting.map((one) => interval(one, now))));
  const restOfMinute = (Number(looks[0]) + 60_000 - now) / 1000;
  // At the end of that time the first look no longer counts, so one more is free then.
  const spread = restOfMinute / Math.max(1, looksPerMinute - looks.length + 1);
  const allowed = looks.length < unspread ? wanted : Math.max(wanted, spread);
  const ends = Math.min(...waiting.map(({ until }) => until - now));
  return Math.max(0, Math.min(allowed * 1000, ends));
}

/** Seconds. */
function interval({ since, usualSeconds }: InFlight, now: number): number {
  const age = (now - since) / 1000;
  if (age >= young) return every.old;
  if (usualSeconds > short) return every.steadily;
  const from = usualSeconds * closeFrom;
  if (age < from) return Math.min(every.around, Math.max(every.closely, from - age));
  return age < Math.min(usualSeconds * closeTo, closeUntil) ? every.closely : every.around;
}
