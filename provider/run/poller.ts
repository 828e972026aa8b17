import type { DigitalOcean } from "../api/digitalocean";
import type { Action } from "../api/wire";
import { type Clock, JoinableSleep } from "../clock";
import { isRateLimit, isTransient, messageOf } from "../errors";
import { nextLook } from "./cadence";

/** One action that somebody waits for. Times in milliseconds since the epoch. */
export interface Waiter {
  readonly dropletId: string;
  readonly actionId: number;
  readonly since: number;
  readonly until: number;
  /** How long it took before on this Droplet, or usually takes. */
  readonly usualSeconds: number;
  /** After each look that found it in progress; `trouble` says why there was none, if so. An error ends the wait. */
  readonly onLook: (trouble: string) => void;
}

interface Pending extends Waiter {
  readonly resolve: (action: Action | undefined) => void;
  readonly reject: (error: unknown) => void;
}

const largestPage = 200;
/** Pages that hold none of ours, for each action that is still missing, until the others are asked for one by one. */
const worthTrying = 1 / 20;
/** The order of the list is not documented: where ours are never on its first page, it is not asked for each time. */
const pauseAfterNothing = 10;
/** So often in a row the list is in trouble until each is asked for by its own address for as many looks. */
const failuresInARow = 3;

/**
 * Watches all actions in flight of this process with as few requests as can be: one action by its own address,
 * several by the account's list of actions, of which the latest page usually holds them all.
 */
export class Poller {
  private readonly pending = new Set<Pending>();
  private readonly looks: number[] = [];
  private listable = true;
  /** How deep in the list the actions in flight were found last. */
  private depth = 0;
  /** Requests of the last look. */
  private cost = 1;
  /** So many looks go without the list, since it held none of them or could not be read. */
  private withoutList = 0;
  /** Of the list, in a row. */
  private failures = 0;
  private running = false;
  private readonly nap: JoinableSleep;

  constructor(
    private readonly api: DigitalOcean,
    private readonly clock: Clock,
  ) {
    this.nap = new JoinableSleep(clock);
  }

  /** The action at its end; undefined when `until` comes first. */
  wait(waiter: Waiter): Promise<Action | undefined> {
    return new Promise((resolve, reject) => {
      this.pending.add({ ...waiter, resolve, reject });
      this.nap.join();
      if (!this.running) void this.run();
    });
  }

  /** The action as it is now, read together with those of others. */
  glance(dropletId: string, actionId: number): Promise<Action | undefined> {
    const now = this.clock.now();
    const onLook = () => undefined;
    return this.wait({ dropletId, actionId, since: now, until: now, usualSeconds: 0, onLook });
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.pending.size > 0) {
      // At once, for a look may have to wait for the rate limit.
      if (await this.sleep()) for (const one of this.pending) this.judge(one, undefined, "");
      // Those who come in the same turn of the event loop look together.
      await new Promise((turn) => setImmediate(turn));
      this.looks.push(this.clock.now());
      await this.look();
    }
    this.running = false;
  }

  /** Until the next look; true if the clock ended that before its time, as it does when the run is cancelled. */
  private async sleep(): Promise<boolean> {
    for (let due = Infinity; ;) {
      const now = this.clock.now();
      while (this.looks[0] !== undefined && this.looks[0] < now - 60_000) this.looks.shift();
      const atLeast = this.api.budget.secondsBetween(this.cost);
      due = Math.min(due, now + nextLook([...this.pending], now, this.looks, atLeast));
      if (due <= now) return false;
      const end = await this.nap.sleep(due - now);
      if (end !== "joined") return end === "woken";
    }
  }

  private async look(): Promise<void> {
    let waiting = [...this.pending];
    let seen = new Map<number, Action>();
    let trouble = "";
    try {
      this.cost = 0;
      if (waiting.length > 1 && this.listable && --this.withoutList < 0) {
        // Who comes until the request leaves is looked after as well.
        seen = await this.list(() => (waiting = [...this.pending]));
        this.failures = 0;
      }
    } catch (error) {
      // Without the scope actions:read there is no list; each Droplet's own actions need no more than the POST did.
      if (!isTransient(error)) this.listable = false;
      else if (!isRateLimit(error) && ++this.failures >= failuresInARow) {
        this.withoutList = pauseAfterNothing;
      } else trouble = ` (${messageOf(error)})`;
    }
    if (trouble) {
      for (const one of waiting) this.judge(one, undefined, trouble);
      return;
    }
    await Promise.all(
      waiting.map(async (one) => {
        try {
          const listed = seen.get(one.actionId);
          if (!listed) this.cost++;
          this.judge(one, listed ?? (await this.api.action(one.dropletId, one.actionId)), "");
        } catch (error) {
          if (isTransient(error)) this.judge(one, undefined, ` (${messageOf(error)})`);
          else this.finish(one, () => one.reject(error));
        }
      }),
    );
  }

  /** The actions in flight that are on the latest pages, in whatever order. */
  private async list(waitingAtTurn: () => readonly Pending[]): Promise<Map<number, Action>> {
    let wanted = new Set<number>();
    let size = 0;
    const sizeAtTurn = () => {
      wanted = new Set(waitingAtTurn().map(({ actionId }) => actionId));
      return (size = Math.min(largestPage, Math.max(this.depth, wanted.size) + 10));
    };
    const found = new Map<number, Action>();
    let deepest = 0;
    let inVain = 0;
    for (let page = 1; ; page++) {
      this.cost++;
      const before = found.size;
      const actions = await this.api.latestActions(page, size ? () => size : sizeAtTurn);
      actions.forEach((action, index) => {
        if (!wanted.has(action.id)) return;
        found.set(action.id, action);
        deepest = (page - 1) * size + index + 1;
      });
      const missing = wanted.size - found.size;
      // Another page is worth it as long as it spares more requests than one.
      if (missing <= 1 || actions.length < size) break;
      if (size < largestPage) {
        // Ours are not all among the latest: the largest page begins anew.
        size = largestPage;
        page = 0;
      } else if (found.size === before && ++inVain > missing * worthTrying) break;
    }
    // The missing ones are asked for one by one now, and looked for deeper the next time.
    this.depth = found.size < wanted.size ? Math.max(deepest, largestPage) : deepest;
    if (found.size === 0 && size === largestPage) this.withoutList = pauseAfterNothing;
    return found;
  }

  private judge(one: Pending, action: Action | undefined, trouble: string): void {
    if (action && action.status !== "in-progress") this.finish(one, () => one.resolve(action));
    else if (this.clock.now() >= one.until) this.finish(one, () => one.resolve(undefined));
    else {
      try {
        one.onLook(trouble);
      } catch (error) {
        this.finish(one, () => one.reject(error));
      }
    }
  }

  private finish(one: Pending, settle: () => void): void {
    this.pending.delete(one);
    settle();
  }
}
