import { actionOf } from "../actions";
import type { Droplet } from "../api/wire";
import { fold } from "../operation/fold";
import {
  isRefusal,
  type Plan,
  type PostByTag,
  type PostStep,
  type Step,
  type Steps,
} from "../plan/plan";
import type { Seen } from "../resources/define";
import type { Context, Request } from "../run/context";
import { knownActionIds, nobodyKnows, refusalBefore } from "../run/send/guard";
import { earlierOf } from "./earlier";
import { briefly, ifReachable, warnOfNoSight } from "./sight";
import { newOperation, targetOf } from "./state";

/** What a preview says of actions on the Droplet that nothing of ours knows, beside its plan. */

/** Of a shutdown that may be an interrupted run's. */
const recentSeconds = 3_600;

/** Once for each resource, however often the engine asks. */
export async function warnOfUnknownActions(
  context: Context,
  request: Request,
  { droplet }: Seen,
  plan: Plan,
): Promise<void> {
  const { announced } = context.session;
  const key = `actions before ${context.urn}`;
  if (announced.has(key) || !droplet || isRefusal(plan)) return;
  announced.add(key);
  try {
    await warnOfRefusals(context, request, plan);
    const why = plan.steps.some(turnsOn) ? undefined : await whyOff(context, request, droplet);
    if (why) context.say("warning", why);
  } catch (error) {
    warnOfNoSight(context, error);
  }
}

const turnsOn = (step: Step): boolean => step.do === "post" && step.type === "power_on";

/**
 * Reads what `up` will read before its first POST, as far as it decides whether anything is sent: a scope that is
 * missing for it fails the preview, and what the guard would refuse is a warning.
 */
async function warnOfRefusals(context: Context, request: Request, plan: Steps): Promise<void> {
  const posts = plan.steps.filter(isOnceOnly);
  if (posts.length === 0) return;
  const { definition, inputs } = request;
  const whole = briefly(context);
  const api = { ...whole, ...whole.forCheck };
  // What an earlier run of this very resource has sent is looked up before the guard asks for it.
  const { records } = await earlierOf(context, request.state);
  const lost = records.flatMap((one) => fold(one).posts).filter(({ action }) => action === null);
  await ifReachable(context, async () => {
    for (const dropletId of await definition.target.droplets(api, targetOf(definition, inputs))) {
      for (const post of posts) {
        if (post.do === "post" && (post.dropletId ?? dropletId) !== dropletId) continue;
        await actionOf(post.type).before?.(api, dropletId);
        if (lost.some((one) => one.type === post.type && one.dropletId === dropletId)) continue;
        const asker = { ...context, ...request, api };
        const refusal = await refusalBefore(asker, newOperation(request), dropletId, post);
        if (!refusal) continue;
        const { facts, reason, next } = refusal;
        context.say(
          "warning",
          `${next}. Until then \`up\` refuses ${post.type} on Droplet ${dropletId} (action ${facts.actionId}): ${reason}`,
        );
      }
    }
  });
}

const isOnceOnly = (step: Step): step is PostStep | PostByTag =>
  (step.do === "post" || step.do === "post by tag") && actionOf(step.type).onceOnly === true;

/** Why a new resource may have found its Droplet off; undefined where that is as it shall be, or explained. */
export async function whyOff(
  context: Context,
  { definition, inputs, state }: Request,
  { id, status }: Droplet,
): Promise<string | undefined> {
  const isDeclared = definition.foresee?.(inputs)["status"] === "off";
  if (state || status !== "off" || isDeclared || definition.target.input !== "dropletId") {
    return undefined;
  }
  const { actions, serverTime } = await ifReachable(context, () =>
    briefly(context).latestActions(id, recentSeconds),
  );
  const since = (serverTime ?? context.clock.now()) - recentSeconds * 1000;
  const [last] = actions
    .filter((action) => actionOf(action.type).turnsOff && action.status !== "errored")
    .sort((a, b) => b.id - a.id);
  if (!last || Date.parse(last.startedAt) < since) return undefined;
  if ((await knownActionIds(context)).has(last.id)) return undefined;
  return `Droplet ${id} is off since ${last.type} (action ${last.id}, started at ${last.startedAt}): ${nobodyKnows}, so an interrupted run may have left it so. Turn it on with \`doctl compute droplet-action power-on ${id}\``;
}
