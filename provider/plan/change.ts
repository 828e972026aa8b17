import type { Post } from "../actions/post";

/** What a change has done so far: the memory of the planner and, when it stops half-way, of the next run. */
export interface Change {
  /** The id of the Droplet, or the tag of the Droplets. */
  readonly target: string;
  /** Why an action that declares no state shall run; null if it shall not. */
  readonly due: Due | null;
  /** The Droplets that had the tag when the POST for all of them was sent. */
  tagged?: readonly string[];
  readonly posts: Post[];
}

export interface Due {
  /** Completes "because …". */
  readonly because: string;
  /** The inputs that changed; none for a new resource. */
  readonly inputs: readonly string[];
}

/** Of what a file or a state holds. */
export function isChange(value: unknown): value is Change {
  const posts: unknown = (value as Partial<Change> | null | undefined)?.posts;
  return Array.isArray(posts) && posts.every((post) => typeof post === "object" && post !== null);
}

export const newChange = (target: string, due: Due | null = null): Change => ({
  target,
  due,
  posts: [],
});

/** The output `performedActions`. */
export interface PerformedAction {
  readonly id: number;
  readonly type: string;
  readonly status: string;
  readonly startedAt: string;
  readonly completedAt: string | null;
}

export function performedActions(change: Change): PerformedAction[] {
  return change.posts.flatMap(({ actionId, type, status, startedAt, completedAt }) =>
    actionId === null
      ? []
      : [{ id: actionId, type, status, startedAt: startedAt ?? "", completedAt }],
  );
}

/** Our own POST took the Droplet's power, or may have, and nobody has put it back. */
export const owesPower = ({ posts }: Change): boolean => posts.some((post) => post.owesPower);

/** Ids of its actions, as far as DigitalOcean's answers named them. */
export const actionIdsOf = ({ posts }: Change): number[] =>
  posts.flatMap(({ actionId }) => (actionId === null ? [] : [actionId]));
