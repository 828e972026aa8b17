import { titleOf } from "../actions/post";
import { RefusedError } from "../errors";
import type { Entry, Work } from "../journal/entry";
import { performedActions } from "../plan/change";
import type { Outputs, ResourceDefinition } from "../resources/define";
import { applyChange, endChange, type Outcome } from "../run/apply";
import { createProgress } from "../run/progress";
import type { Waiting } from "../run/run";
import { type Call, kindOn, limitOf, pollerOf, timeoutOf } from "./call";
import { alone } from "./elsewhere";
import { holdsUnknown } from "./inputs";
import { entryFor, forgetFormer, isOwn, knownActions, workOf } from "./memory";
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

/** What was begun, and for which wish. */
type Begun = Pick<Entry, "change" | "work" | "again">;

/**
 * Brings a resource from its state to the inputs: what create, update and `stateOnDelete` have in common. Of what a
 * delete leaves unfinished the engine keeps nothing, so the journal has to.
 */
export async function change(
  definition: ResourceDefinition,
  call: Call,
  inputs: Outputs,
  state: Outputs,
  { isDelete = false } = {},
): Promise<Changed> {
  refuseUnknown(definition, inputs);
  const work = workOf(definition, call, inputs);
  const seconds = timeoutOf(call, inputs);
  try {
    return await alone(call, work, seconds, () =>
      changeAlone(definition, call, inputs, state, work),
    );
  } catch (error) {
    if (error instanceof InitFailure && !isDelete) call.journal.tell(work);
    throw error;
  }
}

/** Only a preview is called with such; the mark of it is no name, no size and no image. */
function refuseUnknown({ name }: ResourceDefinition, inputs: Outputs): void {
  const unknown = Object.keys(inputs).filter((input) => holdsUnknown(inputs[input]));
  if (unknown.length === 0) return;
  throw new RefusedError(
    { action: name },
    `${unknown.join(" and ")} is not known yet, so nothing is sent`,
    "Run `pulumi up` again once what it comes from has a value",
  );
}

async function changeAlone(
  definition: ResourceDefinition,
  call: Call,
  inputs: Outputs,
  state: Outputs,
  work: Work,
): Promise<Changed> {
  const seconds = timeoutOf(call, inputs);
  const creating = Object.keys(state).length === 0;
  let entry = await entryFor(call, work, state, seconds);
  if (entry && !isOwn(definition, call, entry, work, state)) {
    // That action comes to its end before the new one begins.
    if (entry.status === "open") await endForeign(definition, call, inputs, state, entry);
    entry = undefined;
  }
  const again = entry?.again ?? (creating && call.session.held.get(work.urn) === work.hash);
  const begun = entry?.change ?? unfinishedOf(state) ?? beginChange(definition, inputs, state);
  const sent = begun.posts.length;
  if (entry?.status === "open" && creating && sent > 0) {
    call.log(
      "info",
      "An earlier run was interrupted in this; going on with it, and nothing that was accepted is sent again",
    );
  }
  const run = runOf(definition, call, inputs, state, {
    change: begun,
    work: { ...work, target: begun.target },
    again,
  });
  const outcome = await applyChange(run, seconds);
  if (entry?.status === "done" && begun.posts.length === sent) {
    call.log(
      "info",
      "An earlier run has done this and was interrupted before Pulumi could save it; nothing is sent again",
    );
  }
  call.session.changed.add(kindOn(definition.name, begun.target));
  const sentAny = begun.posts.length > 0;
  // Removing such a resource acts, be it in another process of this run, unless it hears of this one.
  if (sentAny || definition.removesWith || call.journal.find(work)) {
    const done = sentAny ? "done" : "gone";
    call.journal.write(
      work,
      begun,
      outcome.done ? done : outcome.unfinished ? "open" : "gone",
      again,
    );
  }
  forgetFormer(call, work, state);
  const changed = conclude(run, outcome);
  for (const output of Object.keys(definition.outputs)) {
    const value = changed.outputs[output];
    if (typeof value === "string") call.session.returned.add(`${definition.name} ${value}`);
  }
  return changed;
}

/** Ends what a change has begun, without beginning anything more; of its own work, which may be another wish. */
export async function end(
  definition: ResourceDefinition,
  call: Call,
  inputs: Outputs,
  state: Outputs,
  begun: Begun,
): Promise<void> {
  const run = runOf(definition, call, inputs, state, begun);
  const seconds = timeoutOf(call, inputs);
  await alone(call, begun.work, seconds, () => endChange(run, seconds));
  call.journal.write(begun.work, begun.change, "gone");
}

/** Ends what a run for another wish has left: other inputs, or a replacement of this resource. */
export async function endForeign(
  definition: ResourceDefinition,
  call: Call,
  inputs: Outputs,
  state: Outputs,
  entry: Entry,
): Promise<void> {
  await end(definition, call, inputs, state, entry);
  const { posts } = entry.change;
  if (posts.length === 0) return;
  const names = posts.map(titleOf);
  call.log(
    "info",
    `An earlier run was interrupted after it had sent ${names.join(" and ")} for another wish. That has ended, and whatever it made is left as it is`,
  );
}

function runOf(
  definition: ResourceDefinition,
  call: Call,
  inputs: Outputs,
  state: Outputs,
  { change: begun, work, again }: Begun,
): Waiting {
  const api = call.api();
  return {
    definition,
    urn: call.urn ?? "",
    inputs,
    state,
    change: begun,
    api,
    clock: call.clock,
    progress: createProgress(call.clock, call.status),
    queue: call.session.queue,
    poller: pollerOf(call, api),
    creating: Object.keys(state).length === 0,
    limit: limitOf(call),
    stopped: call.stopped,
    cancelled: call.cancelled ?? (() => false),
    save: () => call.journal.write(work, begun, "open", again),
    knownActions: knownActions(call, state),
    isSentElsewhere: (dropletId, type) =>
      call.journal.isSentElsewhere(work.apiUrl, dropletId, type),
    say: (line) => call.log("info", line),
  };
}

function conclude(
  { definition, inputs, state, change: begun }: Waiting,
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
    ...definition.soFar?.(begun),
    ...shared,
    unfinished: unfinished(begun, outcome.remaining),
  };
  throw new InitFailure(id, properties, outcome.error.message);
}
