import { type DigitalOcean, listOf, pageSize } from "../api/digitalocean";
import { type Droplet, parseDroplet } from "../api/wire";
import type { Clock } from "../clock";
import { Recent, recently } from "./recent";
import { type Batch, type Pages, pagesIn, type Source } from "./shared";

const path = "/v2/droplets";
const scopes = ["droplet:read"];
/** After so many requests for each page of the list, the next check is taken for one of many. */
const pageWorth = 8;

/** Droplets: an item of the account's list holds the same as the answer for one. */
export class DropletSource implements Source<string, Droplet> {
  readonly action = "list Droplets";
  readonly recent: Recent<Droplet>;
  /** When the whole list was last read; milliseconds since the epoch. */
  private wholeListAt = -Infinity;
  /** How many pages the list had when it was last read. */
  private pageCount = 1;
  /** The page where a Droplet was last seen: a fleet in the order of the list is on one or two of many. */
  private readonly places = new Map<string, number>();
  private asked: number[] = [];

  constructor(private readonly clock: Clock) {
    this.recent = new Recent(clock);
  }

  async one(dropletId: string, api: DigitalOcean): Promise<Droplet> {
    const at = this.askedAt();
    const droplet = await api.droplet(dropletId);
    this.recent.note(dropletId, droplet, at);
    return droplet;
  }

  *pages(batch: Batch<string, Droplet>): Pages {
    const ids = new Set(batch.wants);
    // The engine checks one resource after another: many in a row are worth pages that the next ones find theirs on.
    const isListRecent = this.clock.now() - this.wholeListAt < recently;
    const forOthers = batch.isUrgent && !isListRecent ? this.asked.length / pageWorth : 0;
    const places = [...ids].map((id) => this.places.get(id) ?? Infinity);
    /** The pages that hold what is asked for; undefined where that is not known. */
    const known =
      forOthers > 0 || places.includes(Infinity)
        ? undefined
        : [...new Set(places)].sort((a, b) => a - b);
    const worth = Math.max(ids.size > 1 ? ids.size : 0, forOthers);
    if ((known?.length ?? this.pageCount) > worth) return;
    for (let page = known?.shift() ?? 1; ; page = known?.shift() ?? page + 1) {
      const at = this.askedAt();
      const response = yield { path, scopes, query: { page, per_page: pageSize } };
      const listed = listOf(response, "droplets", path).map(parseDroplet);
      const droplets = new Map(listed.map((droplet) => [droplet.id, droplet]));
      for (const [id, droplet] of droplets) {
        this.places.set(id, page);
        this.recent.note(id, droplet, at);
      }
      this.pageCount = pagesIn(response, page);
      batch.answer((id) => droplets.get(id));
      const left = known?.length ?? this.pageCount - page;
      if (left <= 0) {
        if (!known) this.wholeListAt = Math.max(this.wholeListAt, at);
        // One that is not where it was last seen has moved or is gone.
        for (const id of batch.wants) this.places.delete(id);
      }
      if (left <= 0 || left > Math.max(batch.wants.length, forOthers)) return;
    }
  }

  private askedAt(): number {
    const now = this.clock.now();
    this.asked = [...this.asked.filter((at) => at > now - recently), now];
    return now;
  }
}
