import { type DigitalOcean, pageSize, totalOf } from "../api/digitalocean";
import type { ApiResponse } from "../api/link";
import { incomplete } from "../api/raise";
import { type Backups, parseBackups, part } from "../api/wire";
import type { Batch, Page, Source } from "./shared";

const path = "/v2/droplets/backups/policies";
const scopes = ["droplet:read"];
const action = "read backup policies";

interface PolicyPage extends Page {
  readonly number: number;
}

/** Whether a Droplet has backups, and by which policy. The account's list of them is a map by the Droplet's id. */
export class BackupSource implements Source<string, Backups, PolicyPage> {
  readonly action = action;
  private pages = 1;

  key(dropletId: string): string {
    return dropletId;
  }

  one(dropletId: string, api: DigitalOcean): Promise<Backups> {
    return api.backupPolicy(dropletId);
  }

  firstPage(wants: readonly string[]): PolicyPage | undefined {
    const worth = new Set(wants).size;
    return worth > 1 && this.pages <= worth ? pageOf(1) : undefined;
  }

  take(
    { number }: PolicyPage,
    response: ApiResponse,
    batch: Batch<string, Backups>,
  ): PolicyPage | undefined {
    const policies = part(response.data, "policies");
    if (typeof policies !== "object" || policies === null) throw incomplete(path, "policies");
    batch.answer((id) => {
      const policy = part(policies, id);
      return policy ? parseBackups(policy) : undefined;
    });
    const total = totalOf(response);
    this.pages = total < Infinity ? Math.max(1, Math.ceil(total / pageSize)) : number;
    const left = this.pages - number;
    return left > 0 && left <= batch.wants.length ? pageOf(number + 1) : undefined;
  }
}

const pageOf = (number: number): PolicyPage => ({
  path,
  query: { page: number, per_page: pageSize },
  scopes,
  action,
  number,
});
