import { type Change, performedActions } from "../plan/change";
import type { Outputs, ResourceDefinition } from "../resources/define";
import { applyChange, type Outcome } from "../run/apply";
import { createProgress } from "../run/progress";
import type { Run } from "../run/run";
import { type Call, claimOf } from "./call";
import { beginChange, outputsOf, unfinished, unfinishedOf } from "./state";

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
  const begun = unfinishedOf(state) ?? beginChange(definition, inputs, state);
  const run = runOf(definition, call, inputs, state, begun);
  const outcome = await applyChange(run, Number(inputs["timeoutSeconds"]));
  call.session.changed.add(claimOf(definition.name, begun.target));
  return conclude(run, outcome);
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
    inputs,
    state,
    change: begun,
    api: call.api(),
    clock: call.clock,
    progress: createProgress(call.clock, call.status),
    say: (line) => call.log("info", line),
  };
}

function conclude(
  { definition, inputs, state, change: begun }: Omit<Run, "began" | "deadline">,
  outcome: Outcome,
): Changed {
  const id = definition.id?.(begun) ?? begun.target;
  const shared = { performedActions: performedActions(begun) };
  if (outcome.done) {
    const outputs = {
      ...inputs,
      ...outputsOf(definition, state),
      ...definition.observe(outcome.seen, begun),
      ...shared,
    };
    return { id, outputs };
  }
  if (!outcome.unfinished) throw outcome.error;
  const properties = {
    ...inputs,
    ...outputsOf(definition, state),
    ...shared,
    unfinished: unfinished(begun, outcome.remaining),
  };
  throw new InitFailure(id, properties, outcome.error.message);
}
