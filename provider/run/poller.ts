import type { DigitalOcean } from "../api/digitalocean";
import type { Action } from "../api/wire";
import type { Clock } from "../clock";
import { isKind, messageOf } from "../errors";
import { nextLook } from "./cadence";
import { isTransient } from "./wait";

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

/**
 * Watches all actions in flight of this process with as few requests as can be: one action by its own address,
 * several by the account's list of actions, of which the latest page usually holds them all.
 */
export class Poller {
  private readonly pending = new Map<number, Pending>();
  private readonly looks: number[] = [];
  private listable = true;
  /** How deep in the list the actions in flight were found last. */
  private depth = 0;
  private running = false;

  constructor(
    private readonly api: DigitalOcean,
    private readonly clock: Clock,
  ) {}

  /** The action at its end; undefined when `until` comes first. */
  wait(waiter: Waiter): Promise<Action | undefined> {
    return new Promise((resolve, reject) => {
      this.pending.set(waiter.actionId, { ...waiter, resolve, reject });
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.pending.size > 0) {
      const now = this.clock.now();
      while (this.looks[0] !== undefined && this.looks[0] < now - 60_000) this.looks.shift();
      const next = nextLook([...this.pending.values()], now, this.looks.length);
      if (next > 0) await this.clock.sleep(next);
      this.looks.push(this.clock.now());
      await this.look();
    }
    this.running = false;
  }

  private async look(): Promise<void> {
    const waiting = [...this.pending.values()];
    let seen = new Map<number, Action>();
    let trouble = "";
    try {
      if (waiting.length > 1 && this.listable) seen = await this.list(waiting);
    } catch (error) {
      // Without the scope actions:read there is no list; each Droplet's own actions need no more than the POST did.
      if (isKind(error, "AnswerError") && error.facts.httpStatus === 403) this.listable = false;
      else trouble = ` (${messageOf(error)})`;
    }
    if (trouble) {
      for (const one of waiting) this.judge(one, undefined, trouble);
      return;
    }
    await Promise.all(
      waiting.map(async (one) => {
        try {
          const action =
            seen.get(one.actionId) ?? (await this.api.action(one.dropletId, one.actionId));
          this.judge(one, action, "");
        } catch (error) {
          if (isTransient(error)) this.judge(one, undefined, ` (${messageOf(error)})`);
          else this.finish(one, () => one.reject(error));
        }
      }),
    );
  }

  /** The actions in flight that are on the latest pages. The order of that list is not documented, so none is relied on. */
  private async list(waiting: readonly Pending[]): Promise<Map<number, Action>> {
    const wanted = new Set(waiting.map(({ actionId }) => actionId));
    const size = Math.min(largestPage, Math.max(this.depth, wanted.size) + 10);
    const pages = Math.ceil(wanted.size / largestPage);
    const found = new Map<number, Action>();
    let deepest = 0;
    for (let page = 1; page <= pages; page++) {
      const actions = await this.api.latestActions(page, size);
      actions.forEach((action, index) => {
        if (!wanted.has(action.id)) return;
        found.set(action.id, action);
        deepest = (page - 1) * size + index + 1;
      });
    }
    // Missing ones are looked for deeper the next time, and one by one now.
    this.depth = found.size < wanted.size ? largestPage : deepest;
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
    this.pending.delete(one.actionId);
    settle();
  }
}
