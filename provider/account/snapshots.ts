import { type DigitalOcean, isLastPage, listOf, pageSize, totalOf } from "../api/digitalocean";
import type { ApiResponse } from "../api/link";
import { parseSnapshot, type Snapshot } from "../api/wire";
import type { Batch, Page, Source } from "./shared";

const path = "/v2/snapshots";
const action = "read snapshots";

interface SnapshotPage extends Page {
  readonly number: number;
  readonly before: readonly Snapshot[];
}

/** The snapshots of a Droplet: of the account's list, those that name it, once all its pages are read. */
export class SnapshotSource implements Source<string, Snapshot[], SnapshotPage> {
  readonly action = action;
  private pages = 1;

  key(dropletId: string): string {
    return dropletId;
  }

  one(dropletId: string, api: DigitalOcean): Promise<Snapshot[]> {
    return api.snapshots(dropletId);
  }

  firstPage(wants: readonly string[]): SnapshotPage | undefined {
    const worth = new Set(wants).size;
    return worth > 1 && this.pages <= worth ? pageOf(1, []) : undefined;
  }

  take(
    { number, before }: SnapshotPage,
    response: ApiResponse,
    batch: Batch<string, Snapshot[]>,
  ): SnapshotPage | undefined {
    const items = listOf(response, "snapshots", path).map(parseSnapshot);
    const snapshots = [...before, ...items];
    const total = totalOf(response);
    this.pages = Math.max(1, Math.ceil(Math.min(total, snapshots.length + pageSize) / pageSize));
    if (!isLastPage(response, items.length, pageSize, snapshots.length)) {
      return this.pages - number <= batch.wants.length ? pageOf(number + 1, snapshots) : undefined;
    }
    // One that was deleted while the pages were read has moved others to a page that was read before.
    const isWhole = number === 1 || new Set(snapshots.map(({ id }) => id)).size === total;
    if (isWhole) batch.answer((id) => snapshots.filter(({ dropletId }) => dropletId === id));
    return undefined;
  }
}

const pageOf = (number: number, before: readonly Snapshot[]): SnapshotPage => ({
  path,
  query: { resource_type: "droplet", page: number, per_page: pageSize },
  scopes: ["snapshot:read", "block_storage_snapshot:read"],
  action,
  number,
  before,
});
