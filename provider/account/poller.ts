import type { Budget } from "../api/budget";
import { type Clock, sleepOut } from "../clock";
import { isTransient, messageOf } from "../errors";
import { interval, leastInterval } from "./cadence";

/** Something that is polled until it is so. Times in milliseconds since the epoch. */
export interface Wait<T> {
  readonly since: number;
  readonly until: number;
  /** How long it took before on this Droplet, or usually takes; undefined where its end is not expected at any time. */
  readonly usualSeconds?: number | undefined;
  /** Undefined as long as it is not so. What all waits read at the same moment is read together. */
  readonly read: () => Promise<T | undefined>;
  /** After each poll that found it is not so; `trouble` says why nothing was found, if so. An error ends the wait. */
  readonly onPoll: (trouble: string) => void;
  /** It may be so already, so the first read does not wait for a poll. */
  readonly atOnce?: boolean;
}

interface Pending extends Wait<unknown> {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** When it is to be polled next; milliseconds since the epoch. */
  dueAt: number;
  isBeingRead: boolean;
}

/** Polls for all waits of the process: one cadence, and each wait by itself where a read of another one hangs. */
export class Poller {
  private readonly pending = new Set<Pending>();
  /** The times of the last minute's polls; milliseconds since the epoch. */
  private readonly polls: number[] = [];
  private running = false;
  private nap = new AbortController();

  constructor(
    private readonly clock: Clock,
    private readonly budget: Budget,
  ) {}

  /** What was read when it was so; undefined when `until` comes first. Trouble with reading does not end a wait. */
  wait<T>(wait: Wait<T>): Promise<T | undefined> {
    return new Promise<unknown>((resolve, reject) => {
      const dueAt = this.dueAfter(wait);
      const one = { ...wait, resolve, reject, dueAt, isBeingRead: false };
      this.pending.add(one);
      if (wait.atOnce) void this.poll(one);
      this.nap.abort();
      if (!this.running) void this.run();
    }) as Promise<T | undefined>;
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.pending.size > 0) {
      const wait = this.nextAt() - this.clock.now();
      if (wait > 0) {
        await this.sleep(wait);
        continue;
      }
      const now = this.clock.now();
      this.polls.push(now);
      // Who is due soon comes along.
      for (const one of this.idle()) {
        if ((one.dueAt - now) * 2 <= this.dueAfter(one) - now) void this.poll(one);
      }
    }
    this.running = false;
  }

  private async sleep(wait: number): Promise<void> {
    this.nap = new AbortController();
    const { signal } = this.nap;
    if (wait === Infinity) {
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
    }
    const isOver = await sleepOut(this.clock, wait, signal);
    // Woken by a run that is cancelled: who is not wanted any more is not to wait for another poll.
    if (!isOver && !signal.aborted) for (const one of this.idle()) this.judge(one, "");
  }

  /** When the next poll is to be made; milliseconds since the epoch. */
  private nextAt(): number {
    const now = this.clock.now();
    while (this.polls[0] !== undefined && this.polls[0] < now - 60_000) this.polls.shift();
    const last = this.polls.at(-1);
    const idle = this.idle();
    const due = Math.min(...idle.map(({ dueAt }) => dueAt));
    if (last === undefined) return due;
    const requests = this.budget.pollsSince(last);
    const least = leastInterval(this.polls, now, requests, this.budget.supply);
    const ends = Math.min(...idle.map(({ until }) => until));
    return Math.min(Math.max(due, last + least * 1000), Math.max(ends, now));
  }

  private idle(): Pending[] {
    return [...this.pending].filter(({ isBeingRead }) => !isBeingRead);
  }

  private async poll(one: Pending): Promise<void> {
    one.isBeingRead = true;
    try {
      const value = await one.read();
      if (value === undefined) this.judge(one, "");
      else this.finish(one, () => one.resolve(value));
    } catch (error) {
      if (isTransient(error)) this.judge(one, ` (${messageOf(error)})`);
      else this.finish(one, () => one.reject(error));
    }
    one.isBeingRead = false;
    one.dueAt = this.dueAfter(one);
    this.nap.abort();
  }

  private dueAfter({ since, until, usualSeconds }: Wait<unknown>): number {
    const now = this.clock.now();
    return Math.min(
      until,
      now + interval((now - since) / 1000, usualSeconds, this.budget.supply) * 1000,
    );
  }

  private judge(one: Pending, trouble: string): void {
    if (this.clock.now() >= one.until) return this.finish(one, () => one.resolve(undefined));
    try {
      one.onPoll(trouble);
    } catch (error) {
      this.finish(one, () => one.reject(error));
    }
  }

  private finish(one: Pending, settle: () => void): void {
    this.pending.delete(one);
    settle();
  }
}
