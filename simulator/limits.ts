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
    const sent = this.sentBy(token);
    const firstOfMinute = sent.findIndex((at) => at > now - minute);
    const inMinute = firstOfMinute === -1 ? 0 : sent.length - firstOfMinute;

    const burst = perMinute !== null && inMinute >= perMinute;
    const allowed = !burst && !(perHour !== null && sent.length >= perHour);
    if (allowed) sent.push(now);

    const headers = this.headersAfter(sent, burst);
    if (burst) {
      const free = (sent[firstOfMinute] ?? now) + minute;
      headers["retry-after"] = String(Math.max(1, Math.ceil((free - now) / 1000)));
    }
    return { allowed, headers };
  }

  /** Headers of a refusal that is made up: nothing is left, and when to come again is for the rule to say. */
  refusal(token: string): Record<string, string> {
    return this.headersAfter(this.sentBy(token), true);
  }

  /** Headers of an answer that is not counted. */
  present(token: string): Record<string, string> {
    return this.headersAfter(this.sentBy(token), false);
  }

  /** The requests that still count. */
  private sentBy(token: string): number[] {
    const sent = (this.sentByToken.get(token) ?? []).filter((at) => at > this.now() - hour);
    this.sentByToken.set(token, sent);
    return sent;
  }

  private headersAfter(sent: readonly number[], burst: boolean): Record<string, string> {
    const { perHour } = this.limits;
    if (perHour === null) return {};
    return {
      "ratelimit-limit": String(perHour),
      "ratelimit-remaining": String(burst ? 0 : Math.max(0, perHour - sent.length)),
      "ratelimit-reset": String(Math.ceil(((sent[0] ?? this.now()) + hour) / 1000)),
    };
  }

  clear(): void {
    this.sentByToken.clear();
  }
}
