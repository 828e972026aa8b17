import type { Outputs } from "../resources/define";
import type { Context, Request } from "../run/context";
import { bring } from "./bring";
import { leftIn, noteState } from "./earlier";
import { acts, changedInputs } from "./state";

/** Goes from the saved outputs to other inputs, after ending what an earlier run began for others. */
export async function update(
  context: Context,
  request: Request & { readonly state: Outputs },
): Promise<Outputs> {
  const { definition, inputs, state } = request;
  await noteState(context, state);
  const left = await leftIn(context, state);
  const changed = changedInputs(definition, state, inputs);
  // Asked for by the adapter alone: it is no reason to look at the Droplet, let alone to act on it.
  if (left.length === 0 && !acts(definition, changed, inputs)) return { ...state, ...inputs };
  return (await bring(context, request)).outputs;
}
