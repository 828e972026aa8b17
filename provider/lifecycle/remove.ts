import { isOwn } from "../operation/decide";
import type { Outputs } from "../resources/define";
import { lookAtDroplet } from "../resources/look";
import { type Context, kindOn, type Request } from "../run/context";
import { whileAlone } from "./alone";
import { bringForRemoval } from "./bring";
import { earlierOf, forget, hashOf, leftIn, noteState, resourceOf } from "./earlier";
import { end, outputsAfter } from "./end";
import { heldIn, inputsOf, outputsOf, targetOf } from "./state";

/** A resource that is removed. */
type Removed = Pick<Request, "definition"> & { readonly state: Outputs };

/** Forgets the resource. The Droplet is not acted on, except as the resource's record says and to restore power. */
export async function remove(context: Context, removed: Removed): Promise<void> {
  const { definition, state } = removed;
  const inputs = inputsOf(definition, state);
  await noteState(context, state);
  await whileAlone(context, { definition, inputs, state }, async () => {
    await removeAlone(context, { definition, inputs, state });
    await forget(context, state);
  });
}

async function removeAlone(
  context: Context,
  request: Request & { readonly state: Outputs },
): Promise<void> {
  const { definition, inputs, state } = request;
  const { session } = context;
  const target = targetOf(definition, state);
  const changedHere = session.changed.has(kindOn(definition.name, target));
  const changedInThisRun = changedHere || (await isChangedElsewhere(context, request));
  // One that acts like an update resumes what was begun, as an update does.
  const resumes = !changedInThisRun && definition.removesWith?.(state) === true;
  const settled = resumes ? state : await endLeft(context, request);
  const say = (line: string) => context.say("info", line);
  if (!definition.remove) {
    const name = definition.target.name(target);
    // Renamed or replaced in the same run: what was just declared is not left alone.
    if (changedHere) return;
    return say(`${name} is left as it is: removing a ${definition.name} does not act on it`);
  }
  await definition.remove({
    api: context.connect,
    dropletId: target,
    state: settled,
    say,
    returnedInThisRun: (value) => session.returned.has(`${definition.name} ${value}`),
    changedInThisRun,
    apply: async (wanted) => {
      if (!(await lookAtDroplet(context.connect(), target))) return;
      await bringForRemoval(context, { ...request, inputs: { ...inputs, ...wanted } });
    },
  });
}

/** Another process of this run has just declared such a resource of the same Droplet. */
async function isChangedElsewhere(context: Context, request: Request): Promise<boolean> {
  const { definition } = request;
  if (!definition.removesWith) return false;
  const target = targetOf(definition, request.inputs);
  const about = { ...resourceOf(context), kind: definition.name, target };
  return context.journal.hasChanged(about);
}

/** Ends what earlier runs have left of the resource, without beginning anything; the state as it is then. */
async function endLeft(
  context: Context,
  request: Request & { readonly state: Outputs },
): Promise<Outputs> {
  const { definition, inputs, state } = request;
  const held = heldIn(state);
  let settled: Outputs = state;
  for (const left of [...(await leftIn(context, state))].reverse()) {
    const { records } = await earlierOf(context, state);
    const record = records.find(({ id }) => id === left.id);
    if (!record) continue;
    // What an update to other inputs made belongs to nobody.
    const isOfState = left.id === held.kept || left.inputs === hashOf(definition, inputs);
    const isOwned = isOwn(held, left) && isOfState;
    await end(context, request, record, isOwned ? "own" : "inputs");
    if (isOwned) settled = await stateAfter(context, request, left.id);
  }
  return settled;
}

/** What belongs to the resource once its own operation has ended. */
async function stateAfter(
  context: Context,
  request: Request & { readonly state: Outputs },
  id: string,
): Promise<Outputs> {
  const { definition, inputs, state } = request;
  const { records } = await earlierOf(context, state);
  const record = records.find((one) => one.id === id);
  if (!record) return { ...state, unfinished: null };
  const after = await outputsAfter(context, { definition, inputs }, record);
  const isElsewhere = targetOf(definition, after) !== targetOf(definition, state);
  const left = isElsewhere ? definition.leaves?.(after) : undefined;
  if (left) context.say("info", left);
  const outputs = isElsewhere ? outputsOf(definition, null) : outputsOf(definition, after);
  return { ...state, ...outputs, unfinished: null };
}
