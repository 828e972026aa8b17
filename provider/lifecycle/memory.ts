import { OutOfTimeError } from "../errors";
import { type Entry, sha256, type Work } from "../journal/journal";
import { isAlive, isThisProcess } from "../journal/owner";
import type { Change, PerformedAction } from "../plan/change";
import type { Outputs, ResourceDefinition } from "../resources/define";
import { createProgress } from "../run/progress";
import type { Call } from "./call";
import { roleOf, targetOf, unfinishedOf } from "./state";

/** What is known of a change beyond the engine's state: this computer's journal. */

export function workOf(definition: ResourceDefinition, call: Call, inputs: Outputs): Work {
  const { input } = definition.target;
  const again = Object.keys(definition.inputs.shape)
    .filter((key) => key !== input && ["run", "replace"].includes(roleOf(definition, key)))
    .map((key) => [key, inputs[key] ?? null]);
  return {
    apiUrl: call.apiUrl(),
    urn: call.urn ?? "",
    target: targetOf(definition, inputs),
    hash: sha256(again),
  };
}

/** The journal's entry for this work, once no other process works on it. */
export async function entryOf(
  call: Call,
  work: Work,
  timeoutSeconds: number,
): Promise<Entry | undefined> {
  const began = call.clock.now();
  const progress = createProgress(call.clock, call.status);
  for (;;) {
    const entry = call.journal.find(work);
    if (entry?.status !== "open" || isThisProcess(entry.owner) || !isAlive(entry.owner))
      return entry;
    const { pid } = entry.owner;
    if (call.clock.now() - began > timeoutSeconds * 1000) {
      throw new OutOfTimeError(
        { action: call.urn },
        `timeoutSeconds are over and another process (id ${pid}) still works on this resource`,
        "Wait for it to end, or end it, and run `pulumi up` again",
      );
    }
    progress.waiting(`another process (id ${pid}) works on this resource, waiting for it`, began);
    await call.clock.sleep(1_000);
  }
}

/** The engine showed this state: what it holds need not be remembered by us. */
export function remember(definition: ResourceDefinition, call: Call, state: Outputs): void {
  const begun = unfinishedOf(state);
  const performed = (state["performedActions"] ?? []) as readonly PerformedAction[];
  const ids = [...performed, ...idsOf(begun)].map(({ id }) => id);
  for (const id of ids) call.session.knownActions.add(id);
  if (!begun && ids.length > 0) call.journal.seen(workOf(definition, call, state), ids);
}

export const knownActions =
  ({ journal, session }: Call) =>
  (): ReadonlySet<number> =>
    new Set([...journal.knownIds(), ...session.knownActions]);

const idsOf = (change: Change | undefined) =>
  (change?.posts ?? []).flatMap(({ actionId }) => (actionId === null ? [] : [{ id: actionId }]));
