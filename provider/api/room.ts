import { type Clock, sleepOut } from "../clock";
import { type Budget, longestGap } from "./budget";

/** So many requests may go at once, and so many a second after that: 120 in any minute. */
const atOnce = 40;
const perSecond = 1.3;
/** One by one, a large account's Droplets may take more requests than there is room for; no more of that is made up for. */
const deepest = -5;
/** Milliseconds; what the next headers tell may end a wait early. */
const longestSleep = 2_000;

/** How many Droplets may be read now. */
export class Room {
  private left = atOnce;
  private at = 0;

  constructor(
    private readonly budget: Budget,
    private readonly clock: Clock,
  ) {}

  /** Of what may go at once, the requests that have gone lately. */
  get spent(): number {
    return atOnce - this.left;
  }

  spend(): void {
    this.left = Math.max(deepest, this.left - 1);
  }

  /** Resolves when there is room for a request. */
  async wait(): Promise<void> {
    const began = this.clock.now();
    for (;;) {
      const now = this.clock.now();
      const rate = Math.min(perSecond, 1 / this.budget.secondsBetween(1));
      const passed = (now - this.at) / 1000;
      this.left = Math.min(atOnce, this.left + passed * rate);
      this.at = now;
      if (this.left >= 1 || now - began >= longestGap * 1000) return;
      const wait = Math.min(longestSleep, Math.ceil(((1 - this.left) / rate) * 1000));
      if (!(await sleepOut(this.clock, wait))) return;
    }
  }
}
