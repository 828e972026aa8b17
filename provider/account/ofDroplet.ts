import {
  type DigitalOcean,
  isLastPage,
  listOf,
  pageSize,
  readSnapshots,
  totalOf,
} from "../api/digitalocean";
import { incomplete } from "../api/raise";
import { type Backups, parseBackups, parseSnapshot, part, type Snapshot } from "../api/wire";
import { type Batch, type Pages, pagesIn, type Source } from "./shared";

/** What a Droplet has at its own address, and a list of the account's has of all Droplets. */

/** Whether a list that had so many pages when it was last read is worth its requests. */
function isWorthIt(wants: readonly string[], pages: number): boolean {
  const worth = new Set(wants).size;
  return worth > 1 && pages <= worth;
}

/** Whether a Droplet has backups, and by which policy. The account's list of them is a map by the Droplet's id. */
export class BackupSource implements Source<string, Backups> {
  readonly action = "read backup policies";
  private pageCount = 1;

  one(dropletId: string, api: DigitalOcean): Promise<Backups> {
    return api.backupPolicy(dropletId);
  }

  *pages(batch: Batch<string, Backups>): Pages {
    if (!isWorthIt(batch.wants, this.pageCount)) return;
    const path = "/v2/droplets/backups/policies";
    const scopes = ["droplet:read"];
    for (let page = 1, left = 1; left > 0 && left <= batch.wants.length; page++) {
      const response = yield { path, scopes, query: { page, per_page: pageSize } };
      const policies = part(response.data, "policies");
      if (typeof policies !== "object" || policies === null) throw incomplete(path, "policies");
      batch.answer((id) => {
        const policy = part(policies, id);
        return policy ? parseBackups(policy) : undefined;
      });
      this.pageCount = pagesIn(response, page);
      left = this.pageCount - page;
    }
  }
}

/** The snapshots of a Droplet: of the account's list, those that name it, once all its pages are read. */
export class SnapshotSource implements Source<string, Snapshot[]> {
  readonly action = "read snapshots";
  private pageCount = 1;

  one(dropletId: string, api: DigitalOcean): Promise<Snapshot[]> {
    return api.snapshots(dropletId);
  }

  *pages(batch: Batch<string, Snapshot[]>): Pages {
    if (!isWorthIt(batch.wants, this.pageCount)) return;
    const path = "/v2/snapshots";
    const snapshots: Snapshot[] = [];
    for (let page = 1, left = 1; left <= batch.wants.length; page++) {
      const query = { resource_type: "droplet", page, per_page: pageSize };
      const response = yield { path, scopes: readSnapshots, query };
      const items = listOf(response, "snapshots", path).map(parseSnapshot);
      snapshots.push(...items);
      const total = totalOf(response);
      const known = Math.min(total, snapshots.length + pageSize);
      this.pageCount = Math.max(1, Math.ceil(known / pageSize));
      left = this.pageCount - page;
      if (!isLastPage(response, items.length, pageSize, snapshots.length)) continue;
      // One that was deleted while the pages were read has moved others to a page that was read before.
      const isWhole = page === 1 || new Set(snapshots.map(({ id }) => id)).size === total;
      if (isWhole) batch.answer((id) => snapshots.filter(({ dropletId }) => dropletId === id));
      return;
    }
  }
}
