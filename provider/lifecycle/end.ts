import { hadEffect, isOwn } from "../operation/decide";
import { fold, type Operation, titleOf } from "../operation/fold";
import type { OperationRecord } from "../operation/operation";
import type { Outputs, ResourceDefinition } from "../resources/define";
import { endOperation } from "../run/apply";
import { type Context, limitOf, type Request } from "../run/context";
import type { WaitingRun } from "../run/run";
import { heldIn, keptIn, outputsOf, targetOf } from "./state";

/** What becomes of an operation that an interrupted run has left. */

/** Ends an operation that an interrupted run has left, without sending anything but what restores the power. */
export async function end(
  context: Context,
  request: Request,
  record: OperationRecord,
  because: "inputs" | "age" | "own",
): Promise<void> {
  const run = await workOn(context, request, record, []);
  const { log } = run;
  await endOperation(run);
  await log.append({ is: "closed", done: false });
  const isKept = keptIn(request.state)?.id === record.id;
  if (log.posts.length === 0 || because === "own" || isKept) return;
  const sent = log.posts.map(titleOf).join(" and ");
  const purpose =
    record.from === null && request.state ? "to replace this resource" : "for different inputs";
  context.say(
    because === "inputs"
      ? `An earlier, interrupted run had sent ${sent} ${purpose}. It has finished; ${baseRecord(request, [record]) ? "its result belongs to this resource" : "its result was left unchanged"}`
      : `A run that was interrupted at ${record.began} had sent ${sent}. It has finished; this is a new operation`,
  );
}

/**
 * The outputs that an operation has left behind, as the next one sets out from them: its effect, or what was there
 * before it.
 */
export async function outputsAfter(
  context: Context,
  { definition, inputs }: Pick<Request, "definition" | "inputs">,
  record: OperationRecord,
): Promise<Outputs> {
  const operation = fold(record);
  const { from, target } = operation;
  if (!hadEffect(operation)) return from ?? {};
  const seen = await definition.look(context.connect(), target, { inputs, from, operation });
  return {
    [definition.target.input]: target,
    ...outputsOf(definition, ofSameTarget(definition, operation)),
    ...definition.observe(seen, operation),
  };
}

/**
 * The latest operation that set out from this state, of those for one of these targets. What it made belongs to the
 * resource, so the next operation and a removal set out from there.
 */
export function ownRecord(
  { definition, state }: Pick<Request, "definition" | "state">,
  records: readonly OperationRecord[],
  isWanted: (target: string) => boolean,
): OperationRecord | undefined {
  if (!state) return undefined;
  const held = heldIn(state);
  const isKept = ({ id }: OperationRecord) => id === held.kept;
  const belongs = (record: OperationRecord) =>
    isKept(record) || (definition.looksAtOutputs === true && isWanted(record.about.target));
  return records
    .filter((record) => isOwn(held, fold(record)) && belongs(record))
    .sort((a, b) => Number(isKept(b)) - Number(isKept(a)) || a.began.localeCompare(b.began))
    .at(-1);
}

/** The operation that the next one sets out from; one for a Droplet that neither state nor program names is left. */
export const baseRecord = (request: Request, records: readonly OperationRecord[]) =>
  ownRecord(request, records, (target) =>
    [request.inputs, request.state ?? {}].some(
      (known) => targetOf(request.definition, known) === target,
    ),
  );

/** Outputs describe the target, so with another one nothing of them is true any more. */
export const ofSameTarget = (definition: ResourceDefinition, { from, target }: Operation) =>
  from && targetOf(definition, from) === target ? from : null;

/** Begins to work on an operation, or resumes it. */
export async function workOn(
  context: Context,
  request: Request,
  record: OperationRecord,
  unreadable: readonly string[],
): Promise<WaitingRun> {
  const { journal, secrets } = context;
  // Removing a resource that acts asks, also in another process of this run, whether another one was just declared.
  const isAlwaysKept = request.definition.removesWith !== undefined || record.events.length > 0;
  const log = journal.log(record, secrets, { isAlwaysKept });
  await log.append({ is: "worked", run: journal.run });
  return {
    ...context,
    ...request,
    api: context.connect(),
    log,
    limit: limitOf(context),
    unreadable,
    planned: { texts: new Map() },
  };
}
