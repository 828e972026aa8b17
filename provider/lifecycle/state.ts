import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { RefusedError } from "../errors";
import type { Held } from "../operation/decide";
import { actionIdsOf, fold, type Operation } from "../operation/fold";
import {
  beginRecord,
  type Due,
  operationKey,
  type OperationRecord,
  parseRecord,
} from "../operation/operation";
import { describeStep } from "../plan/describe";
import type { Step } from "../plan/plan";
import type { Outputs, ResourceDefinition } from "../resources/define";
import { healthcheckOf } from "../resources/healthcheck";
import type { Context, Request } from "../run/context";
import { describeWait } from "../run/health/target";

/** How inputs, outputs and an unfinished operation lie together in what the engine saves. */

/** The output `unfinished`: what the next run must know to resume. */
export function unfinished(record: OperationRecord, remaining: readonly Step[], inputs: Outputs) {
  const operation = fold(record);
  return {
    /** What is left to do, in words. */
    steps: [...remaining.map(describeStep), ...healthLeft(operation, inputs)],
    /** "active": the Droplet was on before this operation, which has to restore its power. */
    powerBefore: operation.restoresPower ? "active" : null,
    actionIds: actionIdsOf(operation).map(String),
    operation: record,
  };
}

/** Another release may have written it. */
const unfinishedIn = (state: Outputs | null) =>
  state?.["unfinished"] as Partial<ReturnType<typeof unfinished>> | null | undefined;

/** What is waited for when no step is left. */
export function healthLeft({ awaitsHealth }: Operation, inputs: Outputs): string[] {
  const check = awaitsHealth ? healthcheckOf(inputs) : undefined;
  return check ? [`wait ${describeWait(check)}`] : [];
}

/** The operation that the engine keeps as unfinished. */
export function keptIn(state: Outputs | null): OperationRecord | null {
  const kept = unfinishedIn(state);
  if (!kept) return null;
  try {
    return parseRecord(kept.operation);
  } catch {
    throw new RefusedError(
      "unreadable-record",
      {},
      "unfinished in Pulumi's state cannot be read, so it is not known what an earlier run sent, and nothing is sent",
      "Correct it with `pulumi stack export` and `pulumi stack import`, or forget the resource with `pulumi state delete <urn>`",
    );
  }
}

/** The steps that were left when the run ended that kept it. */
export const stepsKept = (state: Outputs | null): readonly string[] =>
  unfinishedIn(state)?.steps ?? [];

/** What the engine holds of a resource. */
export function heldIn(state: Outputs): Held {
  const base = state[operationKey];
  return { base: typeof base === "string" ? base : null, kept: keptIn(state)?.id ?? null };
}

/** An operation that nothing was sent for, which is all that a plan has to know of one that may begin. */
export function newOperation(request: Request): Operation {
  const { definition, inputs } = request;
  const about = {
    apiUrl: "",
    urn: "",
    kind: definition.name,
    target: targetOf(definition, inputs),
  };
  const from = outputsBefore(request);
  const begun = { about, base: null, inputs: "", from, due: dueOf(request) };
  return fold(beginRecord({ ...begun, ...healthWaitOf(request) }, 0));
}

/** What a plan compares with: the target and the outputs of the state; null for a new resource. */
export function outputsBefore({ definition, state }: Pick<Request, "definition" | "state">) {
  if (!state) return null;
  return {
    [definition.target.input]: targetOf(definition, state),
    ...outputsOf(definition, state),
  };
}

/** Why an action that declares no state shall run; null if it shall not. */
export function dueOf(request: Request): Due | null {
  const { definition, inputs, state } = request;
  const runs = (input: string) => roleOf(definition, input) === "run";
  if (!runsActions(definition)) return null;
  if (!state) return inputs["runOnCreate"] === false ? null : dueOfNew(request);
  const changed = changedInputs(definition, state, inputs).filter(runs);
  if (changed.length === 0) return null;
  return { because: `${changed.join(" and ")} changed`, inputs: changed };
}

function dueOfNew({ definition, inputs, replaced }: Request): Due {
  if (replaced === undefined) return { because: "this resource is new in the stack", inputs: [] };
  if (replaced === targetOf(definition, inputs)) {
    return { because: "this resource is replaced", inputs: [] };
  }
  return { because: `${definition.target.name(replaced)} is replaced`, inputs: [], isMoved: true };
}

/** What a resource acts on in the state, as an earlier call of this process has shown it. */
export const replacedBefore = ({ session, urn = "" }: Context, state: Outputs | null) =>
  state ? undefined : session.targets.get(urn);

/**
 * For `beginRecord`. A healthcheck belongs to what is done, or would be done if the Droplet were not so already; where
 * nothing but "how" inputs changed, nothing is waited for.
 */
export function healthWaitOf(request: Request): Pick<OperationRecord, "waitsForHealth"> {
  const { definition, inputs, state } = request;
  const isDue = runsActions(definition)
    ? dueOf(request) !== null
    : !state ||
      changedInputs(definition, state, inputs).some((input) => roleOf(definition, input) !== "how");
  return isDue ? { waitsForHealth: true } : {};
}

/** Resources that declare a state look at the Droplet instead. */
const runsActions = (definition: ResourceDefinition): boolean =>
  Object.keys(definition.inputs.shape).some((input) => roleOf(definition, input) === "run");

export const targetOf = (definition: ResourceDefinition, inputs: Outputs): string =>
  String(inputs[definition.target.input]);

/** The inputs within a state; keys that begin with `__` belong to the adapter and stay with them. */
export function inputsOf(definition: ResourceDefinition, state: Outputs): Outputs {
  return Object.fromEntries(
    Object.entries(state).filter(
      ([key]) => (key.startsWith("__") && key !== operationKey) || key in definition.inputs.shape,
    ),
  );
}

/** The outputs within a state; null where there are none (yet). */
export function outputsOf(definition: ResourceDefinition, state: Outputs | null): Outputs {
  return Object.fromEntries(
    Object.keys(definition.outputs).map((key) => [key, state?.[key] ?? null]),
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
  return changed.filter((input) => roleOf(definition, input) === "replace");
}

/** Whether the change of these inputs is one for the engine: an update, be it one that sends nothing. */
export const acts = (
  definition: ResourceDefinition,
  changed: readonly string[],
  news: Outputs,
): boolean =>
  changed.some((input) => roleOf(definition, input) !== "how") ||
  (changed.length > 0 && (definition.removesWith?.(news) ?? false));
