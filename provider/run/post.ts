import { actionOf } from "../actions";
import type { Before, Post } from "../actions/post";
import type { ActionList, ActionPost } from "../api/digitalocean";
import type { Action } from "../api/wire";
import type { Clock } from "../clock";
import { isKind } from "../errors";
import type { PostByTag, PostStep } from "../plan/plan";
import { listKnownActions } from "./guard";
import { waitAfterRefusal } from "./refusal";
import type { Prepared, Run } from "./run";
import { stopIfUnwanted } from "./stop";

/** "posted": accepted, or perhaps accepted. "not now": nothing was accepted; look at the Droplet again. */
export type Sent = "posted" | "not now";

/** A plan that is older when it is the POST's turn is made anew, from another look; milliseconds. */
const freshFor = 10_000;
const tooOld = new Error("the plan is too old");
const clockSet = new Error("the clock was set since the Droplet's actions were read");
/** What was read before a POST that was put off need not be read again for it; milliseconds. */
const preparedFor = 900_000;
/** Two clocks that are further apart than before by more than that were not just slow; milliseconds. */
const apart = 1_000;

/** Sends the POST of a step, once, and notes it in the change and the journal first. Only this file sends any. */
export async function sendPost(
  run: Run,
  { type, body, dropletId = run.change.target }: Pick<PostStep, "type" | "body" | "dropletId">,
  /** What turning off adds to it. */
  marks: Pick<Post, "owesPower" | "inGrace"> = {},
): Promise<Sent> {
  const { scopes } = actionOf(type);
  const plannedAt = run.clock.now();
  const post = { ...(await newPost(run, dropletId, { type, body })), ...marks };
  return sendOnce(run, type, plannedAt, [post], async (options) => [
    { ...(await run.api.postAction(dropletId, { type, body, scopes, ...options })), dropletId },
  ]);
}

/** The same for all Droplets of a tag; those that get no action are in no post of the change. */
export async function sendPostByTag(run: Run, { type, body }: PostByTag): Promise<Sent> {
  const { api, change } = run;
  const { scopes } = actionOf(type);
  const plannedAt = run.clock.now();
  const tagged = (await api.dropletsOfTag(change.target)).map(({ id }) => id);
  const posts = await Promise.all(tagged.map((id) => newPost(run, id, { type, body })));
  change.tagged = tagged;
  const forget = () => delete change.tagged;
  try {
    const sent = await sendOnce(run, type, plannedAt, posts, async (options) => {
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
  plannedAt: number,
  posts: readonly Post[],
  send: (options: Pick<ActionPost, "deadline" | "onTurn" | "onSend">) => Promise<readonly Action[]>,
): Promise<Sent> {
  const { change, clock, recent } = run;
  // The intent is on disk before the POST is on its way.
  change.posts.push(...posts);
  run.save();
  const sent = () => {
    recent.prepared.clear();
    recent.refusals = 0;
    recent.putOff = 0;
  };
  try {
    const onSend = () => {
      for (const post of posts) post.sentAt = new Date(clock.now()).toISOString();
      run.save();
    };
    const onTurn = () => {
      stopIfUnwanted(run);
      // Where requests are very far apart, it cannot be that fresh.
      const freshUntil = plannedAt + freshFor * 2 ** recent.putOff;
      const wasSet = [...recent.prepared.values()].some((one) => wasSetSince(clock, one));
      if (wasSet) throw clockSet;
      if (clock.now() > Math.min(freshUntil, run.deadline)) throw tooOld;
    };
    const started = await send({ deadline: run.deadline, onTurn, onSend });
    sent();
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
      // Given up early, it is as after a kill: nobody knows how long it was under way.
      const givenUp = "givenUp" in error && error.givenUp;
      for (const post of givenUp ? [] : posts) post.lostAt = new Date(clock.now()).toISOString();
      sent();
      run.save();
      return "posted";
    }
    forgetPosts(run, posts);
    if (error === tooOld) recent.putOff++;
    else recent.prepared.clear();
    if (error !== tooOld && error !== clockSet) {
      await waitAfterRefusal(
        run,
        type,
        posts.map(({ dropletId }) => dropletId),
        error,
      );
    }
    return "not now";
  }
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
  const { before, usual, skew } = await prepare(run, dropletId, type);
  return { ...emptyPost(run, dropletId, { type, body }, before), usual, skew };
}

async function prepare(run: Run, dropletId: string, type: string): Promise<Prepared> {
  const { api, clock, recent } = run;
  const key = `${dropletId} ${type}`;
  const known = recent.prepared.get(key);
  if (known && clock.now() - known.at < preparedFor) return known;
  const at = clock.now();
  const list = await listKnownActions(run, dropletId, type);
  // Now, for what is read next may take minutes.
  const skew = list.serverTime === null ? undefined : list.serverTime - clock.now();
  const ahead = clock.now() - clock.steady();
  const actionIds = list.actions.filter((action) => action.type === type).map(({ id }) => id);
  const before = { ...(await actionOf(type).before?.(api, dropletId)), actionIds };
  const prepared = { at, before, usual: usualSeconds(list, type), skew, ahead };
  recent.prepared.set(key, prepared);
  return prepared;
}

/** Whether our clock was set since: what is sent now would seem to be sent at another time by DigitalOcean's. */
const wasSetSince = (clock: Clock, { ahead }: Prepared): boolean =>
  Math.abs(clock.now() - clock.steady() - ahead) > apart;

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
