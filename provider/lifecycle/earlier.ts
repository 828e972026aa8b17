import {
  decide,
  type Decision,
  type Held,
  isOwn,
  leftOf,
  type Situation,
} from "../operation/decide";
import { actionIdsOf, fold, type Operation } from "../operation/fold";
import type { Found } from "../operation/journal";
import { newerOf } from "../operation/operation";
import { sha256 } from "../operation/store/owner";
import type { Outputs, ResourceDefinition } from "../resources/define";
import type { Context, Request } from "../run/context";
import { heldIn, keptIn, noneIfEmpty, roleOf, targetOf } from "./state";

/** What earlier runs have left of a resource: in the engine's state, and in the journal. */

/** The hash of the inputs that run an action or replace the resource. One that a release does not know has no value. */
export function hashOf(definition: ResourceDefinition, inputs: Outputs): string {
  const { input: target } = definition.target;
  const runs = Object.keys(definition.inputs.shape)
    .filter((key) => key !== target && ["run", "replace"].includes(roleOf(definition, key)))
    .map((key) => [key, noneIfEmpty(inputs[key])] as const)
    .filter(([, value]) => value !== undefined);
  return sha256(runs);
}

/** What the engine holds of the resource; in a create, what an earlier call of this process has shown of it. */
export function heldOf({ urn = "", session }: Context, state: Outputs | null): Held | null {
  return state ? heldIn(state) : (session.held.get(urn) ?? null);
}

/** The engine showed this state: the journal need not keep what brought it about. */
export async function noteState(context: Context, state: Outputs): Promise<void> {
  const { urn, session, journal, secrets } = context;
  const held = heldIn(state);
  if (urn !== undefined) session.held.set(urn, held);
  for (const id of actionIdsIn(state)) session.knownActionIds.add(id);
  if (held.base === null) return;
  const { records } = await journal.find(resourceOf(context), [held.base], secrets);
  const shown = records.find(({ id }) => id === held.base);
  if (!shown || fold(shown).isSaved) return;
  await journal.log(shown, secrets).append({ is: "saved" });
}

/** The resource is gone, and the engine drops it: nothing that belongs to it is to be resumed. */
export async function forget(context: Context, state: Outputs): Promise<void> {
  const { journal, secrets } = context;
  const held = heldIn(state);
  const { records } = await earlierOf(context, state);
  for (const record of records) {
    const operation = fold(record);
    if (operation.closed === "ended" || !isOwn(held, operation)) continue;
    await journal.log(record, secrets).append({ is: "closed", done: false });
  }
}

/** All operations that may concern the resource. */
export async function earlierOf(context: Context, state: Outputs | null): Promise<Found> {
  const held = heldOf(context, state);
  const ids = [held?.base, held?.kept].filter((id) => typeof id === "string");
  const { journal, secrets } = context;
  const { records, unreadable } = await journal.find(resourceOf(context), ids, secrets);
  const kept = keptIn(state);
  if (!kept) return { records, unreadable };
  // A run that resumed it may have been killed, and another computer may have resumed what this journal holds.
  const copy = records.find(({ id }) => id === kept.id);
  const others = records.filter(({ id }) => id !== kept.id);
  return { records: [copy ? newerOf(kept, copy) : kept, ...others], unreadable };
}

/** What to do first, to bring the resource to its inputs. */
export function decisionFor(context: Context, request: Request, earlier: Found): Decision {
  return decide(situationOf(context, request), earlier.records.map(fold), context.clock.now());
}

/** What is left to be finished, the latest first. */
export async function leftIn(context: Context, state: Outputs): Promise<readonly Operation[]> {
  const { records } = await earlierOf(context, state);
  const held = heldIn(state);
  const left = leftOf(context.urn ?? "", held, records.map(fold));
  // What another process works on at this moment is not left.
  const isBusy = (await context.journal.holder(resourceOf(context))) !== undefined;
  return isBusy ? left.filter(({ id }) => id === held.kept) : left;
}

/** The operation that an interrupted run has left open in just this, if one has. */
export async function interruptedIn(
  context: Context,
  request: Request,
): Promise<Operation | undefined> {
  const earlier = await earlierOf(context, request.state);
  const decision = decisionFor(context, request, earlier);
  if (decision.do !== "resume" || decision.operation.posts.length === 0) return undefined;
  const holder = await context.journal.holder(resourceOf(context));
  return holder ? undefined : decision.operation;
}

export function situationOf(context: Context, request: Request): Situation {
  const { definition, inputs, state } = request;
  return {
    urn: context.urn ?? "",
    target: targetOf(definition, inputs),
    inputs: hashOf(definition, inputs),
    held: heldOf(context, state),
    isCreate: state === null,
  };
}

export const resourceOf = ({ apiUrl, urn = "" }: Context) => ({ apiUrl: apiUrl(), urn });

/** The ids of the actions that a state names. */
function actionIdsIn(state: Outputs): number[] {
  const performed = (state["performedActions"] ?? []) as readonly { readonly id: unknown }[];
  const kept = keptIn(state);
  const begun = kept ? actionIdsOf(fold(kept)) : [];
  return [...performed.map(({ id }) => Number(id)), ...begun];
}
