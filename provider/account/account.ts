import { type ActionList, DigitalOcean } from "../api/digitalocean";
import type { Client } from "../api/link";
import { type Limits, within } from "../api/limits";
import type { Budget } from "../api/budget";
import type { Action, Backups, Droplet, Size, Snapshot } from "../api/wire";
import { type Clock, sleepOut, systemClock } from "../clock";
import { isNotFound } from "../errors";
import { ActionSource } from "./actions";
import { DropletSource } from "./droplets";
import { BackupSource, SnapshotSource } from "./ofDroplet";
import { Poller } from "./poller";
import { Recent } from "./recent";
import { Shared } from "./shared";

/** A Droplet that was just created is 404 for some seconds: https://github.com/digitalocean/api-v2/issues/202 */
export const newbornSeconds = 10;

/**
 * What DigitalOcean shows of the account, read once for all who ask at the same time. One rule of freshness: nobody
 * gets the answer to a request that left before it was asked for.
 */
export class Account extends DigitalOcean {
  private constructor(
    private readonly readers: Readers,
    private readonly limits: Limits,
    private readonly isForChecks: boolean,
  ) {
    const { client, clock } = readers;
    super((request) => {
      const limited = { ...limits, ...request };
      // What changes something is ended by its own link, which says whether it can have arrived.
      if (request.method !== "GET") return client(limited);
      return within(clock, limited, (signal) => client({ ...limited, signal }));
    });
  }

  static of(client: Client, clock: Clock = systemClock): Account {
    return new Account(readersOf(client, clock), {}, false);
  }

  /** What is left of the token's requests. */
  get budget(): Budget {
    return this.readers.client.budget;
  }

  get poller(): Poller {
    return this.readers.poller;
  }

  /** The same for somebody who has so much time, and may be cancelled. */
  within(further: Limits): Account {
    return new Account(this.readers, { ...this.limits, ...further }, this.isForChecks);
  }

  /**
   * The same for a check, which is made again before anything is sent: a Droplet that was read within the last seconds
   * is new enough, and one that may just have been created is waited for.
   */
  forChecks(): Account {
    return new Account(this.readers, this.limits, true);
  }

  override droplet(dropletId: string): Promise<Droplet> {
    if (this.isForChecks) return this.onceCreated(dropletId);
    return this.readers.droplets.read(dropletId, this.limits);
  }

  private async onceCreated(dropletId: string): Promise<Droplet> {
    const { clock, droplets, missing, recentDroplets } = this.readers;
    const until = clock.now() + newbornSeconds * 1000;
    for (;;) {
      try {
        const recent = recentDroplets.get(dropletId);
        return recent ?? (await droplets.read(dropletId, this.limits, true));
      } catch (error) {
        if (!isNotFound(error) || missing.has(dropletId)) throw error;
        // Another resource of the same Droplet is not to wait for it again.
        if (clock.now() >= until) missing.add(dropletId);
        if (clock.now() >= until || !(await sleepOut(clock, 1_000))) throw error;
      }
    }
  }

  override async action(dropletId: string, actionId: number): Promise<Action> {
    const { actions } = await this.readers.actions.read({ dropletId, actionId }, this.limits);
    return actions[0] as Action;
  }

  /** The Droplet's actions that have started within so many seconds, by DigitalOcean's clock, and perhaps older ones. */
  latestActions(dropletId: string, withinSeconds: number): Promise<ActionList> {
    return this.readers.actions.read({ dropletId, withinSeconds }, this.limits);
  }

  override snapshots(dropletId: string): Promise<Snapshot[]> {
    return this.readers.snapshots.read(dropletId, this.limits);
  }

  override backupPolicy(dropletId: string): Promise<Backups> {
    return this.readers.backups.read(dropletId, this.limits);
  }

  override sizes(): Promise<Size[]> {
    return this.readers.sizes(this.limits);
  }
}

type Readers = ReturnType<typeof readersOf>;

function readersOf(client: Client, clock: Clock) {
  const dropletSource = new DropletSource(clock);
  return {
    client,
    clock,
    recentDroplets: dropletSource.recent,
    /** Droplets that were waited for in vain. */
    missing: new Set<string>(),
    droplets: new Shared(client, clock, dropletSource),
    actions: new Shared(client, clock, new ActionSource()),
    snapshots: new Shared(client, clock, new SnapshotSource()),
    backups: new Shared(client, clock, new BackupSource()),
    poller: new Poller(clock, client.budget),
    sizes: readSizes(client, clock),
  };
}

/** What is the same for all and changes once in months is read once in a while. */
function readSizes(client: Client, clock: Clock) {
  const recent = new Recent<Promise<Size[]>>(clock);
  const readAnew = ({ patience }: Limits) => {
    const read = new DigitalOcean((request) => client({ ...request, patience })).sizes();
    recent.note("", read, clock.now());
    read.catch(() => recent.forget(""));
    return read;
  };
  return (limits: Limits): Promise<Size[]> =>
    within(clock, { ...limits, action: "read sizes" }, () => {
      const shared = recent.get("");
      // Whoever began it may have had less patience.
      return shared ? shared.catch(() => readAnew(limits)) : readAnew(limits);
    });
}
