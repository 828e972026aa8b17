import type { Clock } from "../clock";
import { DropletActionsError } from "../errors";
import type { ApiRequest, ApiResponse, Link } from "./link";
import { rateWait } from "./retry";

/** DigitalOcean allows a twentieth of the hour's requests within one minute: 250 of 5,000. */
const minutesShare = 1 / 20;
/** The part of a minute's requests that is left to other tools with the same token, as long as none of theirs show. */
const othersShare = 0.04;
/** Other tools that were at work within the last minute get this many times what they took, up to half of it all. */
const [othersGrowth, othersLargest] = [2, 0.5];
/** The part of a minute's requests that is kept for polls, so that the ends of hundreds of actions are noticed. */
const pollsShare = 0.16;
/** A poll goes before other requests that wait, but only after this many of them have left since the last poll. */
const othersBetweenPolls = 3;

/** Less than this part of the hour's requests is little. */
const plenty = 1 / 5;
/** How many of the hour's requests are left to other tools. */
const reserve = 25;
/** The longest pause in seconds between two polls, when there is next to nothing left of the hour. */
const longestGap = 60;
/** No limit of DigitalOcean's lasts longer than an hour; a header that says so is not believed. */
export const longestLimit = 3_600;

const minute = 60_000;
/** The pause between two requests for a minute after a 429: it keeps below 250 a minute. */
const carefulGap = 250;
/** The pause grows up to this after another 429 in spite of it, because other tools then take their part. */
const largestGap = 2_000;

/** The kinds of requests: a POST; a poll, which may end the waits of many; any other request. */
type Rank = "post" | "poll" | "read";

/** How busy it is: less than half of a minute's requests is used, or more, or a POST or a read waits for one. */
export type Supply = "plenty" | "half" | "short";

interface Waiting {
  readonly enter: () => void;
  readonly refuse: (error: unknown) => void;
}

/** A time in which no request is sent: since when, and until when. Milliseconds since the epoch, by our clock. */
type OnHold = (since: number, until: number) => void;

/**
 * The requests that the token has left, whichever tools use it, and the queue of ours. What a minute allows goes at
 * once and not evenly: actions that begin together end together, and then one poll sees them all.
 */
export class Budget {
  /** Requests left of the hour; no limit is known before the first answer. */
  private remaining = Infinity;
  /** When the oldest request of the hour stops to count; milliseconds since the epoch, by our clock. */
  resetAt = 0;
  private limit = Infinity;
  private hold = { since: 0, until: 0 };
  private readonly listeners = new Set<OnHold>();
  private readonly queues: Readonly<Record<Rank, Waiting[]>> = { post: [], poll: [], read: [] };
  private running = false;
  private nap = new AbortController();
  /** The times at which our requests of the last minute left. */
  private readonly lately: { readonly at: number; readonly rank: Rank }[] = [];
  private lastPollAt = -Infinity;
  private sincePoll = othersBetweenPolls;
  /** No request leaves before this; milliseconds since the epoch. */
  private openAt = 0;
  private careful = { gap: carefulGap, until: 0 };
  private underWay = 0;
  private answered = 0;
  /** How many were left when none of ours was under way. */
  private quiet = { remaining: Infinity, answered: 0 };
  /** The fewest that any answer has named since then: answers overtake each other, so the last one may name more. */
  private fewest = Infinity;
  /** Requests of other tools, as far as they show. */
  private readonly others: { readonly at: number; readonly count: number }[] = [];

  constructor(
    private readonly clock: Clock,
    /** If undefined, the server's own rate headers decide. */
    private readonly requestsPerSecond?: number,
  ) {}

  /** One queue for all requests: if each waited by itself, all would come back at the same moment. */
  readonly link: Link = (next) => async (request) => {
    const decided = await this.turn(request);
    this.underWay++;
    try {
      const response = await next({ ...request, ...decided });
      this.heed(response);
      return response;
    } finally {
      this.underWay--;
      this.answered++;
    }
  };

  heed(response: ApiResponse): void {
    const { headers, status } = response;
    const now = this.clock.now();
    const limit = Number(headers["ratelimit-limit"]);
    if (limit > 0) this.limit = limit;
    if (Number(headers["ratelimit-reset"]) > 0) {
      this.resetAt = now + secondsUntilReset(headers, now) * 1000;
    }
    // A minute that is used up says 0, too, and nothing of the hour.
    const remaining = Number(headers["ratelimit-remaining"] ?? NaN);
    if (remaining >= 0 && !(status === 429 && headers["retry-after"])) {
      this.remaining = remaining;
      this.fewest = Math.min(this.fewest, remaining);
    }
    if (this.remaining < reserve) this.careful.until = Math.max(this.careful.until, now + minute);
    if (status === 429) this.holdBack(response, now);
    else this.noteOthers(now);
    this.nap.abort();
  }

  /** Whether requests were held back at that moment or later. */
  isHeldSince(moment: number): boolean {
    return this.hold.until > moment;
  }

  /** Calls back at every hold, also the present one; the answer ends that. */
  onHold(listener: OnHold): () => void {
    this.listeners.add(listener);
    const { since, until } = this.hold;
    if (until > this.clock.now()) listener(since, until);
    return () => this.listeners.delete(listener);
  }

  /** How much of the minute's requests is left. */
  get supply(): Supply {
    if (this.queues.post.length + this.queues.read.length > 0) return "short";
    return this.lately.length * 2 < this.limit * minutesShare ? "plenty" : "half";
  }

  /** Polls that have left at that moment or later. */
  pollsSince(moment: number): number {
    return this.lately.filter(({ at, rank }) => rank === "poll" && at >= moment).length;
  }

  /** Resolves with what the request has decided when it left the queue. */
  private turn(request: ApiRequest): Promise<Partial<ApiRequest>> {
    const rank = request.method === "POST" ? "post" : request.isPoll ? "poll" : "read";
    return new Promise((resolve, refuse) => {
      const { signal } = request;
      const leave = () => {
        const queue = this.queues[rank];
        queue.splice(0, Infinity, ...queue.filter((one) => one !== waiting));
        refuse(
          new DropletActionsError(
            "run-stopped",
            { action: request.action },
            "the run was cancelled before it was sent",
            "Run the same command again to continue",
          ),
        );
      };
      const waiting = {
        enter: () => {
          signal?.removeEventListener("abort", leave);
          const decided = request.onTurn?.() ?? {};
          this.note(rank);
          resolve(decided);
        },
        refuse,
      };
      if (signal?.aborted) return leave();
      signal?.addEventListener("abort", leave);
      this.queues[rank].push(waiting);
      this.nap.abort();
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    for (;;) {
      const [rank, at] = this.next();
      if (at === Infinity) break;
      const wait = at - this.clock.now();
      if (wait > 0) {
        this.nap = new AbortController();
        await this.clock.sleep(wait, this.nap.signal);
        continue;
      }
      const one = this.queues[rank].shift();
      try {
        one?.enter();
      } catch (error) {
        one?.refuse(error);
      }
    }
    this.running = false;
  }

  /** Which request leaves next, and when. */
  private next(): readonly [Rank, number] {
    const now = this.clock.now();
    while (this.lately[0] && this.lately[0].at <= now - minute) this.lately.shift();
    while (this.others[0] && this.others[0].at <= now - minute) this.others.shift();
    const free = (rank: Rank) =>
      this.queues[rank].length > 0 ? Math.max(now, this.freeAt(rank)) : Infinity;
    const isPollsTurn = this.sincePoll >= othersBetweenPolls;
    const [first, ...rest] = isPollsTurn
      ? (["poll", "post", "read"] as const)
      : (["post", "read", "poll"] as const);
    return rest.reduce<readonly [Rank, number]>(
      (best, rank) => (free(rank) < best[1] ? [rank, free(rank)] : best),
      [first, free(first)],
    );
  }

  /** When a request of this rank may leave, as far as is known now; milliseconds since the epoch. */
  private freeAt(rank: Rank): number {
    const { lately, careful } = this;
    const last = lately.at(-1)?.at ?? -Infinity;
    if (this.requestsPerSecond) {
      return Math.max(this.openAt, last + 1000 / this.requestsPerSecond);
    }
    const isPoll = rank === "poll";
    const perMinute = this.limit * minutesShare;
    const allowed = Math.floor(perMinute - this.othersRoom(perMinute));
    const rest = lately.filter((one) => one.rank !== "poll");
    return Math.max(
      this.openAt,
      this.clock.now() < careful.until ? last + careful.gap : 0,
      freeOf(lately, allowed),
      isPoll ? this.lastPollAt + this.secondsBetweenPolls() * 1000 : 0,
      isPoll ? 0 : freeOf(rest, allowed - Math.ceil(perMinute * pollsShare)),
    );
  }

  private note(rank: Rank): void {
    this.lately.push({ at: this.clock.now(), rank });
    if (rank === "poll") this.lastPollAt = this.clock.now();
    this.sincePoll = rank === "poll" ? 0 : this.sincePoll + 1;
  }

  /**
   * It is 0 while there is plenty of the hour. After that, half of what is left lasts until requests come back, and the
   * other half is for what has to be sent, and for other tools.
   */
  private secondsBetweenPolls(): number {
    if (this.remaining >= this.limit * plenty) return 0;
    const left = Math.max(1, (this.remaining - reserve) / 2);
    return Math.min(longestGap, Math.max(0, this.resetAt - this.clock.now()) / 1000 / left);
  }

  private othersRoom(perMinute: number): number {
    if (perMinute === Infinity) return 0;
    const taken = this.others.reduce((sum, { count }) => sum + count, 0);
    return Math.min(
      perMinute * othersLargest,
      Math.max(perMinute * othersShare, taken * othersGrowth),
    );
  }

  /** Whenever none of ours is under way, what is missing beyond ours was somebody else's. */
  private noteOthers(now: number): void {
    if (this.underWay > 1 || this.fewest === Infinity) return;
    const answered = this.answered + 1;
    const count = this.quiet.remaining - this.fewest - (answered - this.quiet.answered);
    if (count > 0 && count < Infinity) this.others.push({ at: now, count });
    this.quiet = { remaining: this.fewest, answered };
    this.fewest = Infinity;
  }

  /** After a 429 nothing leaves until the rate limit allows it, and less for a minute after that. */
  private holdBack(response: ApiResponse, now: number): void {
    const open = Math.ceil(now + rateWait(response, 0, now) * 1000);
    if (now >= this.openAt) {
      const again = now < this.careful.until;
      this.careful.gap = again ? Math.min(this.careful.gap * 2, largestGap) : carefulGap;
    }
    this.openAt = Math.max(this.openAt, open);
    this.careful.until = Math.max(this.careful.until, open + minute);
    const hoursLimit = response.headers["retry-after"] === undefined;
    const until = hoursLimit ? Math.max(open, this.resetAt) : open;
    const goesOn = now <= this.hold.until + 2_000;
    this.hold = { since: goesOn ? this.hold.since : now, until };
    for (const listener of this.listeners) listener(this.hold.since, until);
  }
}

/** When one more may leave of requests of which this many are allowed in a minute; milliseconds since the epoch. */
function freeOf(sent: readonly { readonly at: number }[], allowed: number): number {
  const oldest = sent[sent.length - Math.max(1, allowed)];
  return oldest ? oldest.at + minute : 0;
}

/** Seconds until the oldest request of the hour stops to count; 0 if no header says. */
export function secondsUntilReset(headers: ApiResponse["headers"], now: number): number {
  // The server's clock decides when, and may be minutes off ours.
  const serverTime = Date.parse(headers["date"] ?? "") || now;
  const seconds = Number(headers["ratelimit-reset"]) - serverTime / 1000;
  return Math.min(longestLimit, Math.max(0, seconds || 0));
}
