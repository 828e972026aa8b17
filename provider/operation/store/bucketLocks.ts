import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import AsyncLock from "async-lock";
import type { Clock } from "../../clock";
import type { Bucket, Listed } from "./bucket";
import { isAlive, renewedWithinMilliseconds, thisMachine, thisProcess } from "./owner";
import type { Holder, Locks } from "./store";

const keptMilliseconds = 86_400_000;

/**
 * How often an owner says that it is there, and how long after that it needs no look to know that nobody took over. What
 * is not renewed counts as left after three minutes, by the server's clock.
 */
const usualTimes = { renew: 60_000, sure: 90_000, free: renewedWithinMilliseconds };

export type Times = Readonly<typeof usualTimes>;

interface Held {
  /** How often this process holds it. */
  times: number;
  /** Up to which lapse it is known that nobody took it. */
  lapse: number;
  isLost: boolean;
}

/**
 * Locks in a bucket, without writes that are conditional. As in a folder, whoever wants one leaves an object of its
 * own and then looks for those of others: of two, at most one stays. An owner writes one object each minute for all
 * that it holds. Who finds a lock whose owner has not done so for three minutes removes it, and then it is gone for
 * good: so an owner that has stood still sees that somebody was there, even if that one has left since.
 */
export class BucketLocks implements Locks {
  private readonly held = new Map<string, Held>();
  private readonly queue = new AsyncLock();
  readonly owner = ownerName();
  /** When the owner's object that was written last began its way, by our clock. */
  private renewedAt = -Infinity;
  /** How often so much time went by between two of them that others may have taken over. */
  private lapses = 0;
  private renewing: Promise<void> | undefined;
  private nap = new AbortController();

  constructor(
    private readonly bucket: Bucket,
    private readonly clock: Clock,
    private readonly times: Times = usualTimes,
  ) {}

  take(name: string): Promise<Holder | undefined> {
    return this.queue.acquire(name, async () => {
      const known = this.held.get(name);
      if (known) known.times++;
      if (known) return undefined;
      const listed = await this.bucket.list();
      this.clean(listed);
      const before = this.othersIn(listed, name).living;
      if (before) return before;
      await this.renewIfDue();
      const { lapses } = this;
      const own = this.keyOf(name);
      await this.bucket.put(own, `${this.owner}\n`);
      const { living, left } = this.othersIn(await this.bucket.list(), name);
      if (living) {
        await this.bucket.delete(own);
        return living;
      }
      await Promise.all(left.map((key) => this.bucket.delete(key)));
      this.held.set(name, { times: 1, lapse: lapses, isLost: false });
      if (this.held.size === 1) void this.keepRenewing();
      return undefined;
    });
  }

  release(name: string): Promise<void> {
    return this.queue.acquire(name, async () => {
      const known = this.held.get(name);
      if (known && --known.times > 0) return;
      this.held.delete(name);
      if (this.held.size === 0) this.nap.abort();
      await this.bucket.delete(this.keyOf(name));
    });
  }

  /** Asks only where so much time has gone by that another process may have taken it. */
  holds(name: string): Promise<boolean> {
    return this.queue.acquire(name, async () => {
      const known = this.held.get(name);
      if (!known) return true;
      await this.renewIfDue();
      const { lapses } = this;
      if (!known.isLost && known.lapse !== lapses) {
        const listed = await this.bucket.list();
        const isThere = listed.some(({ key }) => key === this.keyOf(name));
        known.isLost = !isThere || this.othersIn(listed, name).living !== undefined;
        known.lapse = lapses;
      }
      return !known.isLost;
    });
  }

  async holder(name: string): Promise<Holder | undefined> {
    return this.othersIn(await this.bucket.list(), name).living;
  }

  /** Locks of others: one that lives, and the keys of those that were left. */
  private othersIn(listed: readonly Listed[], name: string) {
    const ages = new Map(listed.map(({ key, ageMilliseconds }) => [key, ageMilliseconds]));
    const beginning = `locks/${name}/`;
    const left: string[] = [];
    let living: Holder | undefined;
    for (const { key, ageMilliseconds } of listed) {
      const owner = key.slice(beginning.length);
      if (!key.startsWith(beginning) || owner === this.owner) continue;
      const age = Math.min(ageMilliseconds, ages.get(`owners/${owner}`) ?? Infinity);
      const holder = age < this.times.free ? holderOf(owner) : undefined;
      if (holder) living = holder;
      else left.push(key);
    }
    return { living, left };
  }

  /** Owners that nobody has heard of for a day. */
  private clean(listed: readonly Listed[]): void {
    for (const { key, ageMilliseconds } of listed) {
      if (!key.startsWith("owners/") || ageMilliseconds < keptMilliseconds) continue;
      void this.bucket.delete(key).catch(() => undefined);
    }
  }

  private async keepRenewing(): Promise<void> {
    this.nap = new AbortController();
    const { signal } = this.nap;
    while (!signal.aborted) {
      await this.clock.sleep(this.times.renew, signal);
      // What cannot be written now is tried again, and before each POST.
      if (!signal.aborted) await this.renew().catch(() => undefined);
    }
  }

  private async renewIfDue(): Promise<void> {
    if (this.clock.now() - this.renewedAt > this.times.sure) await this.renew();
  }

  private renew(): Promise<void> {
    this.renewing ??= this.renewNow().finally(() => {
      this.renewing = undefined;
    });
    return this.renewing;
  }

  private async renewNow(): Promise<void> {
    const before = this.renewedAt;
    const began = this.clock.now();
    await this.bucket.put(`owners/${this.owner}`, `${this.owner}\n`);
    if (this.clock.now() - before > this.times.sure) this.lapses++;
    this.renewedAt = began;
  }

  private keyOf(name: string): string {
    return `locks/${name}/${this.owner}`;
  }
}

/** Also where nobody else has such a process id, and where the same process begins again. */
function ownerName(): string {
  const { pid, started } = thisProcess();
  const host = hostname()
    .replace(/[^A-Za-z0-9.-]/g, "-")
    .slice(0, 40);
  const nonce = randomBytes(4).toString("hex");
  return [host, thisMachine() ?? "", pid, started ?? "", nonce].join("_");
}

/** Undefined for a process of this machine that has ended, which is known at once. */
function holderOf(name: string): Holder | undefined {
  const [host = "", machine, pid, started = ""] = name.split("_");
  const owner = { host: hostname(), pid: Number(pid), started: started || null };
  const isHere = machine !== "" && machine === thisMachine();
  return isHere && !isAlive(owner, Date.now()) ? undefined : { pid: owner.pid, host };
}
