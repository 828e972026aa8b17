import type { About, Before, Due, OperationEvent, OperationRecord, Sent } from "./operation";

/** An operation as its events have left it. */
export interface Operation {
  readonly id: string;
  readonly base: string | null;
  readonly about: About;
  /** The Droplet's id, or the tag. */
  readonly target: string;
  readonly inputs: string;
  readonly from: OperationRecord["from"];
  readonly due: Due | null;
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

/** One action POST, as far as it is known. */
export interface Post {
  /** Names it in events. */
  readonly number: number;
  readonly dropletId: string;
  readonly type: string;
  readonly body: Sent["body"];
  readonly before: Before | undefined;
  readonly usualSeconds: number | undefined;
  readonly skewMilliseconds: number | undefined;
  /** When it left, by our clock, ISO 8601. */
  readonly sentAt: string;
  /** When its answer turned out to be lost. */
  readonly lostAt: string | undefined;
  /** When something ran on the Droplet that no list showed, after it had counted as not accepted. */
  readonly doubtedAt: string | undefined;
  /** Null as long as no answer named it: DigitalOcean may or may not have accepted the POST. */
  readonly action: PostedAction | null;
  /** When its effect was seen, or the wait for it was given up, by our clock; ISO 8601. */
  readonly endedAt: string | undefined;
  /** What is still to be seen of it; null if nobody waits for it any more. */
  readonly awaits: "effect" | "power off" | null;
  /** The Droplet was on just before it and may be off by it. */
  readonly takesPower: boolean;
}

export interface PostedAction {
  readonly id: number;
  readonly status: "in-progress" | "completed" | "errored";
  readonly startedAt: string;
  readonly completedAt: string | null;
  readonly adopted: boolean;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type State = Mutable<Omit<Operation, "posts" | "notFound">>;

/** What the events of an operation come to. */
export function fold(record: OperationRecord): Operation {
  const { id, base, about, inputs, from, due, events } = record;
  const state: State = {
    ...{ id, base, about, inputs, from, due },
    target: about.target,
    restoresPower: false,
    awaitsHealth: record.waitsForHealth === true,
    readyAt: null,
    closed: null,
    isKept: false,
    isSaved: false,
    takenActionIds: events.flatMap((event) => (event.is === "action" ? [event.id] : [])),
    run: null,
    changedAt: Date.parse(events.at(-1)?.at ?? record.began),
  };
  const posts = new Map<number, Mutable<Post>>();
  const notFound = new Map<number, Mutable<Post>>();
  let count = 0;
  for (const event of events) {
    if (event.is === "sent") {
      posts.set(count, postOf(event, count++));
      Object.assign(state, { awaitsHealth: record.waitsForHealth === true, readyAt: null });
    }
    if (event.is === "dropped") posts.delete(event.post);
    else if (event.is === "not found") move(event.post, posts, notFound);
    else if (event.is === "doubted") {
      const post = move(event.post, notFound, posts);
      if (post) post.doubtedAt = event.at;
    } else if ("post" in event) applyToPost(posts.get(event.post), event);
    else applyToOperation(state, event);
    // What is done with the power counts from here on, whichever POST took it.
    if (event.is === "power restored") for (const post of posts.values()) post.takesPower = false;
    // An operation that continues is neither closed nor kept as it was.
    if (event.is === "worked")
      Object.assign(state, { closed: null, isKept: false, isSaved: false });
  }
  const kept = [...posts.values()];
  const restoresPower = kept.some(({ takesPower }) => takesPower);
  return { ...state, posts: kept, notFound: [...notFound.values()], restoresPower };
}

/** The POST of that number, which leaves the one map for the other. */
function move(
  number: number,
  from: Map<number, Mutable<Post>>,
  to: Map<number, Mutable<Post>>,
): Mutable<Post> | undefined {
  const post = from.get(number);
  from.delete(number);
  if (post) to.set(number, post);
  return post;
}

function postOf(sent: Sent, number: number): Mutable<Post> {
  const { dropletId, type, body, before, usualSeconds, skewMilliseconds, at } = sent;
  return {
    ...{ number, dropletId, type, body, before, usualSeconds, skewMilliseconds },
    sentAt: at,
    lostAt: undefined,
    doubtedAt: undefined,
    endedAt: undefined,
    action: null,
    awaits: sent.awaits,
    takesPower: sent.takesPower,
  };
}

function applyToOperation(state: State, event: OperationEvent): void {
  if (event.is === "worked") state.run = event.run;
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

/** An event about a POST that was dropped, or never sent, says nothing any more. */
function applyToPost(post: Mutable<Post> | undefined, event: OfPost): void {
  if (!post) return;
  if (event.is === "lost") post.lostAt = event.at;
  else if (event.is === "action") {
    const { id, status, startedAt, completedAt, adopted } = event;
    post.action = { id, status, startedAt, completedAt, adopted };
  } else if (event.is === "disowned") {
    const actionIds = [...(post.before?.actionIds ?? []), ...(post.action ? [post.action.id] : [])];
    post.before = { ...post.before, actionIds };
    post.action = null;
  } else {
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
export interface PerformedAction {
  readonly id: string;
  readonly type: string;
  readonly status: string;
  readonly startedAt: string;
  readonly completedAt: string | null;
}

export const performedActions = ({ posts }: Operation): PerformedAction[] =>
  posts.flatMap(({ type, action }) => {
    if (!action) return [];
    const { id, status, startedAt, completedAt } = action;
    return [{ id: String(id), type, status, startedAt, completedAt }];
  });
