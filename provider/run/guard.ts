import { actionOf } from "../actions";
import type { ActionList } from "../api/digitalocean";
import type { Action } from "../api/wire";
import { RefusedError } from "../errors";
import type { Run } from "./run";
import { waitFor } from "./wait";

/** An action that ended longer ago is nobody's interrupted create. */
const recentSeconds = 15 * 60;

/** Another process's POST has been answered by then, or its answer is lost and it has found its action on the list. */
const answerSeconds = 40;

/**
 * The Droplet's actions before a POST. A create that was interrupted on another computer left no journal here. So if
 * an action of a type that must not run twice has just run on the Droplet, and nothing of ours knows it, somebody has
 * to say that it was another one. The action of another process on this computer becomes known with its answer.
 */
export async function listKnownActions(
  run: Run,
  dropletId: string,
  type: string,
): Promise<ActionList> {
  let list = await run.api.actionList(dropletId);
  if (!isGuarded(run, type)) return list;
  // Mostly there is none, and the journal need not be read. One that is answered in between is known to the last look.
  const explained = () => !unknownAction(run, type, list) || !run.isSentElsewhere(dropletId, type);
  if (!explained()) {
    const began = run.clock.now();
    await waitFor(
      run,
      `${type}: another process has just sent one to the Droplet, waiting for its answer, usually a second`,
      began,
      Math.min(run.deadline, began + answerSeconds * 1000),
      async () => {
        list = await run.api.actionList(dropletId);
        return explained();
      },
    );
  }
  const unknown = unknownAction(run, type, list);
  if (unknown) throw refusal(run, dropletId, unknown);
  return list;
}

const isGuarded = ({ creating, definition, change }: Run, type: string): boolean =>
  creating &&
  "proceedAfterAction" in definition.inputs.shape &&
  actionOf(type).onceOnly === true &&
  !change.posts.some((post) => post.type === type);

/** The latest that may be this very resource's. */
function unknownAction(
  run: Run,
  type: string,
  { actions, serverTime }: ActionList,
): Action | undefined {
  const now = serverTime ?? run.clock.now();
  const accepted = Number(run.inputs["proceedAfterAction"] ?? 0);
  const candidates = actions
    .filter(
      ({ id, type: other, status, startedAt, completedAt }) =>
        other === type &&
        id > accepted &&
        (status === "in-progress" ||
          now - Date.parse(completedAt ?? startedAt) < recentSeconds * 1000),
    )
    .sort((a, b) => b.id - a.id);
  if (candidates.length === 0) return undefined;
  const known = run.knownActions();
  return candidates.find(({ id }) => !known.has(id));
}

function refusal(
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
