import { isDeepStrictEqual } from "node:util";
import type { Action } from "../api/wire";
import type { Post } from "../operation/fold";
import type { Run } from "./run";

/** What a run records of its POSTs. */

/** What DigitalOcean says of the POST's action. `adopted`: it was found by look-up. */
export async function noteAction(
  { log }: Pick<Run, "log">,
  post: Post,
  { id, status, startedAt, completedAt }: Action,
  { adopted = post.action?.adopted ?? false } = {},
): Promise<void> {
  const action = { id, status, startedAt, completedAt, adopted };
  if (isDeepStrictEqual(action, post.action)) return;
  await log.append({ is: "action", post: post.number, ...action });
}

/** What became of the POST's action, as far as DigitalOcean tells it. */
export async function readEnd(run: Run, post: Post): Promise<void> {
  if (post.action?.status !== "in-progress") return;
  await noteAction(run, post, await run.api.action(post.dropletId, post.action.id));
}

/** Records of each of these POSTs what has turned out about it; the events say what that means. */
export const markPosts = (
  { log }: Run,
  is: "dropped" | "released" | "lost" | "doubted",
  posts: readonly Post[],
): Promise<void> => log.append(...posts.map(({ number }) => ({ is, post: number })));
