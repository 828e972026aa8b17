import type { Clock } from "../clock";
import { isPlainNo } from "../errors";
import { address } from "./address";
import type { ApiRequest, Client } from "./link";
import { incomplete } from "./raise";
import { Recent } from "./recent";
import { Room } from "./room";
import { type Droplet, parseDroplet, part } from "./wire";

const listPath = "/v2/droplets";
const pageSize = 200;
/** After so many requests for each page of the list, the next check is taken for one of many. */
const pageWorth = 8;
const look = { method: "GET", scopes: ["droplet:read"], isLook: true } as const;

interface Read {
  /** Of a check. */
  readonly isOfCheck: boolean;
  readonly resolve: (droplet: Droplet) => void;
  readonly reject: (error: unknown) => void;
}

/** Droplets that somebody wants to read, by id. */
type Batch = Map<string, Read[]>;

type Draft = { -readonly [Key in keyof ApiRequest]: ApiRequest[Key] };

/**
 * Reads Droplets with as few requests as can be: all that are wanted until a request leaves share it, so that no read
 * gets the answer to a request that left before it. Several are read from the account's list, whose items hold the
 * same as the answer for one Droplet, where that has fewer pages than there are Droplets to read. Only a check takes
 * what was seen a moment before it.
 */
export class Droplets {
  /** Joined until its request leaves. */
  private next: Batch | undefined;
  /** Of the account's list, as it was last seen. */
  private pages = 1;
  private listable = true;
  private readonly room: Room;
  private readonly recent: Recent<Droplet>;
  /** By the path of the list: that it was read to its end. */
  private readonly listed: Recent<true>;

  constructor(
    private readonly send: Client,
    private readonly clock: Clock,
  ) {
    this.room = new Room(send.budget, clock);
    this.recent = new Recent(clock);
    this.listed = new Recent(clock);
  }

  /** For a check, which the change makes again: what was seen within the last seconds is new enough. */
  async readForCheck(dropletId: string): Promise<Droplet> {
    return this.recent.get(dropletId) ?? this.read(dropletId, true);
  }

  read(dropletId: string, isOfCheck = false): Promise<Droplet> {
    return new Promise((resolve, reject) => {
      if (!this.next) {
        this.next = new Map();
        void this.run(this.next);
      }
      const reads = this.next.get(dropletId) ?? [];
      this.next.set(dropletId, [...reads, { resolve, reject, isOfCheck }]);
    });
  }

  private async run(batch: Batch): Promise<void> {
    // What is asked for in the same turn of the event loop belongs together.
    await new Promise((turn) => setImmediate(turn));
    await this.room.wait();
    const request: Draft = { ...look, path: "" };
    let at = 0;
    request.onTurn = () => {
      at ||= this.clock.now();
      this.leave(batch, request);
    };
    try {
      const { data } = await this.send(request);
      if (request.path === listPath) await this.list(batch, data, at);
      else this.answer(batch, request.dropletId, part(data, "droplet"), at);
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
    this.room.spend();
    const [first = ""] = batch.keys();
    const worth = Math.max(batch.size > 1 ? batch.size : 0, this.pagesForOthers(batch));
    const listed = this.listable && this.pages <= worth;
    Object.assign(request, listed ? ofPage(1) : ofDroplet(first));
    if (listed) return;
    for (const [dropletId, reads] of batch) {
      if (dropletId === first) continue;
      batch.delete(dropletId);
      void this.alone(new Map([[dropletId, reads]]), dropletId);
    }
  }

  /** The engine checks one resource after another: many in a row are worth pages that the next ones find theirs on. */
  private pagesForOthers(batch: Batch): number {
    const isOfCheck = [...batch.values()].flat().some((read) => read.isOfCheck);
    return isOfCheck && !this.listed.get(listPath) ? this.room.spent / pageWorth : 0;
  }

  /** Hands out what is on the pages, as long as that takes no more requests than to ask for the others one by one. */
  private async list(batch: Batch, firstPage: unknown, firstAt: number): Promise<void> {
    const forOthers = this.pagesForOthers(batch);
    let data = firstPage;
    let at = firstAt;
    for (let page = 1; ; page++) {
      const droplets = part(data, "droplets");
      if (!Array.isArray(droplets)) throw incomplete(listPath, "droplets");
      for (const droplet of droplets) this.answer(batch, undefined, droplet, at);
      const total = Number(part(part(data, "meta"), "total") ?? 0);
      this.pages = Math.ceil(Math.max(total, droplets.length, 1) / pageSize);
      const left = this.pages - page;
      if (left <= 0) this.listed.note(listPath, true, firstAt);
      if (left <= 0 || left > Math.max(batch.size, forOthers)) return;
      this.room.spend();
      at = this.clock.now();
      ({ data } = await this.send({ ...look, ...ofPage(page + 1) }));
    }
  }

  private async alone(batch: Batch, dropletId: string): Promise<void> {
    this.room.spend();
    const at = this.clock.now();
    try {
      const request = ofDroplet(dropletId);
      const { data } = await this.send({ ...look, ...request });
      this.answer(batch, dropletId, part(data, "droplet"), at);
    } catch (error) {
      refuse(batch, dropletId, error);
    }
  }

  /** A Droplet that nobody wants to read is only noted; an answer without the one that was asked for is an error. */
  private answer(batch: Batch, dropletId: string | undefined, value: unknown, at: number): void {
    const droplet = parseDroplet(value);
    if (dropletId && !droplet.id) throw incomplete(ofDroplet(dropletId).path, "droplet");
    const id = dropletId ?? droplet.id;
    this.recent.note(id, droplet, at);
    for (const { resolve } of batch.get(id) ?? []) resolve(droplet);
    batch.delete(id);
  }
}

const ofPage = (page: number) => ({
  path: listPath,
  query: { page, per_page: pageSize },
  action: "list Droplets",
});

const ofDroplet = (dropletId: string) => ({
  path: address`/v2/droplets/${dropletId}`,
  action: "",
  dropletId,
});

function refuse(batch: Batch, dropletId: string, error: unknown): void {
  for (const { reject } of batch.get(dropletId) ?? []) reject(error);
  batch.delete(dropletId);
}
