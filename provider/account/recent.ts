import type { Clock } from "../clock";

/** Milliseconds. */
export const recently = 10_000;

interface Seen<T> {
  readonly value: T;
  /** When the request left that it was read with. */
  readonly at: number;
}

/** What was read within the last seconds, for whoever needs nothing newer. */
export class Recent<T> {
  private readonly seen = new Map<string, Seen<T>>();

  constructor(private readonly clock: Clock) {}

  get(id: string): T | undefined {
    const seen = this.seen.get(id);
    return this.isRecent(seen) ? seen.value : undefined;
  }

  /** Answers may come in another order than their requests left in. */
  note(id: string, value: T, at: number): void {
    const seen = this.seen.get(id);
    if (!this.isRecent(seen) || seen.at <= at) this.seen.set(id, { value, at });
  }

  forget(id: string): void {
    this.seen.delete(id);
  }

  private isRecent(seen: Seen<T> | undefined): seen is Seen<T> {
    return seen !== undefined && this.clock.now() - seen.at < recently;
  }
}
