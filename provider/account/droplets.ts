import { type DigitalOcean, listOf, pageSize } from "../api/digitalocean";
import type { ApiResponse } from "../api/link";
import { type Droplet, parseDroplet } from "../api/wire";
import type { Clock } from "../clock";
import { Recent, recently } from "./recent";
import { type Batch, type Page, pagesIn, type Source } from "./shared";

const path = "/v2/droplets";
const scopes = ["droplet:read"];
/** After so many requests for each page of the list, the next check is taken for one of many. */
const pageWorth = 8;

interface Want {
  readonly dropletId: string;
  /** The change makes the check again, so what was seen within the last seconds is new enough. */
  readonly isOfCheck: boolean;
}

interface DropletPage extends Page {
  readonly number: number;
  /** Pages beside it that hold what is asked for; undefined where that is not known. */
  readonly others: readonly number[] | undefined;
  /** How many pages are worth their requests for the checks to come. */
  readonly forOthers: number;
  /** Not later than it left; milliseconds since the epoch. */
  readonly at: number;
}

/** Droplets: an item of the account's list holds the same as the answer for one. */
export class DropletSource implements Source<Want, Droplet, DropletPage> {
  readonly action = "list Droplets";
  readonly recent: Recent<Droplet>;
  private readonly wholeList: Recent<true>;
  /** How many pages the list had when it was last read. */
  private pages = 1;
  /** The page where a Droplet was last seen: a fleet in the order of the list is on one or two of many. */
  private readonly places = new Map<string, number>();
  private asked: number[] = [];

  constructor(private readonly clock: Clock) {
    this.recent = new Recent(clock);
    this.wholeList = new Recent(clock);
  }

  key({ dropletId }: Want): string {
    return dropletId;
  }

  async one({ dropletId }: Want, api: DigitalOcean): Promise<Droplet> {
    const at = this.askedAt();
    const droplet = await api.droplet(dropletId);
    this.recent.note(dropletId, droplet, at);
    return droplet;
  }

  firstPage(wants: readonly Want[]): DropletPage | undefined {
    const ids = new Set(wants.map(({ dropletId }) => dropletId));
    const places = [...ids].map((id) => this.places.get(id));
    const known = places.every((place) => place !== undefined)
      ? [...new Set(places)].sort((a, b) => a - b)
      : undefined;
    const forOthers = this.pagesForOthers(wants);
    const worth = Math.max(ids.size > 1 ? ids.size : 0, forOthers);
    const needed = forOthers > 0 ? undefined : known;
    if ((needed?.length ?? this.pages) > worth) return undefined;
    const [first = 1, ...others] = needed ?? [];
    return this.page(first, needed && others, forOthers);
  }

  take(
    { number, others, forOthers, at }: DropletPage,
    response: ApiResponse,
    batch: Batch<Want, Droplet>,
  ): DropletPage | undefined {
    const listed = listOf(response, "droplets", path).map(parseDroplet);
    const droplets = new Map(listed.map((droplet) => [droplet.id, droplet]));
    for (const [id, droplet] of droplets) {
      this.places.set(id, number);
      this.recent.note(id, droplet, at);
    }
    this.pages = pagesIn(response, number);
    batch.answer(({ dropletId }) => droplets.get(dropletId));
    const left = others ?? Array.from({ length: this.pages - number }, (_, n) => number + 1 + n);
    const [next, ...rest] = left;
    if (!others && next === undefined) this.wholeList.note(path, true, at);
    // One that is not where it was last seen has moved or is gone.
    if (next === undefined) for (const { dropletId } of batch.wants) this.places.delete(dropletId);
    return next !== undefined && left.length <= Math.max(batch.wants.length, forOthers)
      ? this.page(next, others && rest, forOthers)
      : undefined;
  }

  private page(
    number: number,
    others: readonly number[] | undefined,
    forOthers: number,
  ): DropletPage {
    const query = { page: number, per_page: pageSize };
    const at = this.askedAt();
    return { path, query, scopes, number, others, forOthers, at };
  }

  /** The engine checks one resource after another: many in a row are worth pages that the next ones find theirs on. */
  private pagesForOthers(wants: readonly Want[]): number {
    const isOfCheck = wants.some((want) => want.isOfCheck);
    return isOfCheck && !this.wholeList.get(path) ? this.asked.length / pageWorth : 0;
  }

  private askedAt(): number {
    const now = this.clock.now();
    this.asked = [...this.asked.filter((at) => at > now - recently), now];
    return now;
  }
}
