/**
 * Where the journal keeps records: lines of text under names, each line there before `write` answers. Nothing outside
 * knows whether it is a folder or a bucket.
 */
export interface Store {
  /** The name that messages use. */
  readonly place: string;
  /** Whether a POST may leave only when what is written before it is kept: another computer goes by nothing else. */
  readonly isEssential: boolean;
  readonly locks: Locks;
  /** The names of all records; empty where none can be listed. */
  names(): Promise<readonly string[]>;
  /**
   * The lines of a record, without one that was not written to its end; undefined if there is none. Throws where there is
   * one that cannot be read, for what it holds must not count as nothing.
   */
  read(name: string): Promise<readonly string[] | undefined>;
  /**
   * Makes these the lines of a record that has the first `there` of them; of one that has others, `there` is 0, and they
   * are replaced all at once. Throws where it cannot be told that they are kept.
   */
  write(name: string, lines: readonly string[], there: number): Promise<void>;
  remove(name: string): Promise<void>;
}

/** By which of several processes only one works on a resource. */
export interface Locks {
  /** Another process that holds the lock; undefined if it is ours from now on. Throws where none can be had. */
  take(name: string): Promise<Holder | undefined>;
  release(name: string): Promise<void>;
  /** False if another process has taken the lock over from this one, which it may when this one has stood still. */
  holds(name: string): Promise<boolean>;
  /** Another process that holds the lock at this moment. */
  holder(name: string): Promise<Holder | undefined>;
}

/** A process that works on a resource. */
export interface Holder {
  readonly pid: number;
  /** The name of its computer, if that may be another one. */
  readonly host?: string;
}

/** A record's lines as one text; each ends with a line break, so that one that was not written to its end shows. */
export const textOf = (lines: readonly string[]): string =>
  lines.map((line) => `${line}\n`).join("");
