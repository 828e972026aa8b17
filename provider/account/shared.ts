import { DigitalOcean, pageSize, totalOf } from "../api/digitalocean";
import type { ApiRequest, ApiResponse, Client } from "../api/link";
import { type Limits, within } from "../api/limits";
import type { Clock } from "../clock";
import { isPlainNo, isRateLimit, isTransient } from "../errors";

/** This many batches leave as soon as somebody asks, and then fewer: whoever asks meanwhile shares the next one. */
const atOnce = 16;
/** How many batches a second may leave after that. */
const perSecond = { plenty: 4, half: 1.5, short: 1.5 } as const;

/** A list that cannot be read although single answers can is left alone for so long, in milliseconds. */
const listPause = 600_000;

const eachAlone = new Error("each by its own address");

/** What a page of an account's list asks for. */
type Page = Pick<ApiRequest, "path" | "query" | "scopes">;

/** Pages of an account's list, each read before the next one is asked for. */
export type Pages = Generator<Page, undefined, ApiResponse>;

/** How many pages the whole list has; as many as were read, where DigitalOcean does not tell. */
export function pagesIn(response: ApiResponse, read: number): number {
  const total = totalOf(response);
  return total < Infinity ? Math.max(1, Math.ceil(total / pageSize)) : read;
}

/** How facts of one kind are read; when, with whom and how often is the same for all kinds. */
export interface Source<Want, Answer> {
  /** What its reads are called in an error. */
  readonly action: string;
  /** Reads one answer by its own address. */
  one(want: Want, api: DigitalOcean): Promise<Answer>;
  /** The pages that are worth their requests for the batch, whose askers it answers; whoever is left is read by its own address. */
  pages(batch: Batch<Want, Answer>): Pages;
}

/** What is asked for twice is read once. */
const keyOf = (want: unknown): string => JSON.stringify(want);

interface Asker<Want, Answer> {
  readonly want: Want;
  readonly patience: number | undefined;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  /** The one that it waits in. */
  batch?: Batch<Want, Answer>;
}

/** The askers whose answers are read together. */
export class Batch<Want, Answer> {
  private readonly askers = new Set<Asker<Want, Answer>>();
  /** Aborted when nobody waits any more. */
  readonly abandoned = new AbortController();
  /** Somebody asks for one thing after another, so nobody else would come. */
  isUrgent = false;

  get wants(): Want[] {
    return [...this.askers].map(({ want }) => want);
  }

  /** The patience of the most patient asker; undefined if one of them has as much as usual. */
  get patience(): number | undefined {
    const longest = Math.max(...[...this.askers].map(({ patience = Infinity }) => patience));
    return Number.isFinite(longest) ? longest : undefined;
  }

  add(asker: Asker<Want, Answer>): void {
    asker.batch = this;
    this.askers.add(asker);
  }

  remove(asker: Asker<Want, Answer>): void {
    // Whoever has an answer waits no longer; pages on which others may find theirs are still read.
    if (this.askers.delete(asker) && this.askers.size === 0) this.abandoned.abort();
  }

  /** Hands their answers to those who have one, and who then wait no longer. */
  answer(answerTo: (want: Want) => Answer | undefined): void {
    for (const asker of this.askers) {
      const answer = answerTo(asker.want);
      if (answer === undefined) continue;
      this.askers.delete(asker);
      asker.resolve(answer);
    }
  }

  refuse(error: unknown): void {
    for (const { reject } of this.takeAll()) reject(error);
  }

  /** Takes all askers out; they wait elsewhere from now on. */
  takeAll(): Asker<Want, Answer>[] {
    const all = [...this.askers];
    this.askers.clear();
    return all;
  }
}

/**
 * Reads of one kind, with as few requests as can be. All who ask until a request leaves share it, so nobody gets the
 * answer to a request that left before it was asked for. Each waits with a timeout and a signal of its own: whoever
 * times out or is cancelled leaves, and the request continues for the others.
 */
export class Shared<Want, Answer> {
  /** The batch that can be joined until its request leaves. */
  private next: Batch<Want, Answer> | undefined;
  private left = { batches: atOnce, at: 0 };
  /** Until then the list is not asked for: for ever, if the token turns out to lack its scope; milliseconds since the epoch. */
  private listPausedUntil = -Infinity;

  constructor(
    private readonly client: Client,
    private readonly clock: Clock,
    private readonly source: Source<Want, Answer>,
  ) {}

  read(want: Want, limits: Limits = {}, isUrgent = false): Promise<Answer> {
    return within(
      this.clock,
      limits,
      (signal) =>
        new Promise((resolve, reject) => {
          const { patience } = limits;
          const asker: Asker<Want, Answer> = { want, patience, resolve, reject };
          this.join(asker, isUrgent);
          signal.addEventListener("abort", () => asker.batch?.remove(asker));
        }),
    );
  }

  private join(asker: Asker<Want, Answer>, isUrgent: boolean): void {
    const open = this.next?.abandoned.signal.aborted ? undefined : this.next;
    const batch = open ?? new Batch<Want, Answer>();
    this.next = batch;
    batch.add(asker);
    batch.isUrgent ||= isUrgent;
    if (!open) void this.run(batch);
  }

  private async run(batch: Batch<Want, Answer>): Promise<void> {
    // Questions of one pass of the event loop belong together.
    await new Promise((turn) => setImmediate(turn));
    if (!batch.isUrgent) await this.gather();
    const pages = this.source.pages(batch);
    let page: Page | undefined;
    const firstPage = () => {
      // A request that is sent again asks for the same.
      if (this.next !== batch) return page;
      this.next = undefined;
      const asksList = this.clock.now() >= this.listPausedUntil;
      page = asksList ? pages.next().value : undefined;
      if (!page) throw eachAlone;
      return page;
    };
    try {
      let response = await this.ask(batch, { onTurn: firstPage });
      while (page) {
        page = pages.next(response).value;
        if (page) response = await this.ask(batch, page);
      }
    } catch (error) {
      // It may have ended before it left: nobody is to join it any more.
      if (this.next === batch) this.next = undefined;
      // If the list as such is rejected, each may still be read by itself.
      if (page && isPlainNo(error)) this.listPausedUntil = Infinity;
      else if (error !== eachAlone) {
        const isOfList = page && isTransient(error) && !isRateLimit(error);
        if (!isOfList || !(await this.answersOne(batch))) return batch.refuse(error);
        this.listPausedUntil = Math.max(this.listPausedUntil, this.clock.now() + listPause);
      }
    }
    this.readAlone(batch);
  }

  /** Whether one of them is answered by its own address: a long list may time out for ever where nothing else is wrong. */
  private async answersOne(batch: Batch<Want, Answer>): Promise<boolean> {
    const [want] = batch.wants;
    if (want === undefined) return false;
    const once = (request: ApiRequest) => this.ask(batch, { ...request, patience: 0 });
    try {
      const answer = await this.source.one(want, new DigitalOcean(once));
      batch.answer((other) => (keyOf(other) === keyOf(want) ? answer : undefined));
      return true;
    } catch (error) {
      return !isTransient(error);
    }
  }

  private readAlone(batch: Batch<Want, Answer>): void {
    const groups = new Map<string, Batch<Want, Answer>>();
    for (const asker of batch.takeAll()) {
      const key = keyOf(asker.want);
      const group = groups.get(key) ?? new Batch();
      groups.set(key, group);
      group.add(asker);
    }
    for (const group of groups.values()) {
      const [want] = group.wants;
      if (want === undefined) continue;
      this.source.one(want, new DigitalOcean((request) => this.ask(group, request))).then(
        (answer) => group.answer(() => answer),
        (error: unknown) => group.refuse(error),
      );
    }
  }

  private async gather(): Promise<void> {
    const now = this.clock.now();
    const { batches, at } = this.left;
    const rate = perSecond[this.client.budget.supply];
    const left = Math.min(atOnce, batches + ((now - at) / 1000) * rate) - 1;
    this.left = { batches: left, at: now };
    if (left < 0) await this.clock.sleep((-left / rate) * 1000);
  }

  private ask(batch: Batch<Want, Answer>, request: Partial<ApiRequest>): Promise<ApiResponse> {
    const { patience } = batch;
    const { signal } = batch.abandoned;
    const { action } = this.source;
    const usual = { method: "GET", path: "", scopes: [], isPoll: true, action } as const;
    return this.client({ ...usual, signal, patience, ...request });
  }
}
