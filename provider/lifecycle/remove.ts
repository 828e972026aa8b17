import type { Outputs, ResourceDefinition } from "../resources/define";
import { lookAtDroplet } from "../resources/look";
import { type Call, kindOn } from "./call";
import { change } from "./change";
import { remember, workOf } from "./memory";
import { settleUnfinished } from "./settle";
import { inputsOf, targetOf } from "./state";

/** Forgets the resource. The Droplet is not acted on, except as the resource's record says and to give back power. */
export async function remove(
  definition: ResourceDefinition,
  call: Call,
  state: Outputs,
): Promise<void> {
  const target = targetOf(definition, state);
  remember(definition, call, state);
  const changedHere = call.session.changed.has(kindOn(definition.name, target));
  const changedInThisRun =
    changedHere ||
    (definition.removesWith !== undefined &&
      call.journal.hasChanged(definition.name, workOf(definition, call, state)));
  // One that acts like an update goes on with what was begun, as an update does.
  const goesOn = !changedInThisRun && definition.removesWith?.(state) === true;
  const settled = goesOn ? state : await settleUnfinished(definition, call, state);
  const say = (line: string) => call.log("info", line);
  if (!definition.remove) {
    const name = definition.target.name(target);
    // Renamed or replaced in the same run: what was just declared anew is not left alone.
    if (changedHere) return;
    return say(`${name} is left as it is: removing a ${definition.name} does not act on it`);
  }
  await definition.remove({
    api: call.api,
    dropletId: target,
    state: settled,
    say,
    returnedInThisRun: (value) => call.session.returned.has(`${definition.name} ${value}`),
    changedInThisRun,
    apply: async (inputs) => {
      if (!(await lookAtDroplet(call.api(), target))) {
        return call.journal.forget(workOf(definition, call, settled));
      }
      const wanted = { ...inputsOf(definition, settled), ...inputs };
      await change(definition, call, wanted, settled, { isDelete: true });
    },
  });
}
