import type { Post } from "../actions/post";
import type { Change } from "../plan/change";
import { type Entry, sha256 } from "./entry";
import type { Journal } from "./journal";

/** The journal as the core uses it. */
export type Notes = Pick<
  Journal,
  | "claim"
  | "release"
  | "find"
  | "findFormer"
  | "write"
  | "tell"
  | "seen"
  | "forget"
  | "owing"
  | "knownIds"
  | "hasChanged"
  | "isSentElsewhere"
>;

const mark = "secret with SHA-256 ";

/** A note is a plain file, so of a secret it keeps what only somebody who has it can read. */
const concealed = (secret: string): string => mark + sha256(secret);

/** Whether a body holds a secret that this run does not have, since it has changed. */
export const holdsConcealed = (body: Post["body"]): boolean => JSON.stringify(body).includes(mark);

/**
 * The journal for one call of the engine: what was posted is kept without the secrets of this call, and is whole again
 * for a call that has the same ones.
 */
export function concealing(journal: Journal, secrets: readonly string[]): Notes {
  const given = secrets.filter(Boolean);
  if (given.length === 0) return journal;
  const hide = new Map(given.map((secret) => [secret, concealed(secret)]));
  const show = new Map(given.map((secret) => [concealed(secret), secret]));
  const shown = (entry: Entry | undefined) =>
    entry && { ...entry, change: withBodies(entry.change, show) };
  return {
    claim: (work) => journal.claim(work),
    release: (work) => journal.release(work),
    find: (work) => shown(journal.find(work)),
    findFormer: (work, former) => shown(journal.findFormer(work, former)),
    write: (work, change, status, again) =>
      journal.write(work, withBodies(change, hide), status, again),
    tell: (work) => journal.tell(work),
    seen: (work, actionIds) => journal.seen(work, actionIds),
    forget: (work) => journal.forget(work),
    owing: () => journal.owing(),
    knownIds: (apiUrl) => journal.knownIds(apiUrl),
    hasChanged: (kind, work) => journal.hasChanged(kind, work),
    isSentElsewhere: (apiUrl, dropletId, type) => journal.isSentElsewhere(apiUrl, dropletId, type),
  };
}

function withBodies(change: Change, texts: ReadonlyMap<string, string>): Change {
  const posts = change.posts.map((post) => ({
    ...post,
    body: replaced(post.body, texts) as typeof post.body,
  }));
  return { ...change, posts };
}

/** An id may have become a number on its way into the request. */
function replaced(value: unknown, texts: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string" || typeof value === "number") {
    return texts.get(String(value)) ?? value;
  }
  if (Array.isArray(value)) return value.map((item) => replaced(item, texts));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, replaced(item, texts)]),
  );
}
