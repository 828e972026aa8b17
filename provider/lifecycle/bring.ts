import { OutOfTimeError, RefusedError, StoppedError } from "../errors";
import { fold, type Operation, performedActions, titleOf } from "../operation/fold";
import { hadEffect } from "../operation/decide";
import { beginRecord, type OperationRecord } from "../operation/operation";
import type { OperationLog } from "../operation/log";
import type { Holder } from "../operation/store/store";
import type { Outputs, ResourceDefinition } from "../resources/define";
import { applyOperation, endOperation, type Outcome } from "../run/apply";
import { type Context, kindOn, limitOf, type Request, timeoutOf } from "../run/context";
import { createProgress } from "../run/progress";
import { prepareRun, type WaitingRun } from "../run/run";
import { decisionFor, type Earlier, earlierOf, resourceOf, situationOf } from "./earlier";
import { holdsUnknown } from "./inputs";
import { dueOf, keptIn, markOf, outputsBefore, outputsOf, targetOf, unfinished } from "./state";

/** The resource was made or changed, and its operation is unfinished: the engine keeps it, and the next `up` resumes. */
export class InitFailure extends Error {
  override readonly name = "InitFailure";
  /** The engine shows nothing but these. */
  readonly reasons: readonly string[];
  constructor(
    readonly id: string,
    readonly properties: Outputs,
    reason: string,
  ) {
    super(reason);
    this.reasons = [reason];
  }
}

export interface Brought {
  readonly id: string;
  readonly outputs: Outputs;
}

/**
 * Brings a resource to its inputs: what create, update and `stateOnDelete` have in common. What earlier runs have left
 * is resumed, answered or ended first.
 */
export async function bring(context: Context, request: Request): Promise<Brought> {
  refuseUnknown(request);
  return whileAlone(context, request, () => bringAlone(context, request, true));
}

/** The same for a removal, whose caller is alone already. Of what it leaves unfinished the engine keeps nothing. */
export const bringForRemoval = (context: Context, request: Request): Promise<Brought> =>
  bringAlone(context, request, false);

/** Only a preview is called with such; the mark of it is no name, no size and no image. */
function refuseUnknown({ definition, inputs }: Request): void {
  const unknown = Object.keys(inputs).filter((input) => holdsUnknown(inputs[input]));
  if (unknown.length === 0) return;
  throw new RefusedError(
    { action: definition.name },
    `${unknown.join(" and ")} is not known yet, so nothing is sent`,
    "Run `pulumi up` again once what it comes from has a value",
  );
}

/** Works while no other process works on the resource, under whichever name it had in an operation that is left. */
export async function whileAlone<T>(
  context: Context,
  { inputs, state }: Request,
  work: () => Promise<T>,
): Promise<T> {
  const seconds = timeoutOf(context, inputs);
  const began = context.clock.now();
  const progress = createProgress(context.clock, context.showProgress);
  const onBusy = async ({ pid }: Holder) => {
    stopWaiting(context, pid, began + seconds * 1000);
    progress.waiting(`another process (id ${pid}) works on this resource, waiting for it`, began);
    // Two that met and both stepped back do not meet again at once.
    await context.clock.sleep(1_000 + (process.pid % 97) * 5);
  };
  const { records } = await earlierOf(context, state);
  const own = resourceOf(context);
  const urns = new Set([own.urn, ...records.map(({ about }) => about.urn)]);
  // In one order everywhere, so that two processes cannot wait for each other.
  const locked = [...urns]
    .sort()
    .reduceRight(
      (inner, urn) => () => context.journal.whileLocked({ ...own, urn }, onBusy, inner),
      work,
    );
  return locked();
}

function stopWaiting(context: Context, pid: number, deadline: number): void {
  if (context.clock.now() > deadline) {
    throw new OutOfTimeError(
      { action: context.urn },
      `Timed out (${limitOf(context)}) while another process (id ${pid}) still works on this resource`,
      "Wait for it to end, or end it, and run `pulumi up` again",
    );
  }
  if (context.stopped()) {
    throw new StoppedError(
      { action: context.urn },
      `the run has ended while another process (id ${pid}) works on this resource`,
      "Run `pulumi up` again when that has ended",
    );
  }
}

async function bringAlone(
  context: Context,
  request: Request,
  isKeptByEngine: boolean,
): Promise<Brought> {
  for (;;) {
    const earlier = await earlierOf(context, request.state);
    warnOfUnreadable(context, earlier);
    const decision = decisionFor(context, request, earlier);
    const isRemoval = !isKeptByEngine;
    if (decision.do === "begin") {
      const record = await begin(context, request, decision.base);
      return runOperation(context, request, record, earlier, isRemoval);
    }
    const record = recordOf(earlier, decision.operation);
    if (decision.do === "end") {
      await end(context, request, record, decision.because);
      continue;
    }
    const { posts } = decision.operation;
    if (decision.do === "resume" && request.state === null && posts.length > 0) {
      context.say(
        "info",
        "An earlier run was interrupted in this operation. It is resumed, and nothing that was accepted is sent again",
      );
    }
    const brought = await runOperation(context, request, record, earlier, isRemoval);
    return brought;
  }
}

const recordOf = ({ records }: Earlier, { id }: Operation): OperationRecord =>
  records.find((record) => record.id === id) as OperationRecord;

/** Said once: what is not known counts as something that may have been sent, where that must not happen twice. */
function warnOfUnreadable({ session, say }: Context, { unreadable }: Earlier): void {
  for (const reason of unreadable) {
    if (session.announced.has(reason)) continue;
    session.announced.add(reason);
    say(
      "warning",
      `${reason}. What an earlier run sent is not known, so no action is sent that must not run twice. Make it readable, or remove it after a look at the Droplet's actions`,
    );
  }
}

async function begin(
  context: Context,
  request: Request,
  base: string | null,
): Promise<OperationRecord> {
  const { definition, state } = request;
  const { target, inputs } = situationOf(context, request);
  const about = { ...resourceOf(context), kind: definition.name, target };
  const kept = keptIn(state);
  const from = kept ? await outputsAfter(context, request, kept) : (outputsBefore(request) ?? null);
  return beginRecord({ about, base, inputs, from, due: dueOf(request) }, context.clock.now());
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

/** Outputs describe the target, so with another one nothing of them is true any more. */
const ofSameTarget = (definition: ResourceDefinition, { from, target }: Operation) =>
  from && targetOf(definition, from) === target ? from : null;

async function runOperation(
  context: Context,
  request: Request,
  record: OperationRecord,
  earlier: Earlier,
  isRemoval: boolean,
): Promise<Brought> {
  const { definition } = request;
  const before = fold(record);
  const log = logOf(context, request, record);
  await log.append({ is: "worked", run: context.journal.run });
  const run = prepareRun(context, request, log, earlier.unreadable);
  const outcome = await applyOperation(run, timeoutOf(context, request.inputs));
  if (before.closed === "done" && log.posts.length === before.posts.length) {
    context.say(
      "info",
      "An earlier run has done this and was interrupted before Pulumi could save it; nothing is sent again",
    );
  }
  await close(log, outcome, isRemoval);
  if (outcome.done) context.session.changed.add(kindOn(definition.name, before.target));
  const brought = conclude(run, outcome);
  for (const output of Object.keys(definition.outputs)) {
    const value = brought.outputs[output];
    if (typeof value === "string") context.session.returned.add(`${definition.name} ${value}`);
  }
  return brought;
}

/** Removing a resource that acts asks, also in another process of this run, whether another one was just declared. */
const logOf = (context: Context, { definition }: Request, record: OperationRecord): OperationLog =>
  context.journal.log(record, context.secrets, {
    isAlwaysKept: definition.removesWith !== undefined || record.events.length > 0,
  });

async function close(log: OperationLog, outcome: Outcome, isRemoval: boolean): Promise<void> {
  if (outcome.done || !outcome.unfinished) {
    return log.append({ is: "closed", done: outcome.done });
  }
  if (!isRemoval) await log.append({ is: "kept" });
}

/** Ends an operation that an interrupted run has left, without sending anything but what restores the power. */
export async function end(
  context: Context,
  request: Request,
  record: OperationRecord,
  because: "inputs" | "age" | "own",
): Promise<void> {
  const log = logOf(context, request, record);
  await log.append({ is: "worked", run: context.journal.run });
  const run = prepareRun(context, request, log, []);
  await endOperation(run, timeoutOf(context, request.inputs));
  await log.append({ is: "closed", done: false });
  const isKept = keptIn(request.state)?.id === record.id;
  if (log.posts.length === 0 || because === "own" || isKept) return;
  const sent = log.posts.map(titleOf).join(" and ");
  const purpose =
    record.from === null && request.state ? "to replace this resource" : "for different inputs";
  context.say(
    "info",
    because === "inputs"
      ? `An earlier, interrupted run had sent ${sent} ${purpose}. It has finished; its result was left unchanged`
      : `A run that was interrupted at ${record.began} had sent ${sent}. It has finished; this is a new operation`,
  );
}

function conclude(run: WaitingRun, outcome: Outcome): Brought {
  const { definition, inputs, log } = run;
  const { operation, record } = log;
  const id = definition.id?.(operation) ?? operation.target;
  const known = {
    ...inputs,
    ...outputsOf(definition, ofSameTarget(definition, operation)),
  };
  const shared = { performedActions: performedActions(operation) };
  if (outcome.done) {
    const observed = definition.observe(outcome.seen, operation);
    return { id, outputs: { ...known, ...observed, ...shared, ...markOf(record) } };
  }
  if (!outcome.unfinished) throw outcome.error;
  const properties = {
    ...known,
    ...definition.soFar?.(operation),
    ...shared,
    unfinished: unfinished(record, outcome.remaining),
  };
  throw new InitFailure(id, properties, outcome.error.message);
}
