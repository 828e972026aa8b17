import type { OperationEvent, OperationRecord } from "./operation";

/** An operation as its events have left it. */
export interface Operation extends Readonly<
  Pick<OperationRecord, "id" | "base" | "about" | "inputs" | "from" | "due">
> {
  /** The Droplet's id, or the tag. */
  readonly target: string;
  /** The Droplets that had the tag when the POST for all of them was sent; absent if none was. */
  readonly tagged?: readonly string[];
  /** In the order in which they left, without those that were certainly not accepted. */
  readonly posts: readonly Post[];
  /** POSTs whose answer was lost and for which no action was found. */
  readonly notFound: readonly Post[];
  /** Our own POST took the Droplet's power, or may have, and nobody has restored it. */
  readonly restoresPower: boolean;
  /** A healthcheck, if there is one, has still to succeed. */
  readonly awaitsHealth: boolean;
  /** When it had, after all POSTs; ISO 8601. */
  readonly readyAt: string | null;
  /** "ended": nothing is left to wait for, and the resource is not as its inputs say. */
  readonly closed: "done" | "ended" | null;
  readonly isKept: boolean;
  readonly isSaved: boolean;
  /** Ids of all actions that it took for its own, also of those that turned out to be others'. */
  readonly takenActionIds: readonly number[];
  /** The run that worked on it last. */
  readonly run: string | null;
  /** The time of its last event; milliseconds since the epoch. */
  readonly changedAt: number;
}

type EventOf<Is> = Readonly<Extract<OperationEvent, { readonly is: Is }>>;

/** One action POST, as far as it is known. */
export interface Post extends Omit<EventOf<"sent">, "awaits"> {
  /** Names it in events. */
  readonly number: number;
  /** When it left, by our clock, ISO 8601. */
  readonly sentAt: string;
  /** When its answer turned out to be lost. */
  readonly lostAt?: string;
  /** When something ran on the Droplet that no list showed, after it had counted as not accepted. */
  readonly doubtedAt?: string;
  /** Null as long as no answer named it: DigitalOcean may or may not have accepted the POST. */
  readonly action: PostedAction | null;
  /** When its effect was seen, or the wait for it was given up, by our clock; ISO 8601. */
  readonly endedAt?: string;
  /** What is still to be seen of it; null if nobody waits for it any more. */
  readonly awaits: EventOf<"sent">["awaits"] | null;
}

export type PostedAction = Omit<EventOf<"action">, "is" | "at" | "post">;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type State = Mutable<Omit<Operation, "posts" | "notFound" | "restoresPower">>;

/** What the events of an operation come to. */
export function fold(record: OperationRecord): Operation {
  const { id, base, about, inputs, from, due, events } = record;
  const state: State = {
    ...{ id, base, about, inputs, from, due },
    target: about.target,
    awaitsHealth: record.waitsForHealth === true,
    readyAt: null,
    closed: null,
    isKept: false,
    isSaved: false,
    takenActionIds: events.flatMap((event) => (event.is === "action" ? [event.id] : [])),
    run: null,
    changedAt: Date.parse(events.at(-1)?.at ?? record.began),
  };
  const sent: Mutable<Post>[] = [];
  const posts = new Set<Mutable<Post>>();
  const notFound = new Set<Mutable<Post>>();
  for (const event of events) {
    if (event.is === "sent") {
      const post = { ...event, number: sent.length, sentAt: event.at, action: null };
      sent.push(post);
      posts.add(post);
      Object.assign(state, { awaitsHealth: record.waitsForHealth === true, readyAt: null });
    } else if ("post" in event) {
      const post = sent[event.post];
      const among = event.is === "doubted" ? notFound : posts;
      // An event about a POST that was dropped, or never sent, says nothing any more.
      if (!post || !among.has(post)) continue;
      if (["dropped", "not found", "doubted"].includes(event.is)) among.delete(post);
      if (event.is === "not found") notFound.add(post);
      if (event.is === "doubted") posts.add(post);
      applyToPost(post, event);
    } else if (event.is === "power restored") {
      // What is done with the power counts from here on, whichever POST took it.
      for (const post of posts) post.takesPower = false;
    } else applyToOperation(state, event);
  }
  const restoresPower = [...posts].some(({ takesPower }) => takesPower);
  return { ...state, posts: [...posts], notFound: [...notFound], restoresPower };
}

function applyToOperation(state: State, event: OperationEvent): void {
  // An operation that continues is neither closed nor kept as it was.
  if (event.is === "worked")
    Object.assign(state, { run: event.run, closed: null, isKept: false, isSaved: false });
  else if (event.is === "closed") state.closed = event.done ? "done" : "ended";
  else if (event.is === "healthy") Object.assign(state, { awaitsHealth: false, readyAt: event.at });
  else if (event.is === "kept") state.isKept = true;
  else if (event.is === "saved") state.isSaved = true;
  else if (event.is === "tagged") {
    if (event.dropletIds) state.tagged = event.dropletIds;
    else delete state.tagged;
  }
}

type OfPost = Extract<OperationEvent, { readonly post: number }>;

function applyToPost(post: Mutable<Post>, event: OfPost): void {
  if (event.is === "lost") post.lostAt = event.at;
  else if (event.is === "doubted") post.doubtedAt = event.at;
  else if (event.is === "action") {
    // Nothing else, for what DigitalOcean says next is compared with it.
    const { id, status, startedAt, completedAt, adopted } = event;
    post.action = { id, status, startedAt, completedAt, adopted };
  } else if (event.is === "disowned") {
    const actionIds = [...(post.before?.actionIds ?? []), ...(post.action ? [post.action.id] : [])];
    post.before = { ...post.before, actionIds };
    post.action = null;
  } else if (event.is === "verified" || event.is === "released") {
    post.awaits = null;
    post.endedAt = event.at;
  }
}

/** Somebody waits for the end of its action, or for its effect. */
export const isAwaited = ({ awaits }: Post): boolean => awaits === "effect";

/** A shutdown that may still take effect: the Droplet's power is watched, not the action. */
export const isInGrace = ({ awaits }: Post): boolean => awaits === "power off";

export const hasErrored = ({ action }: Post): boolean => action?.status === "errored";

/** Its type, and its action if an answer named it. */
export const titleOf = ({ type, action }: Pick<Post, "type" | "action">): string =>
  action === null ? type : `${type} (action ${action.id})`;

/** Ids of its actions, as far as DigitalOcean's answers named them. */
export const actionIdsOf = ({ posts }: Pick<Operation, "posts">): number[] =>
  posts.flatMap(({ action }) => (action ? [action.id] : []));

/** The output `performedActions`. Ids are text, for they have passed what an integer of Pulumi's schema holds. */
export const performedActions = ({ posts }: Operation) =>
  posts.flatMap(({ type, action }) => {
    if (!action) return [];
    const { id, status, startedAt, completedAt } = action;
    return [{ id: String(id), type, status, startedAt, completedAt }];
  });
