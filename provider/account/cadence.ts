import type { Supply } from "../api/budget";

/** Polls a minute while something is younger than that, and later. DigitalOcean allows 250 requests a minute for all. */
const pollsPerMinute = 120;
const young = 60;
/** What usually takes no longer is polled closely around its usual end, and less closely before and after. */
const short = 12;
/** What usually takes as long is not polled more closely while it is young: nobody expects its end by then. */
const long = 150;
/** Shares of the usual duration between which it is polled closely, but not when it is older than so many seconds. */
const [closeFrom, closeTo, closeUntil] = [0.55, 1.7, 13];
/** Seconds between two polls. Together they stay within a minute's polls, also for an action that hangs. */
const every = { closely: 0.32, around: 0.55, steadily: 60 / pollsPerMinute, old: 2.93 };
/** Seconds between two polls for an effect, which mostly shows at once and sometimes never. */
const ofEffect = { young: 1, old: every.old, veryOld: 10 };
const veryOld = 600;

/** Polls of a minute that are not yet spread over the rest of it. */
const unspread = 80;
/** Seconds between two polls for each request that one takes, where half of a minute's requests are used up. */
const forEach = 0.4;
/** Seconds between two polls while a POST waits for what polls might take. */
const whileShort = 1.2;

/** Seconds after which something of that age, in seconds, is to be polled again. */
export function interval(
  age: number,
  usualSeconds: number | undefined,
  supply: Supply = "plenty",
): number {
  if (usualSeconds === undefined) {
    return age < young ? ofEffect.young : age < veryOld ? ofEffect.old : ofEffect.veryOld;
  }
  if (age >= young || usualSeconds >= long) return every.old;
  if (usualSeconds > short) return every.steadily;
  const from = usualSeconds * closeFrom;
  if (age < from) {
    return Math.min(
      supply === "plenty" ? every.around : Infinity,
      Math.max(every.closely, from - age),
    );
  }
  return age < Math.min(usualSeconds * closeTo, closeUntil) ? every.closely : every.around;
}

/** Seconds between two polls at least, after those at `polls` within the last minute, of which one took so many requests. */
export function leastInterval(
  polls: readonly number[],
  now: number,
  requests: number,
  supply: Supply,
): number {
  const restOfMinute = (Number(polls[0]) + 60_000 - now) / 1000;
  // At the end of that time the first poll no longer counts, so one more is free then.
  const spread =
    polls.length < unspread ? 0 : restOfMinute / Math.max(1, pollsPerMinute - polls.length + 1);
  const sparing = supply === "plenty" || requests < 2 ? 0 : requests * forEach;
  return Math.max(spread, sparing, supply === "short" ? whileShort : 0);
}
