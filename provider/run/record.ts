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

/** For POSTs that certainly were not accepted. */
export const dropPosts = ({ log }: Pick<Run, "log">, posts: readonly Post[]): Promise<void> =>
  log.append(...posts.map(({ number }) => ({ is: "dropped", post: number }) as const));

/** For POSTs that nobody waits for any more. */
export const releasePosts = ({ log }: Pick<Run, "log">, posts: readonly Post[]): Promise<void> =>
  log.append(...posts.map(({ number }) => ({ is: "released", post: number }) as const));
