import { homedir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../clock";
import { messageOf } from "../errors";
import { actionIdsOf, type Change, owesPower } from "../plan/change";
import { Claims } from "./claims";
import {
  type Earlier,
  type Entry,
  entryIn,
  type Former,
  keptSeconds,
  nameOf,
  version,
  type Work,
} from "./entry";
import { JournalFiles } from "./files";
import { areOfOneRun, isElsewhere, thisProcess } from "./owner";

/**
 * What was sent, on disk before it is sent, so that a run after a crash knows of it. One file for each resource and
 * target. Where nothing can be written it says so once, and the run goes on by its own memory until it can.
 */
export class Journal {
  private readonly owner = thisProcess();
  private readonly claims = new Claims(this.owner);
  private readonly kept = new Map<string, Entry>();
  /** By name: open ones that the engine was told of. */
  private readonly told = new Set<string>();
  private readonly files: JournalFiles<Entry>;
  private left: readonly Entry[] | undefined;
  /** What could not be written, by name. A later write tries again. */
  private readonly unwritten = new Map<string, Entry>();
  private complained = false;

  constructor(
    private readonly folder: string,
    private readonly clock: Clock,
    private readonly complain: (line: string) => void,
  ) {
    this.files = new JournalFiles(folder, clock, entryIn);
  }

  /** The id of another process that works on this; undefined if it is ours from now on, until it is released. */
  claim(work: Omit<Work, "hash">): number | undefined {
    try {
      return this.claims.take(this.files.pathOf(nameOf(work)));
    } catch {
      // Where nothing can be written, the first entry says so.
      return undefined;
    }
  }

  release(work: Omit<Work, "hash">): void {
    try {
      this.claims.release(this.files.pathOf(nameOf(work)));
    } catch {
      // It ends with this process.
    }
  }

  find(work: Omit<Work, "hash">): Entry | undefined {
    const name = nameOf(work);
    const entry = this.unwritten.get(name) ?? this.files.read(name);
    return entry && entry.status !== "gone" && !this.isExpired(entry) ? entry : undefined;
  }

  /**
   * What an earlier process left of the same resource under another name: the one that the state was saved under, or
   * one of which the state knows nothing, since it went on with one of these actions or was to replace the resource.
   * This process has written nothing under those, unless for a new resource which has that name now.
   */
  findFormer(work: Omit<Work, "hash">, { savedUrn, actionIds }: Former): Entry | undefined {
    const saved = savedUrn === work.urn ? undefined : this.findLeft({ ...work, urn: savedUrn });
    if (saved) return saved;
    // It is all there when this process begins.
    this.left ??= this.all().filter(({ status }) => status !== "gone");
    const found = this.left.find(
      (entry) =>
        entry.work.apiUrl === work.apiUrl &&
        entry.work.urn !== work.urn &&
        (entry.work.formerUrn === work.urn ||
          actionIdsOf(entry.change).some((id) => actionIds.includes(id))),
    );
    return found && this.findLeft(found.work);
  }

  write(work: Work, change: Change, status: Entry["status"], again = false): void {
    const name = nameOf(work);
    const entry: Entry = {
      version,
      again,
      work,
      owner: this.owner,
      change: structuredClone(change),
      status,
      earlier: this.earlierThan(change, this.kept.get(name) ?? this.files.read(name)),
      time: this.clock.now(),
    };
    this.kept.set(name, entry);
    this.told.delete(name);
    const patiently = this.unwritten.size === 0;
    const left = [...this.unwritten].filter(([other]) => other !== name);
    this.unwritten.set(name, entry);
    try {
      for (const [one, latest] of [[name, entry] as const, ...left]) {
        this.files.write(one, latest, patiently);
        this.unwritten.delete(one);
      }
    } catch (error) {
      if (this.complained) return;
      this.complained = true;
      this.complain(
        `The journal in ${this.folder} cannot be written (${messageOf(error)}). If this run is killed, the next one does not know what was sent. Make the folder writable, or name another one in DROPLET_ACTIONS_JOURNAL.`,
      );
    }
  }

  /** The engine was told what is unfinished, and keeps it: what its state says then, also by another computer, is true. */
  tell(work: Omit<Work, "hash">): void {
    this.told.add(nameOf(work));
  }

  /** The engine holds these actions in a state that is at its end: what the entry tells is known to it. */
  seen(work: Omit<Work, "hash">, actionIds: readonly number[]): void {
    const entry = this.find(work);
    if (!entry || entry.change.posts.length === 0) return;
    const known = entry.change.posts.every(
      ({ actionId }) => actionId !== null && actionIds.includes(actionId),
    );
    if (known) this.write(entry.work, entry.change, "gone");
  }

  /** What the resource stood for is gone, and the engine is told so. */
  forget(work: Omit<Work, "hash">): void {
    const entry = this.find(work);
    if (entry) this.write(entry.work, entry.change, "gone");
  }

  /** Left by runs that were interrupted, with a Droplet that may be off by them. */
  owing(): Entry[] {
    return this.all().filter(
      (entry) => entry.status === "open" && owesPower(entry.change) && !isElsewhere(entry),
    );
  }

  /** Ids of all actions at this API that an entry names, also of such that went lately. */
  knownIds(apiUrl: string): Set<number> {
    const known = this.all()
      .filter(({ work }) => work.apiUrl === apiUrl)
      .flatMap(({ change, earlier = [] }) => [
        ...actionIdsOf(change),
        ...earlier.map(({ id }) => id),
      ]);
    return new Set(known);
  }

  /** Whether this run has changed another resource of the kind on the target, in whichever of its processes. */
  hasChanged(kind: string, { apiUrl, urn, target }: Omit<Work, "hash">): boolean {
    return this.all().some(
      ({ work, owner }) =>
        work.apiUrl === apiUrl &&
        work.target === target &&
        work.urn !== urn &&
        work.urn.split("::")[2]?.endsWith(`:${kind}`) &&
        areOfOneRun(owner, this.owner),
    );
  }

  /** Whether a process other than this one has sent such an action to the Droplet, and waits for the answer. */
  isSentElsewhere(apiUrl: string, droplet: string, action: string): boolean {
    return this.all().some(
      (entry) =>
        entry.status === "open" &&
        entry.work.apiUrl === apiUrl &&
        entry.change.posts.some(
          ({ dropletId, type, actionId }) =>
            dropletId === droplet && type === action && actionId === null,
        ) &&
        isElsewhere(entry),
    );
  }

  /** The engine ends this process in the normal way, so it has saved what was done here. */
  close(): void {
    for (const [name, entry] of this.kept) {
      const isSaved = entry.status === "done" || this.told.has(name);
      if (isSaved) this.write(entry.work, entry.change, "gone");
    }
  }

  private findLeft(work: Omit<Work, "hash">): Entry | undefined {
    return this.kept.has(nameOf(work)) ? undefined : this.find(work);
  }

  private earlierThan(change: Change, before: Entry | undefined): Earlier[] {
    if (!before) return [];
    const own = new Set(actionIdsOf(change));
    const left = actionIdsOf(before.change).map((id) => ({ id, time: before.time }));
    return [...(before.earlier ?? []), ...left].filter(
      ({ id, time }) => !own.has(id) && (this.clock.now() - time) / 1000 <= keptSeconds.gone,
    );
  }

  private all(): Entry[] {
    const entries: Entry[] = [];
    for (const [name, entry] of this.files.all()) {
      if (this.isExpired(entry)) this.files.remove(name);
      else if (!this.unwritten.has(name)) entries.push(entry);
    }
    return [...entries, ...this.unwritten.values()];
  }

  private isExpired({ time, status }: Entry): boolean {
    return (this.clock.now() - time) / 1000 > keptSeconds[status];
  }
}

/** `$PULUMI_HOME` is where the CLI keeps what belongs to this user and machine. */
export function journalFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { DROPLET_ACTIONS_JOURNAL: named, PULUMI_HOME: home } = environment;
  // A CI system's settings do not know the shell's sign for the home folder.
  if (named) return named.replace(/^~(?=[/\\]|$)/, homedir);
  return join(home || join(homedir(), ".pulumi"), "droplet-actions");
}
