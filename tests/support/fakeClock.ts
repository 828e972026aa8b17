import type { Send } from "../../provider/api/link";
import type { Clock } from "../../provider/clock";

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

/**
 * Time that jumps to the next sleeper as soon as nobody is busy, so that an hour of waiting takes a millisecond of
 * the test. Requests are real, so the clock stands still while one is under way.
 */
export class FakeClock implements Clock {
  private time: number;
  private busy = 0;
  /** The next one to wake first; of the same moment the one that slept first. */
  private sleepers: Sleeper[] = [];
  private era = 0;
  private calls = 0;
  private setBy = 0;
  private setBack = 0;

  constructor(start = "2026-11-24T12:00:00Z") {
    this.time = Date.parse(start);
  }

  now(): number {
    return this.time;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((wake) => {
      if (signal?.aborted) return wake();
      const due = this.time + Math.max(0, milliseconds);
      const abort = () => {
        const index = this.sleepers.indexOf(sleeper, this.placeOf(due, true));
        if (index >= 0) this.sleepers.splice(index, 1);
        wake();
      };
      const sleeper = {
        due,
        wake: () => {
          signal?.removeEventListener("abort", abort);
          wake();
        },
      };
      this.sleepers.splice(this.placeOf(due), 0, sleeper);
      signal?.addEventListener("abort", abort);
      this.moveOn();
    });
  }

  /** Ends all sleeps at once, and no time goes by. */
  wake(): void {
    for (const { wake } of this.sleepers.splice(0)) wake();
  }

  /** Behind all who are due by then, or before those who are due at that moment. */
  private placeOf(due: number, before = false): number {
    let [from, to] = [0, this.sleepers.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      const other = Number(this.sleepers[middle]?.due);
      if (other < due || (other === due && !before)) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  advance(seconds: number): void {
    this.time += seconds * 1000;
  }

  /**
   * The computer's clock is set: other clocks continue as before, and who sleeps sleeps as long as before. That it is set
   * back only the next process sees (provider/clock.ts).
   */
  set(seconds: number): void {
    if (seconds < 0) this.setBack += seconds * 1000;
    else this.move(seconds * 1000);
  }

  private move(by: number): void {
    this.time += by;
    this.setBy += by;
    this.sleepers = this.sleepers.map(({ due, wake }) => ({ due: due + by, wake }));
  }

  /** What a clock shows that nobody sets. */
  steady(): number {
    return this.time - this.setBy;
  }

  /** As a process that was killed: nobody sleeps, nothing is under way. */
  reset(): void {
    this.sleepers = [];
    this.move(this.setBack);
    this.setBack = 0;
    this.era++;
    this.busy = 0;
  }

  /** Makes the clock stand still while a request is under way. */
  watch(send: Send): Send {
    return async ({ onSend, ...request }) => {
      // A journal that is far away may have to wait before it is written.
      await onSend?.();
      return this.standStill(() => send(request));
    };
  }

  /** No time goes by until it is done. */
  async standStill<T>(work: () => Promise<T>): Promise<T> {
    const { era } = this;
    this.busy++;
    try {
      return await work();
    } finally {
      if (era === this.era) this.busy--;
      this.moveOn();
    }
  }

  private moveOn(): void {
    const call = ++this.calls;
    // Two turns of the event loop let those that were just woken or answered begin what they do next.
    setImmediate(() =>
      setImmediate(() => {
        if (this.busy > 0 || call !== this.calls) return;
        const next = this.sleepers.shift();
        if (!next) return;
        this.time = Math.max(this.time, next.due);
        next.wake();
        this.moveOn();
      }),
    );
  }
}
