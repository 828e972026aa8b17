import type { Outputs, ResourceDefinition } from "../resources/define";
import type { Call } from "./call";
import { change } from "./change";
import { inputsOf, unfinishedOf } from "./state";

/** Goes from the saved outputs to new inputs, after finishing what an earlier run left. */
export async function update(
  definition: ResourceDefinition,
  call: Call,
  olds: Outputs,
  news: Outputs,
): Promise<Outputs> {
  const begun = unfinishedOf(olds);
  const state =
    begun && begun.dropletId !== String(news["dropletId"])
      ? // Another Droplet now: what was begun on the old one comes to its end first.
        (await change(definition, call, inputsOf(definition, olds), olds)).outputs
      : olds;
  return (await change(definition, call, news, state)).outputs;
}
