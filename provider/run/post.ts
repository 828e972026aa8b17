import { actionOf } from "../actions";
import type { Before, Post } from "../actions/post";
import type { ActionList, ActionPost } from "../api/digitalocean";
import type { Action } from "../api/wire";
import { isKind, messageOf } from "../errors";
import type { PostByTag, PostStep } from "../plan/plan";
import { refuseUnknownActions } from "./guard";
import type { Run } from "./run";

/** "posted": accepted, or perhaps accepted. "not now": nothing was accepted; look at the Droplet again. */
export type Sent = "posted" | "not now";

/** What turning off adds to a POST. */
interface PowerMarks {
  /** The change owes the Droplet its power from here on. */
  readonly takesPower?: boolean;
  readonly inGrace?: boolean;
}

const betweenTries = 3_000;

/** Sends the POST of a step, once, and notes it in the change and the journal first. Only this file sends any. */
export async function sendPost(
  run: Run,
  { type, body, dropletId = run.change.target }: Pick<PostStep, "type" | "body" | "dropletId">,
  { takesPower = false, inGrace = false }: PowerMarks = {},
): Promise<Sent> {
  const { change } = run;
  const { scopes } = actionOf(type);
  const post = await newPost(run, dropletId, { type, body });
  if (inGrace) post.inGrace = true;
  const { powerBefore } = change;
  if (takesPower) change.powerBefore = "active";
  const sent = await sendOnce(run, type, [post], async (options) => [
    { ...(await run.api.postAction(dropletId, { type, body, scopes, ...options })), dropletId },
  ]).catch((error: unknown) => {
    change.powerBefore = powerBefore;
    throw error;
  });
  if (sent === "not now") change.powerBefore = powerBefore;
  return sent;
}

/** The same for all Droplets of a tag; those that get no action are in no post of the change. */
export async function sendPostByTag(run: Run, { type, body }: PostByTag): Promise<Sent> {
  const { api, change } = run;
  const { scopes } = actionOf(type);
  const tagged = (await api.dropletsOfTag(change.target)).map(({ id }) => id);
  const posts = await Promise.all(tagged.map((id) => newPost(run, id, { type, body })));
  change.tagged = tagged;
  const forget = () => delete change.tagged;
  try {
    const sent = await sendOnce(run, type, posts, async (options) => {
      const started = await api.postActionByTag(change.target, { type, body, scopes, ...options });
      // A Droplet that got the tag in the last moment takes part, too.
      for (const { dropletId } of started.filter((action) => !tagged.includes(action.dropletId))) {
        tagged.push(dropletId);
        const late = emptyPost(run, dropletId, { type, body }, undefined);
        posts.push(late);
        change.posts.push(late);
      }
      return started;
    });
    if (sent === "not now") forget();
    return sent;
  } catch (error) {
    forget();
    throw error;
  }
}

async function sendOnce(
  run: Run,
  type: string,
  posts: readonly Post[],
  send: (options: Pick<ActionPost, "deadline" | "onSend">) => Promise<readonly Action[]>,
): Promise<Sent> {
  const { change, clock } = run;
  // The intent is on disk before the POST is on its way.
  change.posts.push(...posts);
  run.save();
  try {
    const onSend = () => {
      for (const post of posts) post.sentAt = new Date(clock.now()).toISOString();
      run.save();
    };
    const started = await send({ deadline: run.deadline, onSend });
    for (const post of posts) {
      const action = started.find(({ dropletId }) => dropletId === post.dropletId);
      if (action) note(post, action);
      else forgetPosts(run, [post]);
    }
    run.save();
    return "posted";
  } catch (error) {
    // Unknown as it is noted: accepted or not, that is to be found out.
    if (isKind(error, "LostAnswerError")) {
      for (const post of posts) post.lostAt = new Date(clock.now()).toISOString();
      return "posted";
    }
    forgetPosts(run, posts);
    const later = retryIn(error);
    if (later !== undefined && clock.now() + later < run.deadline) {
      run.progress.waiting(`${type}: ${messageOf(error)}`, run.began);
      await clock.sleep(later);
      return "not now";
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

/** Milliseconds until a request that certainly was not accepted is worth another try; undefined: it is not. */
function retryIn(error: unknown): number | undefined {
  if (isKind(error, "UnreachableError")) return betweenTries;
  const rate = error instanceof Error && "retryAfterSeconds" in error ? error.retryAfterSeconds : 0;
  return typeof rate === "number" && rate > 0 ? rate * 1000 : undefined;
}

/** For POSTs that certainly were not accepted. */
export function forgetPosts(run: Run, posts: readonly Post[]): void {
  const { change } = run;
  change.posts.splice(0, Infinity, ...change.posts.filter((post) => !posts.includes(post)));
  run.save();
}

async function newPost(
  run: Run,
  dropletId: string,
  { type, body }: Pick<Post, "type" | "body">,
): Promise<Post> {
  const { api } = run;
  const list = await api.actionList(dropletId);
  refuseUnknownActions(run, dropletId, type, list);
  const actionIds = list.actions.filter((action) => action.type === type).map(({ id }) => id);
  const before = { ...(await actionOf(type).before?.(api, dropletId)), actionIds };
  return { ...emptyPost(run, dropletId, { type, body }, before), usual: usualSeconds(list, type) };
}

/** The median of the latest runs: one that took an hour because of trouble says little. */
function usualSeconds({ actions }: ActionList, type: string): number | undefined {
  const seconds = actions
    .filter((action) => action.type === type && action.status === "completed")
    .sort((a, b) => b.id - a.id)
    .slice(0, 5)
    .map(
      ({ startedAt, completedAt }) =>
        (Date.parse(completedAt ?? "") - Date.parse(startedAt)) / 1000,
    )
    .filter((duration) => duration >= 0)
    .sort((a, b) => a - b);
  return seconds[Math.floor(seconds.length / 2)];
}

function emptyPost(
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
