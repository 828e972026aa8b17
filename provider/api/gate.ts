import { type Clock, JoinableSleep } from "../clock";

interface Waiting {
  readonly onWake: () => void;
  readonly enter: () => void;
  readonly refuse: (error: unknown) => void;
}

/** A POST; a look, which may end the waits of many; any other read. */
export type Rank = "post" | "look" | "read";

/** Milliseconds between two looks while others wait. */
const betweenLooks = 1_000;
/** Milliseconds. A gate that opens within that time keeps nobody from ending a run. */
const soon = 2_000;

/**
 * Lets one after the other through: POSTs before reads, and a look once a second before both. The next free moment is
 * taken only when it is there, for a refusal meanwhile puts it off for all.
 */
export class Gate {
  private readonly queues: Readonly<Record<Rank, Waiting[]>> = { post: [], look: [], read: [] };
  /** Nobody passes before these moments: none at all, no POST or read, no look while others wait. */
  private readonly openAt = { all: 0, rest: 0, look: 0 };
  private running = false;
  private readonly nap: JoinableSleep;

  constructor(private readonly clock: Clock) {
    this.nap = new JoinableSleep(clock);
  }

  /** Nobody passes before this moment, or nobody but looks; milliseconds since the epoch. */
  close(until: number, whom: "all" | "rest" = "all"): void {
    this.openAt[whom] = Math.max(this.openAt[whom], Math.ceil(until));
  }

  /**
   * `onTurn` is called when the way is free; if it throws, the turn is the next one's. `onWake` is called when the
   * clock is woken while the gate is closed for long; if it throws, nobody waits for this turn any more.
   */
  pass(rank: Rank, onTurn: () => void, onWake: () => void = () => undefined): Promise<void> {
    return new Promise((resolve, refuse) => {
      const enter = () => resolve(onTurn());
      this.queues[rank].push({ onWake, enter, refuse });
      this.nap.join();
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.untilTurn() < Infinity) {
      if (this.untilTurn() > 0) {
        await this.sleep();
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

  private async sleep(): Promise<void> {
    const end = await this.nap.sleep(this.untilTurn());
    if (end === "woken" && this.untilTurn() > soon) this.askAll();
  }

  /** Milliseconds until somebody who waits may pass; infinite if nobody does. */
  private untilTurn(): number {
    const rest =
      this.queues.post.length + this.queues.read.length > 0 ? this.untilRest() : Infinity;
    return Math.min(rest, this.queues.look.length > 0 ? this.untilLook() : Infinity);
  }

  private untilRest(): number {
    return Math.max(this.openAt.all, this.openAt.rest) - this.clock.now();
  }

  private untilLook(): number {
    const { post, read } = this.queues;
    const othersWait = post.length + read.length > 0;
    return Math.max(this.openAt.all, othersWait ? this.openAt.look : 0) - this.clock.now();
  }

  private askAll(): void {
    for (const queue of Object.values(this.queues)) {
      queue.splice(0, Infinity, ...queue.filter(isStillWanted));
    }
  }

  private next(): Waiting | undefined {
    const { post, look, read } = this.queues;
    if (look.length > 0 && this.untilLook() <= 0) {
      this.openAt.look = this.clock.now() + betweenLooks;
      return look.shift();
    }
    return post.shift() ?? read.shift();
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
