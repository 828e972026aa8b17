import type { Clock } from "../clock";

interface Waiting {
  readonly enter: () => void;
  readonly refuse: (error: unknown) => void;
}

/** Who goes first: a POST; a look that all waits share, but not so often that nothing else goes on; then the rest. */
const ranks = ["post", "shared", "other"] as const;
export type Rank = (typeof ranks)[number];

/** Milliseconds between two shared looks for which others have to wait. */
const betweenShared = 1_000;

/**
 * Lets one after the other through. The next free moment is taken only when it is there, for a refusal meanwhile
 * puts it off for all.
 */
export class Gate {
  private readonly queues: Readonly<Record<Rank, Waiting[]>> = { post: [], shared: [], other: [] };
  private sharedAt = -Infinity;
  private openAt = 0;
  private running = false;

  constructor(private readonly clock: Clock) {}

  /** Nobody passes before this moment; milliseconds since the epoch. */
  close(until: number): void {
    this.openAt = Math.max(this.openAt, Math.ceil(until));
  }

  /** `onTurn` is called when the way is free; if it throws, the turn is the next one's. */
  pass(rank: Rank, onTurn: () => void): Promise<void> {
    return new Promise((resolve, refuse) => {
      const enter = () => resolve(onTurn());
      this.queues[rank].push({ enter, refuse });
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    while (ranks.some((rank) => this.queues[rank].length > 0)) {
      const wait = this.openAt - this.clock.now();
      if (wait > 0) {
        await this.clock.sleep(wait);
        continue;
      }
      const next = this.next();
      try {
        next?.enter();
      } catch (error) {
        next?.refuse(error);
      }
    }
    this.running = false;
  }

  private next(): Waiting | undefined {
    const { post, shared, other } = this.queues;
    const now = this.clock.now();
    // Hundreds of POSTs and reads may be waiting, and one look ends the waits of many.
    const since = Math.abs(now - this.sharedAt);
    const sharedIsDue = since >= betweenShared || post.length + other.length === 0;
    if (shared.length > 0 && sharedIsDue) {
      this.sharedAt = now;
      return shared.shift();
    }
    return post.shift() ?? other.shift();
  }
}
