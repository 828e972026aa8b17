import { hadEffect, isOwn } from "../operation/decide";
import { fold } from "../operation/fold";
import type { OperationRecord } from "../operation/operation";
import { lookAtDroplet, type Outputs } from "../resources/define";
import { type Context, kindOn, type SavedRequest } from "../run/context";
import { whileAlone } from "./alone";
import { bringAlone } from "./bring";
import { earlierOf, forget, leftIn, noteState, resourceOf } from "./earlier";
import { end, outputsAfter, ownRecord } from "./end";
import { heldIn, inputsOf, outputsOf, targetOf } from "./state";

/** Forgets the resource. The Droplet is not acted on, except as the resource's record says and to restore power. */
export async function remove(
  context: Context,
  { definition, state }: Pick<SavedRequest, "definition" | "state">,
): Promise<void> {
  const inputs = inputsOf(definition, state);
  await noteState(context, state);
  await whileAlone(context, { definition, inputs, state }, async () => {
    await removeAlone(context, { definition, inputs, state });
    await forget(context, state);
  });
}

async function removeAlone(context: Context, request: SavedRequest): Promise<void> {
  const { definition, inputs, state } = request;
  const { session, say } = context;
  const target = targetOf(definition, state);
  const changedHere = session.changed.has(kindOn(definition.name, target));
  const about = { ...resourceOf(context), kind: definition.name, target };
  // Another process of this run may have just declared such a resource of the same Droplet.
  const changedInThisRun =
    changedHere ||
    (definition.removesWith !== undefined && (await context.journal.hasChanged(about)));
  // One that acts like an update resumes an unfinished operation, as an update does.
  const resumes = !changedInThisRun && definition.removesWith?.(state) === true;
  const settled = resumes ? state : await endLeft(context, request);
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
    isOwnedInThisRun: (id) => session.owned.has(id),
    changedInThisRun,
    apply: async (wanted) => {
      if (!(await lookAtDroplet(context.connect(), target))) return;
      const declared = { ...request, inputs: { ...inputs, ...wanted } };
      await bringAlone(context, declared, { isRemoval: true });
    },
  });
}

/** Ends what earlier runs have left of the resource, without beginning anything; the state as it is then. */
async function endLeft(context: Context, request: SavedRequest): Promise<Outputs> {
  const { state } = request;
  const held = heldIn(state);
  for (const left of [...(await leftIn(context, state))].reverse()) {
    const { records } = await earlierOf(context, state);
    const record = records.find(({ id }) => id === left.id);
    if (record) await end(context, request, record, isOwn(held, left) ? "own" : "inputs");
  }
  const { records } = await earlierOf(context, state);
  const own = ownRecord(request, records, () => true);
  return own ? stateAfter(context, request, own) : state;
}

/** What belongs to the resource once its own operation has ended. */
async function stateAfter(
  context: Context,
  request: SavedRequest,
  record: OperationRecord,
): Promise<Outputs> {
  const { definition, state } = request;
  const operation = fold(record);
  const { from, id, target } = operation;
  const isOver = hadEffect(operation);
  const hasMoved = from !== null && targetOf(definition, from) !== target;
  // What was said to be left when the target changed is left, also when the operation came to nothing.
  const left = hasMoved && (isOver || heldIn(state).kept === id) && definition.leaves?.(from);
  if (left) context.say(left);
  const after = await outputsAfter(context, request, record);
  const isOurs = targetOf(definition, after) === (isOver ? target : targetOf(definition, state));
  return { ...state, ...outputsOf(definition, isOurs ? after : null), unfinished: null };
}
