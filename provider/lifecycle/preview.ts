import { isRefusal } from "../plan/plan";
import { isPresent, type Outputs } from "../resources/define";
import { healthOutputs } from "../resources/healthcheck";
import { type Context, planOf, type Request } from "../run/context";
import { describePlannedWait } from "../run/health/target";
import { announcePlan, announceUnfinished } from "./announce";
import { interruptedIn, leftIn } from "./earlier";
import { sightIfAny } from "./sight";
import { newOperation, outputsOf, replacedBefore } from "./state";

/**
 * Says what a create or update would do and foretells its outputs. Those that only `up` can tell are left out, and
 * the rest stays known, so that nothing that depends on them seems to change.
 */
export async function preview(context: Context, given: Request): Promise<Outputs> {
  const { definition, inputs, state } = given;
  const request = { ...given, replaced: replacedBefore(context, state) };
  // What the check of a new resource saw a moment ago, or else a look of our own.
  const seen = state ? undefined : context.session.sights.get(context.urn ?? "");
  const sight = seen ?? (await sightIfAny(context, request));
  const left = state ? (await leftIn(context, state))[0] : await interruptedIn(context, request);
  if (left) {
    announceUnfinished(context, request, left, sight);
    return inputs;
  }
  if (!sight) return inputs;
  await announcePlan(context, request, sight);
  if (!("seen" in sight) || !isPresent(sight.seen)) return inputs;
  const operation = newOperation(request);
  const plan = planOf(context, request, sight.seen, operation);
  if (isRefusal(plan)) return inputs;
  if (plan.steps.length > 0) return { ...inputs, ...definition.foresee?.(inputs) };
  // Only up finds out when the server is healthy.
  const waits = describePlannedWait(request, plan, sight.seen, operation) !== undefined;
  const kept = Object.entries(outputsOf(definition, state)).filter(
    ([output]) => !waits || !(output in healthOutputs),
  );
  return {
    ...inputs,
    ...Object.fromEntries(kept),
    ...definition.observe(sight.seen, operation),
    performedActions: [],
  };
}
