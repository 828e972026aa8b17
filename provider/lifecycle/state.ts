import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { type Change, performedActions } from "../plan/change";
import { describeStep } from "../plan/describe";
import type { Step } from "../plan/plan";
import type { Outputs, ResourceDefinition } from "../resources/define";

/** How inputs, outputs and an unfinished change lie together in what the engine saves. */

/** The output `unfinished`: what the next run must know to go on. */
export interface Unfinished extends Change {
  readonly steps: readonly string[];
  readonly actionIds: readonly number[];
}

export function unfinishedOf(state: Outputs): Change | undefined {
  const kept = state["unfinished"] as Unfinished | null | undefined;
  if (!kept) return undefined;
  // The engine freezes nothing, but a failed run must not half-change what was saved.
  const { dropletId, powerBefore, posts } = structuredClone(kept);
  return { dropletId, powerBefore, posts };
}

export function unfinished(change: Change, remaining: readonly Step[]): Unfinished {
  return {
    ...change,
    steps: remaining.map(describeStep),
    actionIds: performedActions(change).map(({ id }) => id),
  };
}

/** The inputs within a state; keys beginning with `__` belong to the door and stay with them. */
export function inputsOf(definition: ResourceDefinition, state: Outputs): Outputs {
  return Object.fromEntries(
    Object.entries(state).filter(([key]) => key.startsWith("__") || key in definition.inputs.shape),
  );
}

export function withoutOutputs(definition: ResourceDefinition): Outputs {
  return Object.fromEntries(Object.keys(definition.outputs).map((key) => [key, null]));
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
      return !isDeepStrictEqual(before, news[key] ?? undefined);
    })
    .map(([key]) => key);
}

export const roleOf = (definition: ResourceDefinition, input: string) =>
  (definition.inputs.shape[input] as z.ZodType).meta()?.role ?? "what";

export function replacedBy(definition: ResourceDefinition, changed: readonly string[]): string[] {
  const replaces =
    definition.replaces?.(changed) ??
    changed.filter((input) => roleOf(definition, input) === "replace");
  return [...replaces];
}

export const acts = (definition: ResourceDefinition, changed: readonly string[]): boolean =>
  changed.some((input) => roleOf(definition, input) !== "how");
