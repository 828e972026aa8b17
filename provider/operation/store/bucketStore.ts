import type { Clock } from "../../clock";
import { messageOf } from "../../errors";
import { Bucket, type BucketOptions } from "./bucket";
import { BucketLocks, type Times } from "./bucketLocks";
import { type Store, textOf } from "./store";

/** How often a record is looked for again that somebody has just replaced. */
const tries = 5;

/** One copy of a record, as its key says. */
interface Copy {
  readonly key: string;
  /** One more for each process that resumed the record: what a later one wrote counts. */
  readonly generation: number;
  readonly count: number;
}

/**
 * The journal in a bucket, whose objects cannot be added to. So whoever adds lines to a record writes all of it as an
 * object of another name, which tells how many lines it has, and whose it is. No object is ever written with other
 * contents, so that a request which arrives late, or twice, changes nothing; and what an owner writes of which another
 * one has taken over stays beside that one's and does not count.
 */
export class BucketStore implements Store {
  readonly isEssential = true;
  readonly locks: BucketLocks;
  private readonly bucket: Bucket;
  /** The objects that were read, by key. An object never changes. */
  private readonly seen = new Map<string, readonly string[]>();
  /** What this process has written last, by name. */
  private readonly own = new Map<string, Omit<Copy, "count">>();

  constructor(address: string, clock: Clock, options: BucketOptions = {}, times?: Times) {
    this.bucket = new Bucket(address, clock, options);
    this.locks = new BucketLocks(this.bucket, clock, times);
  }

  get place(): string {
    return this.bucket.place;
  }

  async names(): Promise<readonly string[]> {
    const names = (await this.bucket.list()).map(({ key }) => nameIn(key));
    return [...new Set(names)].filter((name) => name !== undefined);
  }

  async read(name: string): Promise<readonly string[] | undefined> {
    for (let left = tries; left > 0; left--) {
      const copy = (await this.copies(name)).at(-1);
      if (!copy) return undefined;
      const lines = this.seen.get(copy.key) ?? (await this.linesAt(copy));
      // Its owner has just written a longer one.
      if (!lines) continue;
      this.seen.set(copy.key, lines);
      return lines;
    }
    throw new Error(`${name} in ${this.place} cannot be read (it changes all the time)`);
  }

  async write(name: string, lines: readonly string[], there: number): Promise<void> {
    const before = this.own.get(name);
    const generation =
      before && there > 0
        ? before.generation
        : ((await this.copies(name)).at(-1)?.generation ?? 0) + 1;
    const key = `records/${name}/${generation}-${lines.length}-${this.locks.owner}`;
    await this.bucket.put(key, textOf(lines));
    this.seen.set(key, lines);
    this.own.set(name, { key, generation });
    if (before) this.drop(before.key);
  }

  async remove(name: string): Promise<void> {
    this.own.delete(name);
    for (const { key } of await this.copies(name)) this.drop(key);
  }

  /** What is left of it does no harm, so nobody waits for it. */
  private drop(key: string): void {
    this.seen.delete(key);
    void this.bucket.delete(key).catch(() => undefined);
  }

  private async linesAt({ key, count }: Copy): Promise<readonly string[] | undefined> {
    const text = await this.bucket.get(key).catch((error: unknown) => {
      throw new Error(messageOf(error));
    });
    const lines = text?.split("\n").slice(0, -1);
    if (!lines || lines.length === count) return lines;
    throw new Error(`${key} in ${this.place} cannot be read (it is not whole)`);
  }

  /** The one that counts is the last. */
  private async copies(name: string): Promise<Copy[]> {
    const listed = (await this.bucket.list()).filter(({ key }) => nameIn(key) === name);
    return listed
      .map(({ key }) => {
        const [generation, count] = key.split("/")[2]?.split("-") ?? [];
        return { key, generation: Number(generation), count: Number(count) };
      })
      .sort((a, b) => a.generation - b.generation || a.count - b.count || (a.key < b.key ? -1 : 1));
  }
}

const pattern = /^records\/([^/]+)\/\d+-\d+-[^/]+$/;

/** Undefined for what is no record of ours. */
const nameIn = (key: string): string | undefined => pattern.exec(key)?.[1];
