/**
 * Where the journal keeps records: lines of text under names, each line there before `append` answers, and locks by
 * which of several processes only one works on a resource. Nothing outside knows whether it is a folder or a bucket.
 */
export interface Store {
  /** The name that messages use. */
  readonly place: string;
  /** Whether a POST may leave only when what is written before it is kept: another computer goes by nothing else. */
  readonly isEssential: boolean;
  /** The names of all records; empty where none can be listed. */
  names(): Promise<readonly string[]>;
  /** The lines of a record, without one that was not written to its end; undefined if there is none. Throws an UnreadableError. */
  read(name: string): Promise<readonly string[] | undefined>;
  /** Adds lines to a record, which begins with them if it is new. Throws where it cannot be told that they are kept. */
  append(name: string, lines: readonly string[]): Promise<void>;
  /** Puts these lines in the place of a record's, all at once. */
  replace(name: string, lines: readonly string[]): Promise<void>;
  remove(name: string): Promise<void>;
  /** Another process that holds the lock; undefined if it is ours from now on. Throws where none can be had. */
  lock(name: string): Promise<Holder | undefined>;
  unlock(name: string): Promise<void>;
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

/** A record is there and cannot be read, so what it holds must not count as nothing. */
export class UnreadableError extends Error {
  override readonly name = "UnreadableError";
}
