import { isRefusal } from "../plan/plan";
import type { Outputs, ResourceDefinition } from "../resources/define";
import { announcePlan, announceUnfinished, planFor } from "./announce";
import type { Call } from "./call";
import { holdsUnknown } from "./inputs";
import { begunOf, begunUnknown } from "./memory";
import { sightOf, type Sight, warnOfNoSight } from "./sight";
import { beginChange, outputsOf } from "./state";

/**
 * Says what a create or update would do and foretells its outputs. Those that only `up` can tell are left out, and
 * the rest stays known, so that nothing that hangs on them seems to change. `state` is empty for a new resource.
 */
export async function preview(
  definition: ResourceDefinition,
  call: Call,
  inputs: Outputs,
  state: Outputs,
): Promise<Outputs> {
  const isNew = Object.keys(state).length === 0;
  const sight = await sightBefore(definition, call, inputs, state);
  const begun = isNew ? begunUnknown(definition, call, inputs) : begunOf(definition, call, state);
  if (begun) {
    announceUnfinished(definition, call, inputs, state, begun, sight);
    return inputs;
  }
  if (!sight) return inputs;
  announcePlan(definition, call, inputs, state, sight);
  if (!("seen" in sight) || !sight.seen.droplet) return inputs;
  const plan = planFor(definition, inputs, state, sight.seen);
  if (isRefusal(plan)) return inputs;
  if (plan.steps.length > 0) return { ...inputs, ...definition.foresee?.(inputs) };
  return {
    ...inputs,
    ...outputsOf(definition, state),
    ...definition.observe(sight.seen, beginChange(definition, inputs, state)),
    performedActions: [],
  };
}

/** What the check of a new resource saw a moment ago, or else a look of our own. */
async function sightBefore(
  definition: ResourceDefinition,
  call: Call,
  inputs: Outputs,
  state: Outputs,
): Promise<Sight | undefined> {
  const isNew = Object.keys(state).length === 0;
  const known = isNew && call.urn !== undefined ? call.session.sights.get(call.urn) : undefined;
  if (known) return known;
  const unknown = Object.keys(inputs).filter((input) => holdsUnknown(inputs[input]));
  try {
    return await sightOf(definition, call, { inputs, unknown }, state);
  } catch (error) {
    warnOfNoSight(call, error);
    return undefined;
  }
}
