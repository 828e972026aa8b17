import type { Outputs, ResourceDefinition } from "../resources/define";
import { lookAtDroplet } from "../resources/look";
import { endChange } from "../run/apply";
import { type Call, claimOf } from "./call";
import { change, runOf } from "./change";
import { inputsOf, unfinishedOf } from "./state";

/** Forgets the resource. The Droplet is not acted on, except as the resource's record says and to give back power. */
export async function remove(
  definition: ResourceDefinition,
  call: Call,
  state: Outputs,
): Promise<void> {
  const dropletId = String(state["dropletId"]);
  const settled = await settleUnfinished(definition, call, state);
  const say = (line: string) => call.log("info", line);
  if (!definition.remove) {
    return say(
      `Droplet ${dropletId} is left as it is: removing a ${definition.name} does not act on it`,
    );
  }
  await definition.remove({
    api: call.api,
    dropletId,
    state: settled,
    say,
    changedInThisRun: call.session.changed.has(claimOf(definition.name, dropletId)),
    apply: async (inputs) => {
      if (!(await lookAtDroplet(call.api(), dropletId))) return;
      await change(definition, call, { ...inputsOf(definition, settled), ...inputs }, settled);
    },
  });
}

/** Waits for what was begun and puts back the power; the state as it is then. */
async function settleUnfinished(
  definition: ResourceDefinition,
  call: Call,
  state: Outputs,
): Promise<Outputs> {
  const begun = unfinishedOf(state);
  if (!begun) return state;
  const inputs = inputsOf(definition, state);
  await endChange(runOf(definition, call, inputs, state, begun), Number(inputs["timeoutSeconds"]));
  const target = { dropletId: begun.dropletId };
  const seen = await definition.look(call.api(), target, state, begun);
  return { ...state, unfinished: null, ...definition.observe(seen) };
}
