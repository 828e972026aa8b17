import type { Outputs, ResourceDefinition } from "../resources/define";
import type { Call } from "./call";
import { change } from "./change";
import { begunOf, isBegun, remember } from "./memory";
import { settleUnfinished } from "./settle";
import { acts, changedInputs, roleOf, targetOf, unfinishedOf } from "./state";

/** Goes from the saved outputs to new inputs, after ending what an earlier run began for others. */
export async function update(
  definition: ResourceDefinition,
  call: Call,
  olds: Outputs,
  news: Outputs,
): Promise<Outputs> {
  remember(definition, call, olds);
  const begun = begunOf(definition, call, olds);
  const changed = changedInputs(definition, olds, news);
  // Asked for by the door alone: it is no reason to look at the Droplet, let alone to act on it.
  if (!begun && !acts(definition, changed, news)) return { ...olds, ...news };
  const runsAnew = changed.some((input) => roleOf(definition, input) === "run");
  const elsewhere = begun && begun.target !== targetOf(definition, news);
  const endsFirst = (runsAnew && unfinishedOf(olds)) || elsewhere;
  const state =
    endsFirst && !isBegun(definition, call, news, olds)
      ? await settleUnfinished(definition, call, olds, news["timeoutSeconds"])
      : olds;
  return (await change(definition, call, news, state)).outputs;
}
