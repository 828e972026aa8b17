import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { RefusedError } from "../errors";
import { actionIdsOf, type Change, type Due, isChange, newChange, owesPower } from "../plan/change";
import { describeStep } from "../plan/describe";
import type { Step } from "../plan/plan";
import type { Outputs, ResourceDefinition } from "../resources/define";

/** How inputs, outputs and an unfinished change lie together in what the engine saves. */

/** The output `unfinished`: what the next run must know to go on. */
export interface Unfinished extends Change {
  readonly steps: readonly string[];
  /** "active": the Droplet was on before this change, which owes it the power. */
  readonly powerBefore: "active" | null;
  readonly actionIds: readonly number[];
}

export function unfinishedOf(state: Outputs): Change | undefined {
  const kept = state["unfinished"] as Unfinished | null | undefined;
  if (!kept) return undefined;
  if (!isChange(kept)) throw torn();
  // The engine freezes nothing, but a failed run must not half-change what was saved.
  const { target, due, tagged, posts } = structuredClone(kept);
  return { target, due, posts, ...(tagged ? { tagged } : {}) };
}

const torn = () =>
  new RefusedError(
    {},
    "unfinished in Pulumi's state cannot be read, so what was begun is not known, and nothing is sent",
    "Look at the Droplet and at its actions (`doctl compute droplet actions <id>`); then forget the resource with `pulumi state delete <urn>`, or mend the state with `pulumi stack export` and `pulumi stack import`",
  );

export function unfinished(change: Change, remaining: readonly Step[]): Unfinished {
  return {
    ...change,
    steps: remaining.map(describeStep),
    powerBefore: owesPower(change) ? "active" : null,
    actionIds: actionIdsOf(change),
  };
}

/** A new change of a resource, for which actions that declare no state are due or not. */
export function beginChange(
  definition: ResourceDefinition,
  inputs: Outputs,
  state: Outputs,
): Change {
  return newChange(targetOf(definition, inputs), dueOf(definition, inputs, state));
}

function dueOf(definition: ResourceDefinition, inputs: Outputs, state: Outputs): Due | null {
  const runs = (input: string) => roleOf(definition, input) === "run";
  // Resources that declare a state look at the Droplet instead.
  if (!Object.keys(definition.inputs.shape).some(runs)) return null;
  if (Object.keys(state).length === 0) {
    const wanted = inputs["runOnCreate"] !== false;
    return wanted ? { because: "this resource is new in the stack", inputs: [] } : null;
  }
  const changed = changedInputs(definition, state, inputs).filter(runs);
  if (changed.length === 0) return null;
  return { because: `${changed.join(" and ")} changed`, inputs: changed };
}

export const targetOf = (definition: ResourceDefinition, inputs: Outputs): string =>
  String(inputs[definition.target.input]);

/** The inputs within a state; keys beginning with `__` belong to the door and stay with them. */
export function inputsOf(definition: ResourceDefinition, state: Outputs): Outputs {
  return Object.fromEntries(
    Object.entries(state).filter(([key]) => key.startsWith("__") || key in definition.inputs.shape),
  );
}

/** The outputs within a state; null where there are none (yet). */
export function outputsOf(definition: ResourceDefinition, state: Outputs): Outputs {
  return Object.fromEntries(
    Object.keys(definition.outputs).map((key) => [key, state[key] ?? null]),
  );
}

/** Inputs that differ; an input that an older release did not know counts as its default. */
export function changedInputs(
  definition: ResourceDefinition,
  olds: Outputs,
  news: Outputs,
): string[] {
  return Object.entries(definition.inputs.shape)
    .filter(([key, schema]) => {
      const fallback = (schema as z.ZodType).safeParse(undefined);
      const before = olds[key] ?? (fallback.success ? fallback.data : undefined);
      return !isDeepStrictEqual(noneIfEmpty(before), noneIfEmpty(news[key]));
    })
    .map(([key]) => key);
}

/** An empty list or object says the same as none. */
export const noneIfEmpty = (value: unknown): unknown =>
  value === null || (typeof value === "object" && Object.keys(value).length === 0)
    ? undefined
    : value;

export const roleOf = (definition: ResourceDefinition, input: string) =>
  (definition.inputs.shape[input] as z.ZodType).meta()?.role ?? "what";

export function replacedBy(definition: ResourceDefinition, changed: readonly string[]): string[] {
  const replaces =
    definition.replaces?.(changed) ??
    changed.filter((input) => roleOf(definition, input) === "replace");
  return [...replaces];
}

/** Whether the change of these inputs is one for the engine: an update, be it one that sends nothing. */
export const acts = (
  definition: ResourceDefinition,
  changed: readonly string[],
  news: Outputs,
): boolean =>
  changed.some((input) => roleOf(definition, input) !== "how") ||
  (changed.length > 0 && (definition.removesWith?.(news) ?? false));
