import { createHash } from "node:crypto";
import { type Change, isChange } from "../plan/change";
import type { Owner } from "./owner";

/** Which work an entry is about. Two with the same work are the same wish; values of triggers are never kept. */
export interface Work {
  readonly apiUrl: string;
  readonly urn: string;
  readonly target: string;
  /** Under which the engine's state had the resource, where that is another one. */
  readonly formerUrn?: string;
  /** SHA-256 of what makes the action run again, such as `triggers`. */
  readonly hash: string;
}

export interface Entry {
  readonly work: Work;
  readonly owner: Owner;
  readonly change: Change;
  /** "open": under way, or left by a process that ended. "done": ended well. "gone": the engine has it in its state. */
  readonly status: "open" | "done" | "gone";
  /** Made while the engine held the same work already: by a taint, say, and so wanted once more. */
  readonly again: boolean;
  /** Actions of the entries that this one took the place of. They stay known as long as those would have. */
  readonly earlier?: readonly Earlier[];
  /** Of this form of entries; others are not read. */
  readonly version: typeof version;
  /** Of the last write; milliseconds since the epoch. */
  readonly time: number;
}

/** What an engine's state tells of the names that its resource had. */
export interface Former {
  readonly savedUrn: string;
  readonly actionIds: readonly number[];
}

export interface Earlier {
  readonly id: number;
  readonly time: number;
}

export const version = 1;

/** How long an entry is kept that the engine never showed again, and one that it did. */
export const keptSeconds = { open: Infinity, done: 7 * 86_400, gone: 3_600 };

export const nameOf = ({ apiUrl, urn, target }: Omit<Work, "hash">): string =>
  sha256([apiUrl, urn, target]);

/** What a file holds; undefined if that is no entry of this form. */
export function entryIn(value: unknown): Entry | undefined {
  const entry = value as Partial<Entry>;
  return entry.version === version && isChange(entry.change) ? (entry as Entry) : undefined;
}

export const sha256 = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value)).digest("hex");
