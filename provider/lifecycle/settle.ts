import type { Outputs, ResourceDefinition } from "../resources/define";
import { type Call, timeoutOf } from "./call";
import { end, endForeign } from "./change";
import { entryFor, forgetFormer, isOwn, workOf } from "./memory";
import { inputsOf, unfinishedOf } from "./state";

/** Waits for what was begun and puts back the power, without beginning anything more; the state as it is then. */
export async function settleUnfinished(
  definition: ResourceDefinition,
  call: Call,
  state: Outputs,
  timeoutSeconds = state["timeoutSeconds"],
): Promise<Outputs> {
  const inputs = inputsOf(definition, state);
  const work = workOf(definition, call, inputs);
  const entry = await entryFor(call, work, state, timeoutOf(call, { timeoutSeconds }));
  const timed = { ...inputs, timeoutSeconds };
  if (entry?.status === "open" && !isOwn(definition, call, entry, work, state)) {
    await endForeign(definition, call, timed, state, entry);
    forgetFormer(call, work, state);
    return settleUnfinished(definition, call, state, timeoutSeconds);
  }
  const begun = entry?.status === "open" ? entry.change : unfinishedOf(state);
  if (!begun) return state;
  await end(definition, call, timed, state, {
    change: begun,
    work: { ...work, target: begun.target },
    again: entry?.again ?? false,
  });
  forgetFormer(call, work, state);
  const seen = await definition.look(call.api(), begun.target, { inputs, state, change: begun });
  return { ...state, unfinished: null, ...definition.observe(seen, begun) };
}
