import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../clock";
import type { ErrorPage } from "../errorPages";
import { DropletActionsError, isKind, messageOf } from "../errors";
import { fold, type Operation } from "./fold";
import { OperationLog } from "./log";
import {
  type About,
  linesOf,
  newerOf,
  type OperationRecord,
  recordOf,
  unknownBase,
} from "./operation";
import type { Secrets } from "./secrets";
import { sha256 } from "./store/owner";
import type { Holder, Store } from "./store/store";

/** Seconds that a record is kept after its last event, by what its operation came to. */
const keptSeconds = { open: Infinity, done: 7 * 86_400, over: 3_600 };

/** A resource, whose lock keeps other processes from working on it. */
export type Resource = Pick<About, "apiUrl" | "urn">;

export interface Found {
  readonly records: readonly OperationRecord[];
  /** Why records that may be among them cannot be read. */
  readonly unreadable: readonly string[];
}

/** A record of this process. */
interface Own {
  readonly name: string;
  record: OperationRecord;
  readonly secrets: Secrets;
  /** Lines of it in the store; undefined as long as nobody has asked. */
  written: number | undefined;
  /** Writes one after the other. */
  writing: Promise<void>;
}

/**
 * What was sent, kept before it is sent, so that a run after a crash finds it: one record for each operation that
 * sent anything. Where nothing can be written it says so once, and this process remembers until something can; but
 * where the store is essential, no POST leaves then.
 */
export class Journal {
  /** This process's records, by name. They are newer than what is kept. */
  private readonly own = new Map<string, Own>();
  private readonly unwritten = new Set<Own>();
  /** By the lines that were read, which are the same as long as the store has no others. */
  private readonly parsed = new WeakMap<readonly string[], OperationRecord>();
  private hasComplained = false;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly complain: (line: string, page: ErrorPage) => void,
    /** The `pulumi` command that this process works for. */
    readonly run: string,
  ) {}

  /** The records of a resource, and those of operations with these ids or that set out from one of them. */
  async find(resource: Resource, ids: readonly string[], secrets: Secrets): Promise<Found> {
    const { records, unreadable } = await this.read([keyOf(resource), ...ids]);
    return { records: records.map((record) => secrets.show(record)), unreadable };
  }

  /**
   * Where an operation that begins or is resumed records what happens. Without a POST there is nothing to remember
   * after this process, unless `isAlwaysKept`.
   */
  log(record: OperationRecord, secrets: Secrets, { isAlwaysKept = false } = {}): OperationLog {
    const before = this.own.get(nameOf(record));
    const whole = before ? newerOf(before.record, record) : record;
    return new OperationLog(whole, this.clock, async (now, added) => {
      if (!isAlwaysKept && !now.events.some(({ is }) => is === "sent")) return;
      const isSending = added.some(({ is }) => is === "sent");
      if (isSending) await this.stopIfTakenOver(now.about);
      await this.keep(now, secrets, isSending && this.store.isEssential);
      // Writing it may have taken minutes.
      if (isSending) await this.stopIfTakenOver(now.about);
    });
  }

  /** Works while no other process works on the resource, which `onBusy` waits for; of two that begin at once, one waits. */
  async whileLocked<T>(
    resource: Resource,
    onBusy: (holder: Holder) => Promise<void>,
    work: () => Promise<T>,
  ): Promise<T> {
    const key = keyOf(resource);
    const lock = () =>
      this.store.locks.take(key).catch((error: unknown) => {
        if (this.store.isEssential) throw error;
        // Where no lock can be had, the first record cannot be written either, and that is said.
        return "none" as const;
      });
    let holder = await lock();
    for (; holder && holder !== "none"; holder = await lock()) await onBusy(holder);
    try {
      return await work();
    } finally {
      if (holder !== "none") await this.store.locks.release(key).catch(() => undefined);
    }
  }

  /** A process that stood still for minutes may wake up to find that another one has resumed what it left. */
  private async stopIfTakenOver(resource: Resource): Promise<void> {
    if (await this.store.locks.holds(keyOf(resource))) return;
    throw new DropletActionsError(
      "another-process",
      {},
      "This process stood still for minutes, and another one has taken over, so nothing more is sent",
      "Wait for the other run to end, and run `pulumi up` again",
    );
  }

  /** Another process that works on the resource at this moment. */
  holder(resource: Resource): Promise<Holder | undefined> {
    return this.store.locks.holder(keyOf(resource)).catch(() => undefined);
  }

  /** Left by runs that were interrupted and that the engine has no record of, or with a Droplet that is off by them. */
  async interrupted(): Promise<Operation[]> {
    const isUnknown = ({ base, from, isKept, posts }: Operation) =>
      base === null && from === null && !isKept && posts.length > 0;
    return this.whereHeld(false, (one) => one.restoresPower || isUnknown(one));
  }

  /** Ids of all actions at this API that an operation took for its own, also of operations that were over within the last hour. */
  async knownActionIds(apiUrl: string): Promise<ReadonlySet<number>> {
    const all = await this.all();
    const ofApi = all.filter(({ about }) => about.apiUrl === apiUrl);
    return new Set(ofApi.flatMap(({ takenActionIds }) => takenActionIds));
  }

  /** Whether this run has changed another resource of the kind on the target, in whichever of its processes. */
  async hasChanged({ apiUrl, urn, kind, target }: About): Promise<boolean> {
    const all = await this.all();
    return all.some(
      ({ about, closed, run }) =>
        about.apiUrl === apiUrl &&
        about.target === target &&
        about.kind === kind &&
        about.urn !== urn &&
        closed === "done" &&
        run === this.run,
    );
  }

  /** Whether another process has sent such an action to the Droplet, and waits for the answer. */
  async isSentElsewhere(apiUrl: string, dropletId: string, type: string): Promise<boolean> {
    const sent = await this.whereHeld(
      true,
      ({ about, posts }) =>
        about.apiUrl === apiUrl &&
        posts.some(
          (post) => post.dropletId === dropletId && post.type === type && post.action === null,
        ),
    );
    return sent.length > 0;
  }

  /** The engine ends this process in the normal way, so it has saved all results. */
  async close(): Promise<void> {
    const ended = [...this.own.values()].filter(({ record }) => {
      const { closed, isKept, isSaved } = fold(record);
      return (closed === "done" || isKept) && !isSaved;
    });
    // The engine does not wait for long.
    await Promise.all(
      ended.map(({ record, secrets }) => this.log(record, secrets).append({ is: "saved" })),
    );
  }

  /** Open operations on whose resource another process works at this moment, or does not. */
  private async whereHeld(
    isHeld: boolean,
    isWanted: (operation: Operation) => boolean,
  ): Promise<Operation[]> {
    const open = (await this.all()).filter((one) => one.closed === null && isWanted(one));
    const holders = await Promise.all(open.map(({ about }) => this.holder(about)));
    return open.filter((_one, index) => (holders[index] !== undefined) === isHeld);
  }

  private async all(): Promise<Operation[]> {
    const { records } = await this.read();
    return records.map(fold);
  }

  /** All records, or those whose name has one of these parts. */
  private async read(parts?: readonly string[]): Promise<Found> {
    const isWanted = (name: string) =>
      !parts || name.split(".").some((part) => parts.includes(part));
    const records = [...this.own]
      .filter(([name, { record }]) => isWanted(name) && !this.isExpired(record))
      .map(([, { record }]) => record);
    const unreadable: string[] = [];
    const names = await this.store.names().catch((error: unknown) => {
      unreadable.push(messageOf(error));
      return [];
    });
    const wanted = names.filter(
      (name) => pattern.test(name) && !this.own.has(name) && isWanted(name),
    );
    const read = async (name: string) => {
      try {
        const record = await this.recordAt(name);
        if (record && this.isExpired(record)) await this.store.remove(name);
        else return record;
      } catch (error) {
        unreadable.push(messageOf(error));
      }
      return undefined;
    };
    const found = await Promise.all(wanted.map(read));
    return { records: [...records, ...found.filter((one) => one !== undefined)], unreadable };
  }

  private async recordAt(name: string): Promise<OperationRecord | undefined> {
    const lines = await this.store.read(name);
    // A process that was killed before its first line was whole has sent nothing.
    if (!lines || lines.length === 0) return undefined;
    const known = this.parsed.get(lines);
    if (known) return known;
    try {
      const record = recordOf(lines);
      this.parsed.set(lines, record);
      return record;
    } catch {
      throw new Error(`${name} in ${this.store.place} is no record that this release can read`);
    }
  }

  private async keep(
    record: OperationRecord,
    secrets: Secrets,
    isEssential: boolean,
  ): Promise<void> {
    const name = nameOf(record);
    const known = this.own.get(name);
    const own = known ?? { name, record, secrets, written: undefined, writing: Promise.resolve() };
    own.record = record;
    this.own.set(name, own);
    const others = [...this.unwritten].filter((other) => other !== own);
    await Promise.all([
      this.write(own, isEssential),
      ...others.map((other) => this.write(other, false)),
    ]);
  }

  private async write(own: Own, isEssential: boolean): Promise<void> {
    const writing = own.writing.then(() => this.writeMissing(own));
    own.writing = writing.catch(() => undefined);
    try {
      await writing;
      this.unwritten.delete(own);
    } catch (error) {
      this.unwritten.add(own);
      if (isEssential) throw error;
      if (this.hasComplained) return;
      this.hasComplained = true;
      this.complain(
        this.store.isEssential
          ? `${reasonOf(error)}. It holds what was sent; what became of it is added when it can be written.`
          : `The journal in ${this.store.place} cannot be written (${messageOf(error)}). If this run is killed, the next one has no record of what was sent. Make it writable, or name another one in DROPLET_ACTIONS_JOURNAL.`,
        "journal-unavailable",
      );
    }
  }

  private async writeMissing(own: Own): Promise<void> {
    const { name, record, secrets } = own;
    const lines = linesOf(secrets.hide(record));
    if (own.written === undefined) {
      const there = (await this.store.read(name)) ?? [];
      // Where it holds others, another computer has resumed the operation, and these are newer.
      own.written = isBeginning(there, lines) ? there.length : 0;
    }
    if (own.written === lines.length) return;
    await this.store.write(name, lines, own.written);
    own.written = lines.length;
  }

  private isExpired(record: OperationRecord): boolean {
    const { closed, isKept, isSaved, changedAt } = fold(record);
    // What the engine keeps as unfinished may be asked for once more, when its state was deleted.
    const isOver = closed === "ended" || (isSaved && !isKept);
    const kept = isOver ? "over" : closed === "done" || isSaved ? "done" : "open";
    return (this.clock.now() - changedAt) / 1000 > keptSeconds[kept];
  }
}

/** Whether some lines begin others; one line may name its fields in another order. */
const isBeginning = (some: readonly string[], all: readonly string[]): boolean =>
  some.length <= all.length &&
  some.every((line, index) => isDeepStrictEqual(JSON.parse(line), JSON.parse(all[index] ?? "")));

/** Without the way out, which is for those who are refused. */
const reasonOf = (error: unknown): string =>
  isKind(error, "UnreachableError", "ConfigurationError") ? error.reason : messageOf(error);

/** Also the name of the resource's lock. */
const keyOf = ({ apiUrl, urn }: Resource): string => sha256([apiUrl, urn]).slice(0, 16);

/** The name of a record says whose it is, so that few have to be read. */
const nameOf = ({ id, about, base }: OperationRecord): string =>
  [id, keyOf(about), base ?? "new"].join(".");

const hex = "[0-9a-f]{16}";
/** What is named otherwise is no record of ours. */
const pattern = new RegExp(`^${hex}\\.${hex}\\.(${hex}|new|${unknownBase})$`);
