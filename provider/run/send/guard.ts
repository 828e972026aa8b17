import { actionOf } from "../../actions";
import { type ActionList, latestFirst } from "../../api/digitalocean";
import type { Action } from "../../api/wire";
import { RefusedError } from "../../errors";
import type { Operation } from "../../operation/fold";
import type { PostStep } from "../../plan/plan";
import type { ResourceDefinition } from "../../resources/define";
import type { Context, Request } from "../context";
import type { Run } from "../run";
import { waitFor } from "../wait/wait";

/** An action that ended longer ago is nobody's interrupted create. */
const recentSeconds = 15 * 60;
/** The longest that any action takes; DigitalOcean's slowest, large snapshots and restores, take hours. */
const longestSeconds = 24 * 3_600;
/** An action that began earlier than this is certainly not what a POST of now has started. */
const justNowSeconds = 5 * 60;

/** How far back the list has to reach for those that may have ended lately. */
const guardedSeconds = longestSeconds + recentSeconds;

/** Another process's POST has been answered by then, or its answer is lost and it has found its action on the list. */
const answerSeconds = 40;

/** What the POST of a step sends, and to which Droplet, where that is not the operation's own. */
export type ToSend = Pick<PostStep, "type" | "body" | "dropletId">;

/** A run, or a preview that asks for it. */
export type Asker = Context & Request & Pick<Run, "api">;

/**
 * The Droplet's actions before these POSTs. A create that was interrupted on another computer left no journal here. So if
 * an action of a type that must not run twice has just run on the Droplet, and it is on no record of ours, somebody has
 * to say that it was another one. The action of another process on this computer becomes known with its answer.
 */
export async function listKnownActions(
  run: Run,
  dropletId: string,
  posts: readonly ToSend[],
): Promise<ActionList> {
  const guarded = posts.filter(({ type }) => isGuarded(run.definition, run.log.operation, type));
  const read = () =>
    // What has just kept a POST from being accepted may have begun at any time.
    run.attempts.rejected > 0
      ? run.api.actionList(dropletId)
      : run.api.latestActions(dropletId, guarded.length > 0 ? guardedSeconds : justNowSeconds);
  let list = await read();
  const found: Action[] = [];
  for (const post of guarded) {
    const { type } = post;
    // Mostly there is none, and the journal need not be read. One that is answered in between is known to the last read.
    const isExplained = async () =>
      !(await unknownAction(run, dropletId, post, list)) ||
      !(await run.journal.isSentElsewhere(run.apiUrl(), dropletId, type));
    if (!(await isExplained())) {
      const began = run.clock.now();
      await waitFor(
        run,
        { head: `${type} waits`, usualSeconds: 1, tail: ": another process has just sent one" },
        began,
        Math.min(run.deadline, began + answerSeconds * 1000),
        async () => {
          list = await read();
          return isExplained();
        },
      );
    }
    const unknown = await unknownAction(run, dropletId, post, list);
    if (unknown) found.push(unknown);
  }
  // The latest, for with its id all before it are passed over.
  const [latest] = latestFirst(found);
  if (latest) throw refusalFor(run.definition, dropletId, latest);
  return list;
}

/** What the guard would refuse now, for a preview; undefined if nothing. */
export async function refusalBefore(
  asker: Asker,
  operation: Operation,
  dropletId: string,
  post: ToSend,
): Promise<RefusedError | undefined> {
  const { api, apiUrl, definition, journal } = asker;
  if (!isGuarded(definition, operation, post.type)) return undefined;
  const list = await api.latestActions(dropletId, guardedSeconds);
  const unknown = await unknownAction(asker, dropletId, post, list);
  // The action of another process becomes known with its answer.
  const isExplained = !unknown || (await journal.isSentElsewhere(apiUrl(), dropletId, post.type));
  return isExplained ? undefined : refusalFor(definition, dropletId, unknown);
}

const isGuarded = (definition: ResourceDefinition, { from, posts }: Operation, type: string) =>
  from === null &&
  "proceedAfterAction" in definition.inputs.shape &&
  actionOf(type).onceOnly === true &&
  !posts.some((post) => post.type === type);

/** The latest that may be this very resource's. */
async function unknownAction(
  asker: Asker,
  dropletId: string,
  { type, body }: ToSend,
  { actions, serverTime }: ActionList,
): Promise<Action | undefined> {
  const now = serverTime ?? asker.clock.now();
  const accepted = Number(asker.inputs["proceedAfterAction"] ?? 0);
  const candidates = actions.filter(
    (action) => action.type === type && action.id > accepted && mayBeRecent(action, now),
  );
  if (candidates.length === 0) return undefined;
  const known = await knownActionIds(asker);
  for (const candidate of candidates) {
    if (known.has(candidate.id)) continue;
    if (await actionOf(type).isForeign?.(asker.api, dropletId, body, candidate)) continue;
    return candidate;
  }
  return undefined;
}

/**
 * Whether it runs, or ended well lately; one that errored has had no effect. Where DigitalOcean does not tell when it
 * ended, that is not known to be long ago as long as its start is less than the longest of all actions ago.
 */
function mayBeRecent({ status, startedAt, completedAt }: Action, now: number): boolean {
  if (status === "in-progress") return true;
  if (status === "errored") return false;
  const since =
    completedAt ?? new Date(Date.parse(startedAt) + longestSeconds * 1000).toISOString();
  return now - Date.parse(since) < recentSeconds * 1000;
}

/** Ids of actions that our states and journal name. */
export async function knownActionIds({ apiUrl, journal, session }: Context) {
  return new Set([...(await journal.knownActionIds(apiUrl())), ...session.knownActionIds]);
}

export const onNoRecord = "neither in Pulumi's state nor in the journal";

function refusalFor(
  { inputs }: ResourceDefinition,
  dropletId: string,
  { id, type, status, startedAt }: Action,
): RefusedError {
  const state = status === "in-progress" ? "is in progress" : `is ${status}`;
  const otherwise =
    type === "snapshot" && "snapshotBefore" in inputs.shape
      ? ", or leave snapshotBefore out if it was, for that snapshot is there"
      : "runOnCreate" in inputs.shape
        ? ", or runOnCreate: false if it was"
        : "; if it was, `pulumi import` takes what it made into the stack";
  return new RefusedError(
    "unknown-action",
    { action: type, dropletId, actionId: id },
    `this action, started at ${startedAt}, ${state}, and is ${onNoRecord}`,
    `Set proceedAfterAction: "${id}" if it was not this resource's${otherwise}`,
  );
}
