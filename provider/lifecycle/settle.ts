import type { Outputs, ResourceDefinition } from "../resources/define";
import { type Call, timeoutOf } from "./call";
import { end } from "./change";
import { entryFor, forgetFormer, workOf } from "./memory";
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
  const open = entry?.status === "open" ? entry : undefined;
  const begun = open?.change ?? unfinishedOf(state);
  if (!begun) return state;
  const own = open?.work ?? { ...work, target: begun.target };
  await end(definition, call, { ...inputs, timeoutSeconds }, state, begun, own);
  forgetFormer(call, work, state);
  if (own.hash !== work.hash) {
    // Of a replacement that was interrupted: what it made is not this one's, and must not be deleted for it.
    const names = begun.posts.map(({ type, actionId }) => `${type} (action ${actionId})`);
    call.log(
      "info",
      `An interrupted replacement of this resource ran ${names.join(" and ")}; what that has made is not this resource's and is left as it is`,
    );
    return settleUnfinished(definition, call, state, timeoutSeconds);
  }
  const seen = await definition.look(call.api(), begun.target, { inputs, state, change: begun });
  return { ...state, unfinished: null, ...definition.observe(seen, begun) };
}
