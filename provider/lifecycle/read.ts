import type { Outputs, ResourceDefinition } from "../resources/define";
import type { Call } from "./call";
import { remember } from "./memory";
import { inputsOf, targetOf, unfinishedOf } from "./state";

export interface ReadResult {
  /** Undefined: what the resource stands for is gone. */
  readonly id: string | undefined;
  readonly outputs: Outputs;
  readonly inputs: Outputs;
}

/** Looks at the Droplet, and shows drift in the inputs, so that the next preview shows the way back. */
export async function read(
  definition: ResourceDefinition,
  call: Call,
  id: string,
  state: Outputs,
): Promise<ReadResult> {
  remember(definition, call, state);
  const inputs = inputsOf(definition, state);
  const begun = unfinishedOf(state) ?? null;
  const target = targetOf(definition, inputs);
  const seen = await definition.look(call.api(), target, { inputs, state, change: begun });
  const gone = { id: undefined, outputs: {}, inputs: {} };
  if (begun) {
    // Kept as it is: the next update goes on with it, and compares nothing.
    return seen.droplet ? { id, outputs: state, inputs } : gone;
  }
  const observed = definition.observe(seen, null);
  if (!observed) return gone;
  const drift = seen.droplet ? definition.drift(inputs, { ...seen, droplet: seen.droplet }) : {};
  const current = { ...inputs, ...drift };
  return { id, outputs: { ...state, ...current, ...observed }, inputs: current };
}
