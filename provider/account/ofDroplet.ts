import {
  type DigitalOcean,
  isLastPage,
  listOf,
  pageSize,
  readSnapshots,
  totalOf,
} from "../api/digitalocean";
import type { ApiResponse } from "../api/link";
import { incomplete } from "../api/raise";
import { type Backups, parseBackups, parseSnapshot, part, type Snapshot } from "../api/wire";
import { type Batch, type Page, pagesIn, type Source } from "./shared";

/** What a Droplet has at its own address, and a list of the account's has of all Droplets. */

interface NumberedPage extends Page {
  readonly number: number;
}

abstract class OfDroplet<Answer, P extends NumberedPage> implements Source<string, Answer, P> {
  abstract readonly action: string;
  /** How many pages the list had when it was last read. */
  protected pages = 1;

  key(dropletId: string): string {
    return dropletId;
  }

  firstPage(wants: readonly string[]): P | undefined {
    const worth = new Set(wants).size;
    return worth > 1 && this.pages <= worth ? this.page(1) : undefined;
  }

  abstract one(dropletId: string, api: DigitalOcean): Promise<Answer>;
  abstract take(page: P, response: ApiResponse, batch: Batch<string, Answer>): P | undefined;
  protected abstract page(number: number): P;
}

/** Whether a Droplet has backups, and by which policy. The account's list of them is a map by the Droplet's id. */
export class BackupSource extends OfDroplet<Backups, NumberedPage> {
  readonly action = "read backup policies";

  one(dropletId: string, api: DigitalOcean): Promise<Backups> {
    return api.backupPolicy(dropletId);
  }

  take(
    { number, path }: NumberedPage,
    response: ApiResponse,
    batch: Batch<string, Backups>,
  ): NumberedPage | undefined {
    const policies = part(response.data, "policies");
    if (typeof policies !== "object" || policies === null) throw incomplete(path, "policies");
    batch.answer((id) => {
      const policy = part(policies, id);
      return policy ? parseBackups(policy) : undefined;
    });
    this.pages = pagesIn(response, number);
    const left = this.pages - number;
    return left > 0 && left <= batch.wants.length ? this.page(number + 1) : undefined;
  }

  protected page(number: number): NumberedPage {
    return {
      path: "/v2/droplets/backups/policies",
      query: { page: number, per_page: pageSize },
      scopes: ["droplet:read"],
      number,
    };
  }
}

interface SnapshotPage extends NumberedPage {
  readonly before: readonly Snapshot[];
}

/** The snapshots of a Droplet: of the account's list, those that name it, once all its pages are read. */
export class SnapshotSource extends OfDroplet<Snapshot[], SnapshotPage> {
  readonly action = "read snapshots";

  one(dropletId: string, api: DigitalOcean): Promise<Snapshot[]> {
    return api.snapshots(dropletId);
  }

  take(
    { number, path, before }: SnapshotPage,
    response: ApiResponse,
    batch: Batch<string, Snapshot[]>,
  ): SnapshotPage | undefined {
    const items = listOf(response, "snapshots", path).map(parseSnapshot);
    const snapshots = [...before, ...items];
    const total = totalOf(response);
    this.pages = Math.max(1, Math.ceil(Math.min(total, snapshots.length + pageSize) / pageSize));
    if (!isLastPage(response, items.length, pageSize, snapshots.length)) {
      const isWorthIt = this.pages - number <= batch.wants.length;
      return isWorthIt ? this.page(number + 1, snapshots) : undefined;
    }
    // One that was deleted while the pages were read has moved others to a page that was read before.
    const isWhole = number === 1 || new Set(snapshots.map(({ id }) => id)).size === total;
    if (isWhole) batch.answer((id) => snapshots.filter(({ dropletId }) => dropletId === id));
    return undefined;
  }

  protected page(number: number, before: readonly Snapshot[] = []): SnapshotPage {
    return {
      path: "/v2/snapshots",
      query: { resource_type: "droplet", page: number, per_page: pageSize },
      scopes: readSnapshots,
      number,
      before,
    };
  }
}
