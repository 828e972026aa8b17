/** Requests allowed for each token; null switches a limit off. */
export interface RateLimits {
  perHour: number | null;
  perMinute: number | null;
}

export const defaultLimits: RateLimits = { perHour: 5000, perMinute: 250 };

export interface RateVerdict {
  allowed: boolean;
  headers: Record<string, string>;
}

const hour = 3_600_000;
const minute = 60_000;

/** Two sliding windows for each token: every request counts until its own hour, or minute, is over. */
export class RateLimiter {
  private readonly sentByToken = new Map<string, number[]>();

  constructor(
    public limits: RateLimits,
    private readonly now: () => number,
  ) {}

  take(token: string): RateVerdict {
    const { perHour, perMinute } = this.limits;
    if (perHour === null && perMinute === null) return { allowed: true, headers: {} };

    const now = this.now();
    const sent = (this.sentByToken.get(token) ?? []).filter((at) => at > now - hour);
    this.sentByToken.set(token, sent);
    const firstOfMinute = sent.findIndex((at) => at > now - minute);
    const inMinute = firstOfMinute === -1 ? 0 : sent.length - firstOfMinute;

    const burst = perMinute !== null && inMinute >= perMinute;
    const allowed = !burst && !(perHour !== null && sent.length >= perHour);
    if (allowed) sent.push(now);

    const headers: Record<string, string> = {};
    if (perHour !== null) {
      headers["ratelimit-limit"] = String(perHour);
      headers["ratelimit-remaining"] = String(burst ? 0 : Math.max(0, perHour - sent.length));
      headers["ratelimit-reset"] = String(Math.ceil(((sent[0] ?? now) + hour) / 1000));
    }
    if (burst) {
      const free = (sent[firstOfMinute] ?? now) + minute;
      headers["retry-after"] = String(Math.max(1, Math.ceil((free - now) / 1000)));
    }
    return { allowed, headers };
  }

  clear(): void {
    this.sentByToken.clear();
  }
}
