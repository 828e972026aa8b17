import { type Clock, sleepOut } from "../clock";

interface Waiting {
  readonly onWake: () => void;
  readonly enter: () => void;
  readonly refuse: (error: unknown) => void;
}

/** Who goes first: a POST; a look that all waits share, but not so often that nothing else goes on; then the rest. */
const ranks = ["post", "shared", "other"] as const;
export type Rank = (typeof ranks)[number];

/** Milliseconds between two shared looks for which others have to wait. */
const betweenShared = 1_000;
/** Milliseconds. A gate that opens within that time keeps nobody from ending a run. */
const soon = 2_000;

/**
 * Lets one after the other through. The next free moment is taken only when it is there, for a refusal meanwhile
 * puts it off for all.
 */
export class Gate {
  private readonly queues: Readonly<Record<Rank, Waiting[]>> = { post: [], shared: [], other: [] };
  private sharedAt = -Infinity;
  private openAt = 0;
  private lastSeen = 0;
  private running = false;

  constructor(private readonly clock: Clock) {}

  /** Nobody passes before this moment; milliseconds since the epoch. */
  close(until: number): void {
    this.untilOpen();
    this.openAt = Math.max(this.openAt, Math.ceil(until));
  }

  /**
   * `onTurn` is called when the way is free; if it throws, the turn is the next one's. `onWake` is called when the
   * clock is woken while the gate is closed for long; if it throws, nobody waits for this turn any more.
   */
  pass(rank: Rank, onTurn: () => void, onWake: () => void = () => undefined): Promise<void> {
    return new Promise((resolve, refuse) => {
      const enter = () => resolve(onTurn());
      this.queues[rank].push({ onWake, enter, refuse });
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    while (ranks.some((rank) => this.queues[rank].length > 0)) {
      const wait = this.untilOpen();
      if (wait > 0) {
        const woken = !(await sleepOut(this.clock, wait));
        if (woken && this.untilOpen() > soon) this.askAll();
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

  /** Milliseconds. A clock that was set back takes the moment of opening with it. */
  private untilOpen(): number {
    const now = this.clock.now();
    this.openAt -= Math.max(0, this.lastSeen - now);
    this.lastSeen = now;
    return this.openAt - now;
  }

  private askAll(): void {
    for (const queue of Object.values(this.queues)) {
      queue.splice(0, Infinity, ...queue.filter(isStillWanted));
    }
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

function isStillWanted({ onWake, refuse }: Waiting): boolean {
  try {
    onWake();
    return true;
  } catch (error) {
    refuse(error);
    return false;
  }
}
