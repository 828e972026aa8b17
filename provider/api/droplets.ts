import { type Clock, sleepOut } from "../clock";
import { isPlainNo } from "../errors";
import { longestGap } from "./budget";
import type { ApiRequest, Client } from "./link";
import { incomplete } from "./raise";
import { type Droplet, parseDroplet, part } from "./wire";

/** So many requests may go at once, and so many a second after that: 120 in any minute. */
const atOnce = 40;
const perSecond = 1.3;
/** One by one, a large account's Droplets may take more requests than there is room for; no more of that is made up for. */
const deepest = -5;
/** Milliseconds; what the next headers tell may end a wait early. */
const longestSleep = 2_000;

const listPath = "/v2/droplets";
const pageSize = 200;
const look = { method: "GET", scopes: ["droplet:read"], isLook: true } as const;

interface Read {
  readonly resolve: (droplet: Droplet) => void;
  readonly reject: (error: unknown) => void;
}

/** Droplets that somebody wants to read, by id. */
type Batch = Map<string, Read[]>;

type Draft = { -readonly [Key in keyof ApiRequest]: ApiRequest[Key] };

/**
 * Reads Droplets with as few requests as can be: all that are wanted until a request leaves share it, so that no read
 * gets the answer to a request that left before it. Several are read from the account's list, whose items hold the
 * same as the answer for one Droplet, where that has fewer pages than there are Droplets to read.
 */
export class Droplets {
  /** Joined until its request leaves. */
  private next: Batch | undefined;
  /** Of the account's list, as it was last seen. */
  private pages = 1;
  private listable = true;
  private room = atOnce;
  private roomAt = 0;

  constructor(
    private readonly send: Client,
    private readonly clock: Clock,
  ) {}

  read(dropletId: string): Promise<Droplet> {
    return new Promise((resolve, reject) => {
      if (!this.next) {
        this.next = new Map();
        void this.run(this.next);
      }
      const reads = this.next.get(dropletId) ?? [];
      this.next.set(dropletId, [...reads, { resolve, reject }]);
    });
  }

  private async run(batch: Batch): Promise<void> {
    // What is asked for in the same turn of the event loop belongs together.
    await new Promise((turn) => setImmediate(turn));
    await this.allowed();
    const request: Draft = { ...look, path: "" };
    request.onTurn = () => this.leave(batch, request);
    try {
      const { data } = await this.send(request);
      if (request.path === listPath) await this.list(batch, data);
      else answer(batch, request.dropletId, part(data, "droplet"));
    } catch (error) {
      // It may have been given up before its turn: nobody is to join it any more.
      if (this.next === batch) this.next = undefined;
      // Refused for the list as such, each may still be read.
      if (request.path === listPath && isPlainNo(error)) this.listable = false;
      else for (const dropletId of [...batch.keys()]) refuse(batch, dropletId, error);
    }
    await Promise.all([...batch.keys()].map((dropletId) => this.alone(batch, dropletId)));
  }

  /** The batch is closed, and its first request takes its form. */
  private leave(batch: Batch, request: Draft): void {
    if (this.next !== batch) return;
    this.next = undefined;
    this.spend();
    const [first = ""] = batch.keys();
    const listed = this.listable && batch.size > 1 && this.pages <= batch.size;
    Object.assign(request, listed ? ofPage(1) : ofDroplet(first));
    if (listed) return;
    for (const [dropletId, reads] of batch) {
      if (dropletId === first) continue;
      batch.delete(dropletId);
      void this.alone(new Map([[dropletId, reads]]), dropletId);
    }
  }

  /** Hands out what is on the pages, as long as that takes no more requests than to ask for the others one by one. */
  private async list(batch: Batch, firstPage: unknown): Promise<void> {
    let data = firstPage;
    for (let page = 1; ; page++) {
      const droplets = part(data, "droplets");
      if (!Array.isArray(droplets)) throw incomplete(listPath, "droplets");
      for (const droplet of droplets) answer(batch, undefined, droplet);
      const total = Number(part(part(data, "meta"), "total") ?? 0);
      this.pages = Math.ceil(Math.max(total, droplets.length, 1) / pageSize);
      const left = this.pages - page;
      if (left <= 0 || left > batch.size) return;
      this.spend();
      ({ data } = await this.send({ ...look, ...ofPage(page + 1) }));
    }
  }

  private async alone(batch: Batch, dropletId: string): Promise<void> {
    this.spend();
    try {
      const request = ofDroplet(dropletId);
      const { data } = await this.send({ ...look, ...request });
      answer(batch, dropletId, part(data, "droplet"));
    } catch (error) {
      refuse(batch, dropletId, error);
    }
  }

  private spend(): void {
    this.room = Math.max(deepest, this.room - 1);
  }

  private async allowed(): Promise<void> {
    const began = this.clock.now();
    for (;;) {
      const now = this.clock.now();
      const rate = Math.min(perSecond, 1 / this.send.budget.secondsBetween(1));
      // A clock that was set back takes nothing away.
      const passed = Math.max(0, now - this.roomAt) / 1000;
      this.room = Math.min(atOnce, this.room + passed * rate);
      this.roomAt = now;
      if (this.room >= 1 || now - began >= longestGap * 1000) return;
      const wait = Math.min(longestSleep, Math.ceil(((1 - this.room) / rate) * 1000));
      if (!(await sleepOut(this.clock, wait))) return;
    }
  }
}

const ofPage = (page: number) => ({
  path: listPath,
  query: { page, per_page: pageSize },
  action: "list Droplets",
});

const ofDroplet = (dropletId: string) => ({
  path: `${listPath}/${dropletId}`,
  action: "",
  dropletId,
});

/** A Droplet that nobody wants to read is passed over; an answer without the one that was asked for is an error. */
function answer(batch: Batch, dropletId: string | undefined, value: unknown): void {
  const droplet = parseDroplet(value);
  if (dropletId && !droplet.id) throw incomplete(ofDroplet(dropletId).path, "droplet");
  for (const { resolve } of batch.get(dropletId ?? droplet.id) ?? []) resolve(droplet);
  batch.delete(dropletId ?? droplet.id);
}

function refuse(batch: Batch, dropletId: string, error: unknown): void {
  for (const { reject } of batch.get(dropletId) ?? []) reject(error);
  batch.delete(dropletId);
}
