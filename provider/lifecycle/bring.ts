import type { ErrorPage } from "../errorPages";
import { pageOf, RefusedError } from "../errors";
import { fold, type Operation, performedActions } from "../operation/fold";
import type { Found } from "../operation/journal";
import { beginRecord, operationKey, type OperationRecord } from "../operation/operation";
import { dropletsIn, type Outputs } from "../resources/define";
import { applyOperation, type Outcome } from "../run/apply";
import { type Context, kindOn, once, type Request, type SavedRequest } from "../run/context";
import { describeResult, healthOf } from "../run/result";
import type { WaitingRun } from "../run/run";
import { whileAlone } from "./alone";
import { decisionFor, earlierOf, leftIn, noteState, resourceOf, situationOf } from "./earlier";
import { baseRecord, end, ofSameTarget, outputsAfter, workOn } from "./end";
import { unknownIn } from "./inputs";
import {
  acts,
  changedInputs,
  dueOf,
  healthWaitOf,
  keptIn,
  outputsBefore,
  outputsOf,
  replacedBefore,
  unfinished,
} from "./state";

/** The resource was made or changed, and its operation is unfinished: the engine keeps it, and the next `up` resumes. */
export class InitFailure extends Error {
  override readonly name = "InitFailure";
  constructor(
    readonly id: string,
    readonly properties: Outputs,
    reason: string,
    /** Where docs/errors.md explains the reason. */
    readonly page: ErrorPage,
  ) {
    super(reason);
  }
}

export interface Brought {
  readonly id: string;
  readonly outputs: Outputs;
}

/** Runs the actions that the inputs call for, none if the Droplet already matches the inputs. */
export const create = (context: Context, request: Request): Promise<Brought> =>
  bring(context, { ...request, state: null, replaced: replacedBefore(context, null) });

/** Goes from the saved outputs to other inputs, after ending what an earlier run began for others. */
export async function update(context: Context, request: SavedRequest): Promise<Outputs> {
  const { definition, inputs, state } = request;
  await noteState(context, state);
  const left = await leftIn(context, state);
  const changed = changedInputs(definition, state, inputs);
  // Asked for by the adapter alone: it is no reason to look at the Droplet, let alone to act on it.
  if (left.length === 0 && !acts(definition, changed, inputs)) return { ...state, ...inputs };
  return (await bring(context, request)).outputs;
}

/** Brings a resource to its inputs. */
async function bring(context: Context, request: Request): Promise<Brought> {
  const unknown = unknownIn(request.inputs);
  // Only a preview is called with such; the mark of it is no name, no size and no image.
  if (unknown.length > 0) {
    throw new RefusedError(
      "value-not-known",
      { action: request.definition.name },
      `${unknown.join(" and ")} is not known yet, so nothing is sent`,
      "Run `pulumi up` again once the resource that it comes from has a value",
    );
  }
  // What was seen by the check is of no more use, and a wait may take hours.
  context.session.sights.delete(context.urn ?? "");
  return whileAlone(context, request, () => bringAlone(context, request));
}

/**
 * What create, update and `stateOnDelete` have in common, for a caller that no other process works beside. What earlier
 * runs have left is resumed, answered or ended first.
 */
export async function bringAlone(
  context: Context,
  request: Request,
  /** Of what a removal leaves unfinished the engine keeps nothing. */
  { isRemoval = false } = {},
): Promise<Brought> {
  for (;;) {
    const earlier = await earlierOf(context, request.state);
    warnOfUnreadable(context, earlier);
    const decision = decisionFor(context, request, earlier);
    if (decision.do === "begin") {
      const record = await begin(context, request, earlier, decision.base);
      return runOperation(context, request, record, earlier, isRemoval);
    }
    const record = recordOf(earlier, decision.operation);
    if (decision.do === "end") {
      await end(context, request, record, decision.because);
      continue;
    }
    const { id, posts } = decision.operation;
    // What the engine keeps as unfinished was not interrupted.
    const wasInterrupted = decision.do === "resume" && id !== keptIn(request.state)?.id;
    if (wasInterrupted && posts.length > 0) {
      context.say(
        "An earlier run was interrupted in this operation. It is resumed, and nothing that was accepted is sent again",
      );
    }
    return runOperation(context, request, record, earlier, isRemoval);
  }
}

const recordOf = ({ records }: Found, { id }: Operation): OperationRecord =>
  records.find((record) => record.id === id) as OperationRecord;

/** Said once: what is not known counts as something that may have been sent, where that must not happen twice. */
function warnOfUnreadable({ session, say }: Context, { unreadable }: Found): void {
  for (const reason of unreadable) {
    const line = `${reason}. What an earlier run sent is not known, so no action is sent that must not run twice. Make it readable, or remove it after a look at the Droplet's actions`;
    once(session.announced, reason, () => say(line, "unreadable-record"));
  }
}

async function begin(
  context: Context,
  request: Request,
  { records }: Found,
  base: string | null,
): Promise<OperationRecord> {
  const { definition } = request;
  const { target, inputs } = situationOf(context, request);
  const about = { ...resourceOf(context), kind: definition.name, target };
  const own = baseRecord(request, records);
  const from = own ? await outputsAfter(context, request, own) : outputsBefore(request);
  const begun = { about, base, inputs, from, due: dueOf(request), ...healthWaitOf(request) };
  return beginRecord(begun, context.clock.now());
}

async function runOperation(
  context: Context,
  request: Request,
  record: OperationRecord,
  earlier: Found,
  isRemoval: boolean,
): Promise<Brought> {
  const { definition } = request;
  const before = fold(record);
  const run = await workOn(context, request, record, earlier.unreadable);
  const { log } = run;
  const outcome = await applyOperation(run);
  if (before.closed === "done" && log.posts.length === before.posts.length) {
    context.say(
      "An earlier run has done this and was interrupted before Pulumi could save it; nothing is sent again",
    );
  } else if (outcome.done && log.posts.length > 0 && !isRemoval) {
    const droplets = dropletsIn(outcome.seen);
    const result = describeResult(log.operation, run.planned, droplets, context.clock.now());
    const kept = definition.kept?.(outcome.seen, log.operation);
    context.say(kept ? `${result}. ${kept}` : result);
  }
  if (outcome.done || !outcome.unfinished) await log.append({ is: "closed", done: outcome.done });
  else if (!isRemoval) await log.append({ is: "kept" });
  if (outcome.done) context.session.changed.add(kindOn(definition.name, before.target));
  if (outcome.done && outcome.seen.droplet.status === "off" && run.planned.whyOff) {
    context.say(run.planned.whyOff, "droplet-found-off");
  }
  const brought = conclude(run, outcome);
  for (const id of definition.owns?.(brought.outputs) ?? []) context.session.owned.add(id);
  return brought;
}

function conclude(run: WaitingRun, outcome: Outcome): Brought {
  const { definition, inputs, log } = run;
  const { operation, record } = log;
  const id = definition.id?.(operation) ?? operation.target;
  const known = {
    ...inputs,
    ...outputsOf(definition, ofSameTarget(definition, operation)),
  };
  const shared = {
    performedActions: performedActions(operation),
    ...("healthcheck" in definition.inputs.shape ? healthOf(operation) : {}),
  };
  if (outcome.done) {
    const observed = definition.observe(outcome.seen, operation);
    return { id, outputs: { ...known, ...observed, ...shared, [operationKey]: record.id } };
  }
  if (!outcome.unfinished) throw outcome.error;
  const properties = {
    ...known,
    ...definition.soFar?.(operation),
    ...shared,
    unfinished: unfinished(record, outcome.remaining, inputs),
  };
  throw new InitFailure(id, properties, outcome.error.message, pageOf(outcome.error));
}
