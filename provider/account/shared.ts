import { createDigitalOcean, type DigitalOcean } from "../api/digitalocean";
import type { ApiRequest, ApiResponse, Client } from "../api/link";
import { type Limits, within } from "../api/limits";
import type { Clock } from "../clock";
import { isPlainNo } from "../errors";

/** So many batches leave as soon as somebody asks, and then fewer: who asks meanwhile shares the next one. */
const atOnce = 16;
/** Batches a second after that. */
const perSecond = { plenty: 4, half: 1.5, short: 1.5 } as const;

const eachAlone = new Error("each by its own address");

/** What a page of an account's list asks for. */
export type Page = Pick<ApiRequest, "path" | "query" | "scopes" | "action">;

/** How facts of one kind are read; when, with whom and how often is the same for all kinds. */
export interface Source<Want, Answer, P extends Page> {
  /** Of what is wanted twice only one is read. */
  key(want: Want): string;
  /** By its own address. */
  one(want: Want, api: DigitalOcean): Promise<Answer>;
  /** The first page that is worth its request for these; undefined if each is to be read by its own address. */
  firstPage(wants: readonly Want[]): P | undefined;
  /** Answers what the page tells. The next one, if that is worth its request for those who still wait. */
  take(page: P, response: ApiResponse, batch: Batch<Want, Answer>): P | undefined;
}

interface Asker<Want, Answer> {
  readonly want: Want;
  readonly patience: number | undefined;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  batch: Batch<Want, Answer>;
}

/** Those whose answers are read together. */
export class Batch<Want, Answer> {
  private readonly askers = new Set<Asker<Want, Answer>>();
  private readonly abandoned = new AbortController();
  /** Somebody asks for one thing after another, so nobody else would come. */
  isUrgent = false;

  /** Aborts when nobody waits any more. */
  get signal(): AbortSignal {
    return this.abandoned.signal;
  }

  get wants(): Want[] {
    return [...this.askers].map(({ want }) => want);
  }

  /** That of the most patient one; undefined if anybody has as much as usual. */
  get patience(): number | undefined {
    const longest = Math.max(...[...this.askers].map(({ patience = Infinity }) => patience));
    return Number.isFinite(longest) ? longest : undefined;
  }

  add(asker: Asker<Want, Answer>): void {
    asker.batch = this;
    this.askers.add(asker);
  }

  remove(asker: Asker<Want, Answer>): void {
    // Who has an answer does not wait any more, and pages that others may find theirs on are read nevertheless.
    if (this.askers.delete(asker) && this.askers.size === 0) this.abandoned.abort();
  }

  /** Those for whom there is an answer have it, and wait no longer. */
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

  /** They wait elsewhere from now on. */
  takeAll(): Asker<Want, Answer>[] {
    const all = [...this.askers];
    this.askers.clear();
    return all;
  }
}

/**
 * Reads of one kind, with as few requests as can be. All who ask until a request leaves share it, so nobody gets the
 * answer to a request that left before it was asked for. Each waits for himself: who has no more time or is cancelled
 * goes, and the request goes on for the others.
 */
export class Shared<Want, Answer, P extends Page> {
  /** Joined until its request leaves. */
  private next: Batch<Want, Answer> | undefined;
  private left = { batches: atOnce, at: 0 };
  /** Not so once the token may not read the list. */
  private isListable = true;

  constructor(
    private readonly client: Client,
    private readonly clock: Clock,
    private readonly source: Source<Want, Answer, P>,
  ) {}

  read(want: Want, limits: Limits = {}, isUrgent = false): Promise<Answer> {
    return within(
      this.clock,
      limits,
      {},
      (signal) =>
        new Promise((resolve, reject) => {
          const { patience } = limits;
          const asker = { want, patience, resolve, reject, batch: new Batch<Want, Answer>() };
          this.join(asker, isUrgent);
          signal.addEventListener("abort", () => asker.batch.remove(asker));
        }),
    );
  }

  private join(asker: Asker<Want, Answer>, isUrgent: boolean): void {
    const open = this.next?.signal.aborted ? undefined : this.next;
    const batch = open ?? new Batch<Want, Answer>();
    this.next = batch;
    batch.add(asker);
    batch.isUrgent ||= isUrgent;
    if (!open) void this.run(batch);
  }

  private async run(batch: Batch<Want, Answer>): Promise<void> {
    // What is asked for in the same turn of the event loop belongs together.
    await new Promise((turn) => setImmediate(turn));
    if (!batch.isUrgent) await this.gather();
    let page: P | undefined;
    const firstPage = () => {
      // Sent again, it asks for the same.
      if (this.next !== batch) return page;
      this.next = undefined;
      page = this.isListable ? this.source.firstPage(batch.wants) : undefined;
      if (!page) throw eachAlone;
      return page;
    };
    try {
      let response = await this.ask(batch, { onTurn: firstPage });
      while (page) {
        page = this.source.take(page, response, batch);
        if (page) response = await this.ask(batch, page);
      }
    } catch (error) {
      // It may have ended before its turn: nobody is to join it any more.
      if (this.next === batch) this.next = undefined;
      // Refused for the list as such, each may still be read.
      if (page && isPlainNo(error)) this.isListable = false;
      else if (error !== eachAlone) return batch.refuse(error);
    }
    this.readAlone(batch);
  }

  private readAlone(batch: Batch<Want, Answer>): void {
    const groups = new Map<string, Batch<Want, Answer>>();
    for (const asker of batch.takeAll()) {
      const key = this.source.key(asker.want);
      const group = groups.get(key) ?? new Batch();
      groups.set(key, group);
      group.add(asker);
    }
    for (const group of groups.values()) {
      const [want] = group.wants;
      if (want === undefined) continue;
      this.source
        .one(
          want,
          createDigitalOcean((request) => this.ask(group, request)),
        )
        .then(
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
    const { signal, patience } = batch;
    const usual = { method: "GET", path: "", scopes: [], isPoll: true } as const;
    return this.client({ ...usual, ...request, signal, patience });
  }
}
