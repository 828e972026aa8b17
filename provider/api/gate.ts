import type { Clock } from "../clock";

interface Waiting {
  readonly enter: () => void;
  readonly refuse: (error: unknown) => void;
}

/**
 * Lets one after the other through. The next free moment is taken only when it is there, for a refusal meanwhile
 * puts it off for all.
 */
export class Gate {
  private readonly urgent: Waiting[] = [];
  private readonly others: Waiting[] = [];
  private openAt = 0;
  private running = false;

  constructor(private readonly clock: Clock) {}

  /** Nobody passes before this moment; milliseconds since the epoch. */
  close(until: number): void {
    this.openAt = Math.max(this.openAt, Math.ceil(until));
  }

  /** `onTurn` is called when the way is free; if it throws, the turn is the next one's. */
  pass(urgent: boolean, onTurn: () => void): Promise<void> {
    return new Promise((resolve, refuse) => {
      const enter = () => resolve(onTurn());
      (urgent ? this.urgent : this.others).push({ enter, refuse });
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.urgent.length + this.others.length > 0) {
      const wait = this.openAt - this.clock.now();
      if (wait > 0) {
        await this.clock.sleep(wait);
        continue;
      }
      const next = this.urgent.shift() ?? this.others.shift();
      try {
        next?.enter();
      } catch (error) {
        next?.refuse(error);
      }
    }
    this.running = false;
  }
}
