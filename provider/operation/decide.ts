import { hasErrored, type Operation } from "./fold";
import { unknownBase } from "./operation";

/** What the engine holds of a resource: its last operation, and the one that it keeps as unfinished. */
export interface Held {
  readonly base: string | null;
  readonly kept: string | null;
}

/** What is known when the engine calls for a resource to be brought to its inputs. */
export interface Situation {
  readonly urn: string;
  readonly target: string;
  /** Hash of the inputs that run an action or replace the resource. */
  readonly inputs: string;
  /** What the engine holds of the resource; null: nothing, as far as is known. */
  readonly held: Held | null;
  /** A create: the engine shows no state, whether it holds one (a replacement) or not. */
  readonly isCreate: boolean;
}

export type Decision =
  /** Nothing is left of an earlier run. */
  | { readonly do: "begin"; readonly base: string | null }
  /** An earlier run was interrupted in this very operation. */
  | { readonly do: "resume"; readonly operation: Operation }
  /** An earlier run finished it, and was interrupted before the engine could save that. */
  | { readonly do: "answer"; readonly operation: Operation }
  /** An earlier run was interrupted in another operation, which has to end first. Then decide again. */
  | { readonly do: "end"; readonly operation: Operation; readonly because: "inputs" | "age" };

/** After seven days nobody expects the same command to finish what was interrupted. */
const rememberedMilliseconds = 7 * 86_400_000;

/** `operations`: all that may concern the resource, the kept one included; `now` in milliseconds since the epoch. */
export function decide(
  situation: Situation,
  operations: readonly Operation[],
  now: number,
): Decision {
  const { held, isCreate } = situation;
  const found = latestFirst(operations.filter((one) => concerns(situation, one)));
  const others = found.filter((one) => isOpen(one) && !isSame(situation, one));
  const other = others.at(-1);
  if (other) return { do: "end", operation: other, because: "inputs" };
  const same = found.find((one) => isSame(situation, one));
  if (same && (same.closed !== "done" || same.id === held?.kept)) {
    // What the engine itself shows as unfinished is resumed however old it is.
    const isOld = same.id !== held?.kept && isForgotten(same, now);
    return isOld
      ? { do: "end", operation: same, because: "age" }
      : { do: "resume", operation: same };
  }
  if (same && !isForgotten(same, now)) return { do: "answer", operation: same };
  return { do: "begin", base: held ? baseOf(held, isCreate) : null };
}

/** The version of the state that an operation sets out from. */
const baseOf = ({ base, kept }: Held, isCreate: boolean): string | null =>
  kept ?? base ?? (isCreate ? unknownBase : null);

const isOpen = ({ closed }: Operation): boolean => closed === null;

/** Whether an operation may still have to be resumed, answered or ended. */
function concerns(
  { urn, held, isCreate }: Pick<Situation, "urn" | "held" | "isCreate">,
  operation: Operation,
): boolean {
  const { id, about, base, closed, isKept, isSaved } = operation;
  // A replacement leaves what the engine keeps to the removal of the old resource.
  if (id === held?.kept) return !isCreate;
  // The engine has its result.
  if (id === held?.base) return false;
  if (closed === "ended") return false;
  // After a rename it is known by the operation that it set out from.
  const isRelated = base !== null && (base === held?.kept || base === held?.base);
  if (about.urn !== urn && !isRelated) return false;
  // Without a state, what the engine once kept as unfinished counts as if the journal alone knew it.
  if (isSaved) return isKept && !held && closed === null;
  // A state that still names what it set out from shows that the engine was gone before it could keep it.
  if (isKept && held) return held.kept === null && base !== null && base === held.base;
  return true;
}

/** Whether an operation brings this resource from this state to these inputs. */
function isSame(situation: Situation, operation: Operation): boolean {
  const { target, inputs, held, isCreate } = situation;
  const { id, base, from } = operation;
  if (operation.inputs !== inputs || operation.target !== target) return false;
  if (id === held?.kept) return true;
  if (!held) {
    // The result of an update is no answer for a new resource, but what it has left open is resumed.
    return isOpen(operation) || (base === null && from === null);
  }
  const wanted = baseOf(held, isCreate);
  return base === wanted && (from === null) === isCreate;
}

const isForgotten = ({ changedAt }: Operation, now: number): boolean =>
  now - changedAt > rememberedMilliseconds;

const latestFirst = (operations: readonly Operation[]): Operation[] =>
  [...operations].sort((a, b) => b.changedAt - a.changedAt);

/** What interrupted runs have left of a resource in the state, the latest first: to be shown, and ended when it is removed. */
export const leftOf = (urn: string, held: Held, operations: readonly Operation[]): Operation[] =>
  latestFirst(operations).filter(
    (one) => (one.id === held.kept || isOpen(one)) && concerns({ urn, held, isCreate: false }, one),
  );

/** Whether an operation set out from this very state, so that what it made belongs to the resource. */
export const isOwn = ({ base, kept }: Held, operation: Operation): boolean =>
  operation.id === kept || (operation.from !== null && operation.base === (kept ?? base));

/** Whether it has had an effect that the next operation sets out from. */
export const hadEffect = ({ posts }: Operation): boolean =>
  posts.some((post) => post.action !== null && !hasErrored(post));
