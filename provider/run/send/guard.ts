import { actionOf } from "../../actions";
import type { ActionList } from "../../api/digitalocean";
import type { Action } from "../../api/wire";
import { RefusedError } from "../../errors";
import type { Run } from "../run";
import { waitFor } from "../wait/wait";

/** An action that ended longer ago is nobody's interrupted create. */
const recentSeconds = 15 * 60;
/** Of any action; DigitalOcean's slowest, large snapshots and restores, take hours. */
const longestSeconds = 24 * 3_600;
/** Of actions that began earlier, the start alone tells that they are not what a POST of now has started. */
const justNowSeconds = 5 * 60;

/** Another process's POST has been answered by then, or its answer is lost and it has found its action on the list. */
const answerSeconds = 40;

/**
 * The Droplet's actions before POSTs of these types. A create that was interrupted on another computer left no journal here. So if
 * an action of a type that must not run twice has just run on the Droplet, and nothing of ours knows it, somebody has
 * to say that it was another one. The action of another process on this computer becomes known with its answer.
 */
export async function listKnownActions(
  run: Run,
  dropletId: string,
  types: readonly string[],
): Promise<ActionList> {
  const guarded = types.filter((type) => isGuarded(run, type));
  const withinSeconds = guarded.length > 0 ? longestSeconds + recentSeconds : justNowSeconds;
  const read = () =>
    // What has just kept a POST from being accepted may have begun at any time.
    run.attempts.rejected > 0
      ? run.api.actionList(dropletId)
      : run.api.latestActions(dropletId, withinSeconds);
  let list = await read();
  for (const type of guarded) {
    // Mostly there is none, and the journal need not be read. One that is answered in between is known to the last read.
    const isExplained = async () =>
      !(await unknownAction(run, type, list)) ||
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
    const unknown = await unknownAction(run, type, list);
    if (unknown) throw refusalFor(run, dropletId, unknown);
  }
  return list;
}

const isGuarded = ({ definition, log }: Run, type: string): boolean =>
  log.operation.from === null &&
  "proceedAfterAction" in definition.inputs.shape &&
  actionOf(type).onceOnly === true &&
  !log.posts.some((post) => post.type === type);

/** The latest that may be this very resource's. */
async function unknownAction(
  run: Run,
  type: string,
  { actions, serverTime }: ActionList,
): Promise<Action | undefined> {
  const now = serverTime ?? run.clock.now();
  const accepted = Number(run.inputs["proceedAfterAction"] ?? 0);
  const candidates = actions
    .filter((action) => action.type === type && action.id > accepted && mayBeRecent(action, now))
    .sort((a, b) => b.id - a.id);
  if (candidates.length === 0) return undefined;
  const known = await knownActionIds(run);
  return candidates.find(({ id }) => !known.has(id));
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

/** Of actions that our states and journal name. */
export async function knownActionIds({ apiUrl, journal, session }: Run) {
  return new Set([...(await journal.knownActionIds(apiUrl())), ...session.knownActionIds]);
}

function refusalFor(
  { definition }: Run,
  dropletId: string,
  { id, type, status, startedAt }: Action,
): RefusedError {
  const state = status === "in-progress" ? "is in progress" : `is ${status}`;
  return new RefusedError(
    { action: type, dropletId, actionId: id },
    `this action, started at ${startedAt}, ${state}, and neither this state nor this computer's journal knows it: it may be this very resource's, from a run that was interrupted elsewhere, so ${type} is not sent`,
    `If it was another one, set proceedAfterAction: ${id} on this resource and run \`pulumi up\` again; if it was this one, its work is done: ${"runOnCreate" in definition.inputs.shape ? "set runOnCreate: false to record the resource without running it again" : "take what it made into the stack with `pulumi import`, or delete that (`doctl compute snapshot list`) and set proceedAfterAction"}. From 15 minutes after its end on, \`pulumi up\` would send another one`,
  );
}
