import type { Post } from "../actions/post";

/** What a change has done so far: the memory of the planner and, when it stops half-way, of the next run. */
export interface Change {
  readonly dropletId: string;
  /** "active": the Droplet was on just before our own POST took its power, so we owe it. */
  powerBefore: "active" | null;
  readonly posts: Post[];
}

export const newChange = (dropletId: string): Change => ({
  dropletId,
  powerBefore: null,
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
