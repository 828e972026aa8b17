import { actionOf } from "../actions";
import type { Before, Post } from "../actions/post";
import type { Action } from "../api/wire";
import { isKind } from "../errors";
import type { PostByTag, PostStep } from "../plan/plan";
import type { Run } from "./run";

/** "posted": accepted, or perhaps accepted. "not now": nothing was accepted; look at the Droplet again. */
export type Sent = "posted" | "not now";

const betweenTries = 3_000;

/** Sends the POST of a step, once, and notes it in the change. Only this file sends any. */
export async function sendPost(
  run: Run,
  { type, body, dropletId = run.change.target }: Pick<PostStep, "type" | "body" | "dropletId">,
): Promise<Sent> {
  const { scopes, before } = actionOf(type);
  const post = newPost(run, dropletId, { type, body }, await before?.(run.api, dropletId));
  return sendOnce(run, type, [post], async (deadline) => [
    { ...(await run.api.postAction(dropletId, { type, body, scopes, deadline })), dropletId },
  ]);
}

/** The same for all Droplets of a tag; those that get no action are in no post of the change. */
export async function sendPostByTag(run: Run, { type, body }: PostByTag): Promise<Sent> {
  const { api, change } = run;
  const { scopes, before } = actionOf(type);
  const tagged = (await api.dropletsOfTag(change.target)).map(({ id }) => id);
  const posts = await Promise.all(
    tagged.map(async (id) => newPost(run, id, { type, body }, await before?.(api, id))),
  );
  const sent = await sendOnce(run, type, posts, async (deadline) => {
    const started = await api.postActionByTag(change.target, { type, body, scopes, deadline });
    // A Droplet that got the tag in the last moment takes part, too.
    for (const { dropletId } of started.filter((action) => !tagged.includes(action.dropletId))) {
      tagged.push(dropletId);
      posts.push(newPost(run, dropletId, { type, body }, undefined));
    }
    return started;
  });
  if (sent === "posted") change.tagged = tagged;
  return sent;
}

async function sendOnce(
  run: Run,
  type: string,
  posts: readonly Post[],
  send: (deadline: number) => Promise<readonly Action[]>,
): Promise<Sent> {
  const { change, clock } = run;
  try {
    const started = await send(run.deadline);
    for (const post of posts) {
      const action = started.find(({ dropletId }) => dropletId === post.dropletId);
      if (!action) continue;
      note(post, action);
      change.posts.push(post);
    }
    return "posted";
  } catch (error) {
    if (isKind(error, "LostAnswerError")) {
      change.posts.push(...posts);
      return "posted";
    }
    if (!isKind(error, "AnswerError") || error.facts.httpStatus !== 422) throw error;
    const answer = error.reason.toLowerCase();
    // A foreign event, such as an automatic backup, a volume or somebody's own action: it passes.
    const pending = answer.includes("pending event");
    // Where a state is declared, the next look shows whether it is really so.
    const alreadySo = !change.due && actionOf(type).alreadySo?.test(answer);
    if (!pending && !alreadySo) throw error;
    run.progress.waiting(
      pending
        ? `${type}: waiting for another event on the Droplet to end`
        : `${type}: DigitalOcean says it is so already, waiting until it shows`,
      run.began,
    );
    await clock.sleep(betweenTries);
    return "not now";
  }
}

function newPost(
  { clock }: Run,
  dropletId: string,
  { type, body }: Pick<Post, "type" | "body">,
  before: Before | undefined,
): Post {
  return {
    dropletId,
    type,
    body,
    before,
    sentAt: new Date(clock.now()).toISOString(),
    actionId: null,
    status: "unknown",
    startedAt: null,
    completedAt: null,
    settled: false,
  };
}

/** Copies what DigitalOcean says of the action into the change. */
export function note(post: Post, action: Action): void {
  post.actionId = action.id;
  post.startedAt = action.startedAt;
  post.completedAt = action.completedAt;
  post.status =
    action.status === "completed" || action.status === "errored" ? action.status : "in-progress";
}
