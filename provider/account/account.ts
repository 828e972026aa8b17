import { type ActionList, createDigitalOcean, type DigitalOcean } from "../api/digitalocean";
import type { Client } from "../api/link";
import { type Limits, within } from "../api/limits";
import type { Budget } from "../api/budget";
import type { Droplet, Size } from "../api/wire";
import { type Clock, sleepOut, systemClock } from "../clock";
import { isNotFound } from "../errors";
import { ActionSource } from "./actions";
import { BackupSource } from "./backups";
import { DropletSource } from "./droplets";
import { Poller } from "./poller";
import { Recent } from "./recent";
import { Shared } from "./shared";
import { SnapshotSource } from "./snapshots";

/**
 * What DigitalOcean shows of the account, read once for all who ask at the same time. One rule of freshness: nobody
 * gets the answer to a request that left before it was asked for.
 */
export interface Account extends DigitalOcean {
  /** What is left of the token's requests. */
  readonly budget: Budget;
  readonly poller: Poller;
  /**
   * For a check, which is made again before anything is sent: what was read within the last seconds is new enough. A
   * Droplet that may just have been created is waited for.
   */
  readonly forCheck: Pick<DigitalOcean, "droplet" | "sizes">;
  /** The Droplet's actions that have started within so many seconds, by DigitalOcean's clock, and perhaps older ones. */
  latestActions(dropletId: string, withinSeconds: number): Promise<ActionList>;
  /** The same for somebody who has so much time, and may be cancelled. */
  within(limits: Limits): Account;
}

/** A Droplet that was just created is 404 for some seconds: https://github.com/digitalocean/api-v2/issues/202 */
export const newbornSeconds = 10;

export function createAccount(client: Client, clock: Clock = systemClock): Account {
  const { budget } = client;
  const dropletSource = new DropletSource(clock);
  const droplets = new Shared(client, clock, dropletSource);
  const actions = new Shared(client, clock, new ActionSource());
  const snapshots = new Shared(client, clock, new SnapshotSource());
  const backups = new Shared(client, clock, new BackupSource());
  const poller = new Poller(clock, budget);
  const sizes = readSizes(client, clock);

  const missing = new Set<string>();
  async function onceCreated(dropletId: string, limits: Limits): Promise<Droplet> {
    const until = clock.now() + newbornSeconds * 1000;
    for (;;) {
      try {
        const recent = dropletSource.recent.get(dropletId);
        return recent ?? (await droplets.read({ dropletId, isOfCheck: true }, limits, true));
      } catch (error) {
        if (!isNotFound(error) || missing.has(dropletId)) throw error;
        // Another resource of the same Droplet is not to wait for it again.
        if (clock.now() >= until) missing.add(dropletId);
        if (clock.now() >= until || !(await sleepOut(clock, 1_000))) throw error;
      }
    }
  }

  const accountWithin = (limits: Limits): Account => {
    const api = createDigitalOcean((request) => {
      const { action, dropletId } = request;
      // What changes something is ended by its own link, which says whether it can have arrived.
      if (request.method !== "GET") return client({ ...limits, ...request });
      return within(clock, limits, { action, dropletId }, (signal) =>
        client({ ...limits, ...request, signal }),
      );
    });
    return {
      ...api,
      budget,
      poller,
      forCheck: {
        droplet: (dropletId) => onceCreated(dropletId, limits),
        sizes: () => sizes(limits),
      },
      droplet: (dropletId) => droplets.read({ dropletId, isOfCheck: false }, limits),
      action: async (dropletId, actionId) => {
        const {
          actions: [action],
        } = await actions.read({ dropletId, actionId }, limits);
        return action as NonNullable<typeof action>;
      },
      latestActions: (dropletId, withinSeconds) =>
        actions.read({ dropletId, withinSeconds }, limits),
      snapshots: (dropletId) => snapshots.read(dropletId, limits),
      backupPolicy: (dropletId) => backups.read(dropletId, limits),
      sizes: () => sizes(limits),
      within: (further) => accountWithin({ ...limits, ...further }),
    };
  };
  return accountWithin({});
}

/** What is the same for all and changes once in months is read once in a while. */
function readSizes(client: Client, clock: Clock) {
  const recent = new Recent<Promise<Size[]>>(clock);
  const readAnew = ({ patience }: Limits) => {
    const read = createDigitalOcean((request) => client({ ...request, patience })).sizes();
    recent.note("", read, clock.now());
    read.catch(() => recent.forget(""));
    return read;
  };
  return (limits: Limits): Promise<Size[]> =>
    within(clock, limits, { action: "read sizes" }, () => {
      const shared = recent.get("");
      // Whoever began it may have had less patience.
      return shared ? shared.catch(() => readAnew(limits)) : readAnew(limits);
    });
}
