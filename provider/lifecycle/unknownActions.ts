import { actionOf } from "../actions";
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
import { whyOff } from "../run/power/whyOff";
import { refusalBefore } from "../run/send/guard";
import { earlierOf } from "./earlier";
import { briefly, ifReachable, warnOfNoSight } from "./sight";
import { newOperation, targetOf } from "./state";

/** What a preview says, beside its plan, of actions on the Droplet that are on no record of ours. */

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
    const why = await ifReachable(context, () =>
      whyOff({ ...context, ...request, api: briefly(context) }, droplet, plan),
    );
    if (why) context.say(why, "droplet-found-off");
  } catch (error) {
    warnOfNoSight(context, error);
  }
}

/**
 * Reads what `up` will read before its first POST, as far as it decides whether anything is sent: a scope that is
 * missing for it fails the preview, and what the guard would refuse is a warning.
 */
async function warnOfRefusals(context: Context, request: Request, plan: Steps): Promise<void> {
  const posts = plan.steps.filter(isOnceOnly);
  if (posts.length === 0) return;
  const { definition, inputs } = request;
  const api = briefly(context).forChecks();
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
          `${next}. Until then \`up\` refuses ${post.type} on Droplet ${dropletId} (action ${facts.actionId}): ${reason}`,
          refusal.page,
        );
      }
    }
  });
}

const isOnceOnly = (step: Step): step is PostStep | PostByTag =>
  (step.do === "post" || step.do === "post by tag") && actionOf(step.type).onceOnly === true;
