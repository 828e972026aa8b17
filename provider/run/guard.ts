import { actionOf } from "../actions";
import type { ActionList } from "../api/digitalocean";
import { RefusedError } from "../errors";
import type { Run } from "./run";

/** An action that ended longer ago is nobody's interrupted create. */
const recentSeconds = 15 * 60;

/**
 * A create that was interrupted on another computer left no journal here. So if an action of a type that must not
 * run twice has just run on the Droplet, and nothing of ours knows it, somebody has to say that it was another one.
 */
export function refuseUnknownActions(
  run: Run,
  dropletId: string,
  type: string,
  { actions, serverTime }: ActionList,
): void {
  if (
    !run.creating ||
    !("proceedAfterAction" in run.definition.inputs.shape) ||
    !actionOf(type).onceOnly ||
    run.change.posts.some((post) => post.type === type)
  ) {
    return;
  }
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
  if (candidates.length === 0) return;
  const known = run.knownActions();
  const latest = candidates.find(({ id }) => !known.has(id));
  if (!latest) return;
  const state = latest.status === "in-progress" ? "is in progress" : `is ${latest.status}`;
  throw new RefusedError(
    { action: type, dropletId, actionId: latest.id },
    `this action, started at ${latest.startedAt}, ${state}, and neither this state nor this computer's journal knows it: it may be this very resource's, from a run that was interrupted elsewhere, so ${type} is not sent`,
    `If it was another one, set proceedAfterAction: ${latest.id} on this resource and run \`pulumi up\` again; if it was this one, its work is done${"runOnCreate" in run.definition.inputs.shape ? ": set runOnCreate: false to record the resource without running it again" : ""}`,
  );
}
