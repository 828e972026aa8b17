import type { Change } from "../plan/change";
import { newChange, performedActions } from "../plan/change";
import type { Outputs, ResourceDefinition } from "../resources/define";
import { applyChange, type Outcome } from "../run/apply";
import { createProgress } from "../run/progress";
import type { Run } from "../run/run";
import { type Call, claimOf } from "./call";
import { unfinished, unfinishedOf, withoutOutputs } from "./state";

/** The resource was made or changed, but is not at its end: the engine keeps it, and the next `up` goes on. */
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

export interface Changed {
  readonly id: string;
  readonly outputs: Outputs;
}

/** Brings a resource from its state to the inputs: what create, update and `stateOnDelete` have in common. */
export async function change(
  definition: ResourceDefinition,
  call: Call,
  inputs: Outputs,
  state: Outputs,
): Promise<Changed> {
  const begun = unfinishedOf(state) ?? newChange(String(inputs["dropletId"]));
  const run = runOf(definition, call, inputs, state, begun);
  const outcome = await applyChange(run, Number(inputs["timeoutSeconds"]));
  call.session.changed.add(claimOf(definition.name, inputs["dropletId"]));
  return conclude(definition, inputs, begun, outcome);
}

export function runOf(
  definition: ResourceDefinition,
  call: Call,
  inputs: Outputs,
  state: Outputs,
  begun: Change,
): Omit<Run, "began" | "deadline"> {
  return {
    definition,
    inputs: { ...inputs, dropletId: String(inputs["dropletId"]) },
    state,
    change: begun,
    api: call.api(),
    clock: call.clock,
    progress: createProgress(call.clock, call.status),
    say: (line) => call.log("info", line),
  };
}

function conclude(
  definition: ResourceDefinition,
  inputs: Outputs,
  begun: Change,
  outcome: Outcome,
): Changed {
  const id = definition.id?.(begun) ?? String(inputs["dropletId"]);
  const shared = { performedActions: performedActions(begun) };
  if (outcome.done) {
    const observed = definition.observe(outcome.seen) ?? withoutOutputs(definition);
    return { id, outputs: { ...inputs, ...observed, ...shared } };
  }
  if (!outcome.unfinished) throw outcome.error;
  const properties = {
    ...inputs,
    ...withoutOutputs(definition),
    ...shared,
    unfinished: unfinished(begun, outcome.remaining),
  };
  throw new InitFailure(id, properties, outcome.error.message);
}
