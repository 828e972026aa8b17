import type { Outputs, ResourceDefinition } from "../resources/define";
import { endChange } from "../run/apply";
import type { Call } from "./call";
import { runOf } from "./change";
import { inputsOf, unfinishedOf } from "./state";

/** Waits for what was begun and puts back the power, without beginning anything more; the state as it is then. */
export async function settleUnfinished(
  definition: ResourceDefinition,
  call: Call,
  state: Outputs,
  timeoutSeconds = state["timeoutSeconds"],
): Promise<Outputs> {
  const begun = unfinishedOf(state);
  if (!begun) return state;
  const inputs = inputsOf(definition, state);
  await endChange(runOf(definition, call, inputs, state, begun), Number(timeoutSeconds));
  const seen = await definition.look(call.api(), begun.target, { inputs, state, change: begun });
  return { ...state, unfinished: null, ...definition.observe(seen, begun) };
}
