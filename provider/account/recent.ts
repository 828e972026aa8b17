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
    return this.recent(id)?.value;
  }

  /** Answers may come in another order than their requests left in. */
  note(id: string, value: T, at: number): void {
    for (const oldest of this.seen.keys()) {
      if (this.recent(oldest)) break;
      this.seen.delete(oldest);
    }
    const seen = this.recent(id);
    if (seen && seen.at > at) return;
    this.seen.delete(id);
    this.seen.set(id, { value, at });
  }

  forget(id: string): void {
    this.seen.delete(id);
  }

  private recent(id: string): Seen<T> | undefined {
    const seen = this.seen.get(id);
    return seen && this.clock.now() - seen.at < recently ? seen : undefined;
  }
}
