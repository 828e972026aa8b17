import type { Clock } from "../clock";
import { fold, type Operation, type Post } from "./fold";
import type { EventBody, OperationRecord } from "./operation";

/** One operation as a run works on it: what has happened so far, and the only way to add to it. */
export class OperationLog {
  private folded: Operation;

  constructor(
    private whole: OperationRecord,
    private readonly clock: Clock,
    private readonly keep: (record: OperationRecord, added: readonly EventBody[]) => Promise<void>,
  ) {
    this.folded = fold(whole);
  }

  get record(): OperationRecord {
    return this.whole;
  }

  get operation(): Operation {
    return this.folded;
  }

  get posts(): readonly Post[] {
    return this.folded.posts;
  }

  /** A POST as it is now; undefined if it was dropped. */
  post(number: number): Post | undefined {
    return this.folded.posts.find((post) => post.number === number);
  }

  /** The number that the next POST gets. */
  get nextNumber(): number {
    return this.whole.events.filter(({ is }) => is === "sent").length;
  }

  /** Known here at once, and kept before it answers. */
  async append(...bodies: readonly EventBody[]): Promise<void> {
    if (bodies.length === 0) return;
    const at = new Date(this.clock.now()).toISOString();
    const events = bodies.map((body) => ({ ...body, at }));
    this.whole = { ...this.whole, events: [...this.whole.events, ...events] };
    this.folded = fold(this.whole);
    await this.keep(this.whole, bodies);
  }
}
