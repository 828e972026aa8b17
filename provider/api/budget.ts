import type { Clock } from "../clock";
import type { ApiResponse } from "./link";

/** DigitalOcean allows a twentieth of the hour's requests within one minute: 250 of 5,000. */
const minutesShare = 1 / 20;

/** Less than this part of the hour's requests is little. */
const plenty = 1 / 5;
/** Requests that are left to other tools using the same token. */
export const reserve = 25;
/** Seconds; so often we look even when there is next to nothing left. */
export const longestGap = 60;

/** Seconds. No limit of DigitalOcean's lasts longer than an hour; a header that says so is not believed. */
export const longestLimit = 3_600;

/** Told while no request is sent: since when, and until when. Milliseconds since the epoch, by our clock. */
type OnHold = (since: number, until: number) => void;

/** What DigitalOcean's headers tell of the requests that the token has left, whichever tools use it. */
export class Budget {
  /** Requests left of the hour; no limit is known before the first answer. */
  remaining = Infinity;
  /** When the oldest request of the hour stops to count; milliseconds since the epoch, by our clock. */
  resetAt = 0;
  private limit = Infinity;
  private hold = { since: 0, until: 0 };
  private readonly listeners = new Set<OnHold>();

  constructor(private readonly clock: Clock) {}

  /** Requests of any minute. */
  get perMinute(): number {
    return this.limit * minutesShare;
  }

  /**
   * Seconds that looks of so many requests have to be apart. As long as there is plenty, 0; after that half of what is
   * left lasts until requests come back, and the other half is for what has to be sent, and for other tools.
   */
  secondsBetween(requests: number): number {
    if (this.remaining >= this.limit * plenty) return 0;
    const left = Math.max(1, (this.remaining - reserve) / 2);
    const seconds = Math.max(0, this.resetAt - this.clock.now()) / 1000;
    return Math.min(longestGap, (seconds * Math.max(1, requests)) / left);
  }

  heed({ headers, status }: ApiResponse): void {
    const limit = Number(headers["ratelimit-limit"]);
    if (limit > 0) this.limit = limit;
    const now = this.clock.now();
    if (Number(headers["ratelimit-reset"]) > 0) {
      this.resetAt = now + secondsUntilReset(headers, now) * 1000;
    }
    // A minute that is used up says 0, too, and nothing of the hour.
    const remaining = Number(headers["ratelimit-remaining"] ?? NaN);
    if (remaining >= 0 && !(status === 429 && headers["retry-after"])) this.remaining = remaining;
  }

  /** No request is sent before `until`. */
  holdBack(until: number): void {
    const now = this.clock.now();
    const goesOn = now <= this.hold.until + 2_000;
    this.hold = { since: goesOn ? this.hold.since : now, until };
    for (const listener of this.listeners) listener(this.hold.since, until);
  }

  /** Whether requests were held back at that moment or later. */
  isHeldSince(moment: number): boolean {
    return this.hold.until > moment;
  }

  /** Tells of every hold, also of the present one; the answer ends it. */
  onHold(listener: OnHold): () => void {
    this.listeners.add(listener);
    const { since, until } = this.hold;
    if (until > this.clock.now()) listener(since, until);
    return () => this.listeners.delete(listener);
  }
}

/** Until the oldest request of the hour stops to count; 0 if nothing tells. */
export function secondsUntilReset(headers: ApiResponse["headers"], now: number): number {
  // Its clock tells when, and may be minutes off ours.
  const serverTime = Date.parse(headers["date"] ?? "") || now;
  const seconds = Number(headers["ratelimit-reset"]) - serverTime / 1000;
  return Math.min(longestLimit, Math.max(0, seconds || 0));
}
