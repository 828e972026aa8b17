import { type Entry, sha256, type Work } from "../journal/entry";
import { isElsewhere } from "../journal/owner";
import { actionIdsOf, type Change, type PerformedAction } from "../plan/change";
import type { Outputs, ResourceDefinition } from "../resources/define";
import type { Call } from "./call";
import { entryOf } from "./elsewhere";
import { noneIfEmpty, roleOf, targetOf, unfinishedOf } from "./state";

/** What is known of a change beyond the engine's state: this computer's journal. */

export function workOf(definition: ResourceDefinition, call: Call, inputs: Outputs): Work {
  const { input } = definition.target;
  const again = Object.keys(definition.inputs.shape)
    .filter((key) => key !== input && ["run", "replace"].includes(roleOf(definition, key)))
    .map((key) => [key, noneIfEmpty(inputs[key]) ?? null]);
  const { urn = "" } = call;
  const formerUrn = call.session.formerUrns.get(urn);
  return {
    apiUrl: call.apiUrl(),
    urn,
    ...(formerUrn !== undefined && formerUrn !== urn ? { formerUrn } : {}),
    target: targetOf(definition, inputs),
    hash: sha256(again),
  };
}

/** The URN that a state was saved under, which is another one after a rename. */
function savedUrn({ urn = "", session }: Call, state: Outputs): string {
  if (typeof state["__urn"] === "string") return state["__urn"];
  return (Object.keys(state).length === 0 ? session.formerUrns.get(urn) : undefined) ?? urn;
}

/** The engine showed this state: what it holds need not be remembered by us. */
export function remember(definition: ResourceDefinition, call: Call, state: Outputs): void {
  call.session.formerUrns.set(call.urn ?? "", savedUrn(call, state));
  const ids = idsIn(state);
  for (const id of ids) call.session.knownActions.add(id);
  if (unfinishedOf(state) || ids.length === 0) return;
  const work = workOf(definition, call, state);
  for (const urn of new Set([work.urn, savedUrn(call, state)])) {
    call.journal.seen({ ...work, urn }, ids);
  }
}

/** What was begun and is not at its end: kept by the engine, or known from a run that could not tell it. */
export function begunOf(
  definition: ResourceDefinition,
  call: Call,
  state: Outputs,
): Change | undefined {
  const work = workOf(definition, call, state);
  return entriesFor(call, work, state).find(isLeft)?.change ?? unfinishedOf(state);
}

/** What a run began that was killed before the engine knew of the resource. */
export function begunUnknown(
  definition: ResourceDefinition,
  call: Call,
  inputs: Outputs,
): Change | undefined {
  const work = workOf(definition, call, inputs);
  const entry = call.journal.find(work);
  // With other triggers it may be what is to be replaced.
  return entry && isLeft(entry) && isOwn(definition, call, entry, work, {})
    ? entry.change
    : undefined;
}

/** The id of another process that works on the resource at this moment. */
export function workerOf(
  definition: ResourceDefinition,
  call: Call,
  inputs: Outputs,
): number | undefined {
  const entry = call.journal.find(workOf(definition, call, inputs));
  return entry?.status === "open" && isElsewhere(entry) ? entry.owner.pid : undefined;
}

const isLeft = (entry: Entry | undefined): boolean =>
  entry?.status === "open" && !isElsewhere(entry) && entry.change.posts.length > 0;

const formerEntry = (call: Call, work: Work, state: Outputs): Entry | undefined =>
  call.journal.findFormer(work, {
    savedUrn: savedUrn(call, state),
    actionIds: begunIdsIn(state),
  });

/** The entries of this work, the latest first: a run under another name may have gone on with it and been killed. */
function entriesFor(call: Call, work: Work, state: Outputs): Entry[] {
  const own = call.journal.find(work);
  const former = formerEntry(call, work, state);
  const isLater = own && former && goesOnWith(former.change, own.change);
  return (isLater ? [former, own] : [own, former]).filter((entry) => entry !== undefined);
}

function goesOnWith(later: Change, begun: Change): boolean {
  const ids = actionIdsOf(later);
  return (
    later.posts.length > begun.posts.length && actionIdsOf(begun).some((id) => ids.includes(id))
  );
}

/** The entry of this work, or of the same resource under the name it had before. */
export async function entryFor(
  call: Call,
  work: Work,
  state: Outputs,
  timeoutSeconds: number,
): Promise<Entry | undefined> {
  await entryOf(call, work, timeoutSeconds);
  const [latest] = entriesFor(call, work, state);
  return latest && entryOf(call, latest.work, timeoutSeconds);
}

/** Whether the journal holds the change to these very inputs: its run ended before it what the state holds as begun. */
export function isBegun(
  definition: ResourceDefinition,
  call: Call,
  inputs: Outputs,
  state: Outputs,
): boolean {
  const work = workOf(definition, call, inputs);
  const [entry] = entriesFor(call, work, state);
  return entry !== undefined && isOwn(definition, call, entry, work, state);
}

/** What was known of the resource under the name it had before is known under its new one. */
export function forgetFormer(call: Call, work: Work, state: Outputs): void {
  const former = formerEntry(call, work, state);
  if (former) call.journal.forget(former.work);
}

/**
 * Whether an entry is about this very wish. A create while the engine holds the same work is another one, such as a
 * taint, and what such a create has left is not about the resource that it was to replace.
 */
export function isOwn(
  definition: ResourceDefinition,
  call: Call,
  entry: Entry,
  work: Work,
  state: Outputs,
): boolean {
  if (entry.work.hash !== work.hash) return false;
  if (Object.keys(state).length === 0) {
    return entry.again || call.session.held.get(work.urn) !== work.hash;
  }
  if (holdsPostOf(state, entry)) return true;
  // Of `--replace` the create is not told. But what the state holds as done is not begun once more by an update.
  const isDone = !definition.declaresState && !unfinishedOf(state);
  return !entry.again && !(isDone && workOf(definition, call, state).hash === entry.work.hash);
}

/** Whether the engine's state is what the run of the entry has left. */
function holdsPostOf(state: Outputs, { change }: Entry): boolean {
  const ids = idsIn(state);
  const sentAt = unfinishedOf(state)?.posts.map((post) => post.sentAt) ?? [];
  return change.posts.some(
    (post) =>
      (post.actionId !== null && ids.includes(post.actionId)) || sentAt.includes(post.sentAt),
  );
}

/** Of the actions that a state names. */
function idsIn(state: Outputs): number[] {
  const performed = (state["performedActions"] ?? []) as readonly PerformedAction[];
  return [...performed.map(({ id }) => id), ...begunIdsIn(state)];
}

function begunIdsIn(state: Outputs): number[] {
  const begun = unfinishedOf(state);
  return begun ? actionIdsOf(begun) : [];
}

/** Those that somebody else's look-up must not take for its own. What the own state names, another computer found. */
export function knownActions({ apiUrl, journal, session }: Call, state: Outputs) {
  const own = new Set(idsIn(state));
  return (): ReadonlySet<number> => {
    const others = [...session.knownActions].filter((id) => !own.has(id));
    return new Set([...journal.knownIds(apiUrl()), ...others]);
  };
}
