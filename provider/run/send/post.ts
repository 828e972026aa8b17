import { actionOf, scopesOf } from "../../actions";
import type { ActionList, ActionPost } from "../../api/digitalocean";
import type { Action } from "../../api/wire";
import type { Clock } from "../../clock";
import { isKind, RefusedError } from "../../errors";
import type { Post } from "../../operation/fold";
import type { EventBody } from "../../operation/operation";
import type { PostByTag, Step } from "../../plan/plan";
import { listKnownActions, type ToSend } from "./guard";
import { markPosts, noteAction } from "../record";
import { waitAfterRejection } from "./rejection";
import { type Prepared, type Run, stopIfUnwanted } from "../run";

/** A plan that is older when the POST leaves the queue is made once more, from another read. */
const freshMilliseconds = 10_000;
const tooOld = new Error("the plan is too old");
const clockSet = new Error("the clock was set since the Droplet's actions were read");
/** What was read before a POST that was put off need not be read again for it. */
const preparedMilliseconds = 900_000;
/** Two clocks that are further apart than before by more than that were not just slow. */
const apartMilliseconds = 1_000;

type Draft = EventBody & { readonly is: "sent" };

/**
 * Sends the POST of a step, once, and records it first. Only this file sends any. Undefined if nothing was accepted, and
 * the Droplet is to be looked at again; else it was accepted, or perhaps was.
 */
export async function sendPost(
  run: Run,
  { type, body, dropletId = run.log.operation.target }: ToSend,
  /** What turning off adds to it. */
  marks: Partial<Pick<Draft, "takesPower" | "awaits">> = {},
): Promise<Post | undefined> {
  const scopes = scopesOf(type);
  const plannedAt = run.clock.now();
  const draft = { ...(await prepareDraft(run, dropletId, { type, body })), ...marks };
  return sendOnce(run, type, plannedAt, [draft], undefined, async (options) => [
    { ...(await run.api.postAction(dropletId, { type, body, scopes, ...options })), dropletId },
  ]);
}

/** The same for all Droplets of a tag; those that get no action are in no POST of the operation. */
export async function sendPostByTag(run: Run, { type, body }: PostByTag): Promise<void> {
  const { api, log } = run;
  const { target } = log.operation;
  const scopes = scopesOf(type);
  const plannedAt = run.clock.now();
  refuseIfForgotten(run, type);
  const tagged = (await api.dropletsOfTag(target)).map(({ id }) => id);
  const drafts = await Promise.all(tagged.map((id) => prepareDraft(run, id, { type, body })));
  await sendOnce(run, type, plannedAt, drafts, tagged, (options) =>
    api.postActionByTag(target, { type, body, scopes, ...options }),
  );
}

/**
 * Reads what the POSTs of these steps need, and makes the refusals that are possible, before the first of them disturbs
 * the Droplet. False if that took so long that the steps have to be planned again.
 */
export async function prepareSteps(run: Run, steps: readonly Step[]): Promise<boolean> {
  const began = run.clock.now();
  // One for all Droplets of a tag is one POST, and prepares for itself.
  const byDroplet = new Map<string, ToSend[]>();
  for (const step of steps) {
    const own = step.do === "post" ? step.dropletId : undefined;
    const dropletId = own ?? run.log.operation.target;
    byDroplet.set(dropletId, [...(byDroplet.get(dropletId) ?? []), ...postsOf(step)]);
  }
  await Promise.all([...byDroplet].map(([dropletId, posts]) => prepare(run, dropletId, posts)));
  return run.clock.now() - began <= freshMilliseconds;
}

function postsOf(step: Step): readonly ToSend[] {
  if (step.do === "post by tag" || step.do === "delete snapshot") return [];
  if (step.do === "post") return [step];
  const { gracefulShutdown, forcePowerOff } = step.options;
  const cuts = forcePowerOff || !gracefulShutdown;
  const types = [...(gracefulShutdown ? ["shutdown"] : []), ...(cuts ? ["power_off"] : [])];
  return types.map((type) => ({ type, body: {} }));
}

/** The first of the POSTs that was accepted, or perhaps was; undefined if none was. */
async function sendOnce(
  run: Run,
  type: string,
  plannedAt: number,
  drafts: readonly Draft[],
  /** The Droplets of the tag, if it is one POST for all of them. */
  tagged: readonly string[] | undefined,
  send: (options: Pick<ActionPost, "deadline" | "onTurn" | "onSend">) => Promise<readonly Action[]>,
): Promise<Post | undefined> {
  const { attempts, clock, log } = run;
  const first = log.nextNumber;
  /** None as long as the POST has not left. */
  const posts = () => log.posts.filter(({ number }) => number >= first);
  const forgetAttempts = () => {
    // What was read for the steps that follow holds: nothing but this operation disturbs the Droplet meanwhile.
    for (const { dropletId } of drafts) attempts.prepared.delete(keyOf(dropletId, type));
    attempts.rejected = 0;
    attempts.putOff = 0;
  };
  try {
    const onTurn = () => {
      stopIfUnwanted(run);
      // Where requests are very far apart, it cannot be that fresh.
      const freshUntil = plannedAt + freshMilliseconds * 2 ** attempts.putOff;
      const wasSet = [...attempts.prepared.values()].some((one) => wasSetSince(clock, one));
      if (wasSet) throw clockSet;
      if (clock.now() > Math.min(freshUntil, run.deadline)) throw tooOld;
    };
    // It is on record before it is on its way.
    const onSend = async () => {
      if (tagged) await log.append({ is: "tagged", dropletIds: [...tagged] });
      await log.append(...drafts);
      // A journal that is far away may have taken its time.
      onTurn();
    };
    const started = await send({ deadline: run.deadline, onTurn, onSend });
    forgetAttempts();
    if (tagged) await addLateOnes(run, type, drafts[0]?.body ?? {}, tagged, started);
    for (const post of posts()) {
      const action = started.find(({ dropletId }) => dropletId === post.dropletId);
      if (action) await noteAction(run, post, action);
      else await markPosts(run, "dropped", [post]);
    }
    return posts()[0];
  } catch (error) {
    // Accepted or not, that is to be found out.
    if (isKind(error, "LostAnswerError")) {
      // Given up early, it is as after a kill: nobody knows how long it was under way.
      const isSeen = !("givenUp" in error && error.givenUp);
      forgetAttempts();
      if (isSeen) await markPosts(run, "lost", posts());
      return posts()[0];
    }
    await markPosts(run, "dropped", posts());
    if (tagged && log.operation.tagged) await log.append({ is: "tagged", dropletIds: null });
    if (error === tooOld) attempts.putOff++;
    else attempts.prepared.clear();
    if (error !== tooOld && error !== clockSet) {
      const dropletIds = drafts.map(({ dropletId }) => dropletId);
      await waitAfterRejection(run, type, dropletIds, error);
    }
    return undefined;
  }
}

/** Where records of earlier runs cannot be read, this very action may have been sent by one of them. */
function refuseIfForgotten(run: Run, type: string): void {
  const [reason] = run.unreadable;
  if (reason === undefined || !actionOf(type).onceOnly) return;
  throw new RefusedError(
    "unreadable-record",
    { action: type, dropletId: run.log.operation.target },
    `${reason}, so it is not known whether an earlier run has sent this already, and it is not sent`,
    "Make the record readable and run `pulumi up` again",
  );
}

/** A Droplet that got the tag in the last moment takes part, too. */
async function addLateOnes(
  { log }: Run,
  type: string,
  body: Draft["body"],
  tagged: readonly string[],
  started: readonly Action[],
): Promise<void> {
  const late = started.map(({ dropletId }) => dropletId).filter((id) => !tagged.includes(id));
  if (late.length === 0) return;
  await log.append(
    { is: "tagged", dropletIds: [...tagged, ...late] },
    ...late.map((dropletId) => ({ ...emptyDraft, dropletId, type, body })),
  );
}

const emptyDraft = { is: "sent", awaits: "effect", takesPower: false } as const;

async function prepareDraft(run: Run, dropletId: string, { type, body }: ToSend): Promise<Draft> {
  await prepare(run, dropletId, [{ type, body }]);
  const { before, usualSeconds, skewMilliseconds } = run.attempts.prepared.get(
    keyOf(dropletId, type),
  ) as Prepared;
  return { ...emptyDraft, dropletId, type, body, before, usualSeconds, skewMilliseconds };
}

const keyOf = (dropletId: string, type: string) => `${dropletId} ${type}`;

/** Reads what these POSTs need on the Droplet, unless that was read a moment ago, with one list for all. */
async function prepare(run: Run, dropletId: string, posts: readonly ToSend[]): Promise<void> {
  const { api, attempts, clock } = run;
  const at = clock.now();
  const missing = posts.filter(({ type }) => {
    const known = attempts.prepared.get(keyOf(dropletId, type));
    return !known || at - known.at >= preparedMilliseconds;
  });
  if (missing.length === 0) return;
  for (const { type } of missing) refuseIfForgotten(run, type);
  const list = await listKnownActions(run, dropletId, missing);
  // Now, for what is read next may take minutes.
  const skewMilliseconds = list.serverTime === null ? undefined : list.serverTime - clock.now();
  const aheadMilliseconds = clock.now() - clock.steady();
  for (const { type } of missing) {
    const actionIds = list.actions.filter((action) => action.type === type).map(({ id }) => id);
    const before = { ...(await actionOf(type).before?.(api, dropletId)), actionIds };
    const usualSeconds = usualSecondsIn(list, type);
    const prepared = { at, before, usualSeconds, skewMilliseconds, aheadMilliseconds };
    attempts.prepared.set(keyOf(dropletId, type), prepared);
  }
}

/** Whether our clock was set since: what is sent now would seem to be sent at another time by DigitalOcean's. */
const wasSetSince = (clock: Clock, { aheadMilliseconds }: Prepared): boolean =>
  Math.abs(clock.now() - clock.steady() - aheadMilliseconds) > apartMilliseconds;

/** The median of the latest runs: one that took an hour because of trouble says little. */
function usualSecondsIn({ actions }: ActionList, type: string): number | undefined {
  const seconds = actions
    .filter((action) => action.type === type && action.status === "completed")
    .slice(0, 5)
    .map(
      ({ startedAt, completedAt }) =>
        (Date.parse(completedAt ?? "") - Date.parse(startedAt)) / 1000,
    )
    .filter((duration) => duration >= 0)
    .sort((a, b) => a - b);
  return seconds[Math.floor(seconds.length / 2)];
}
