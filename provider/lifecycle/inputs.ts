import { z } from "zod";
import type { ErrorPage } from "../errorPages";
import type { Outputs, ResourceDefinition } from "../resources/define";
import { unknownValue } from "../resources/fields";

export interface Failure {
  readonly property: string;
  readonly reason: string;
  readonly page: ErrorPage;
}

export interface Checked {
  /** Normalized, with defaults; unknown ones as they came. */
  readonly inputs: Outputs;
  readonly failures: readonly Failure[];
}

/** Checks each input by itself and fills in the defaults. Looks at nothing but its arguments. */
export function checkInputs(
  definition: ResourceDefinition,
  olds: Outputs,
  news: Outputs,
  resourceName: string,
): Checked {
  const { shape } = definition.inputs;
  const inputs: Record<string, unknown> = {};
  const failures: Failure[] = [];
  for (const [property, value] of Object.entries(news)) {
    if (property.startsWith("__")) inputs[property] = value;
    else if (!Object.hasOwn(shape, property)) {
      failures.push({
        property,
        reason: `is not an input of ${definition.name}, which has ${Object.keys(shape).join(", ")}. Correct its name, or leave it out`,
        page: "invalid-input",
      });
    }
  }
  for (const [property, schema] of Object.entries(shape)) {
    const value = news[property] ?? undefined;
    if (holdsUnknown(value)) {
      inputs[property] = value;
      continue;
    }
    const parsed = (schema as z.ZodType).safeParse(value);
    if (!parsed.success) {
      failures.push(...failuresOf(property, parsed.error.issues));
    } else if (parsed.data !== undefined) {
      inputs[property] = parsed.data;
    }
  }
  Object.assign(inputs, definition.defaults?.(inputs, olds, resourceName));
  return { inputs, failures };
}

/** One for each place, such as `policy.weekday`. */
function failuresOf(property: string, issues: readonly z.core.$ZodIssue[]): Failure[] {
  const reasons = new Map<string, string>();
  for (const { path, message } of issues) {
    const place = z.core.toDotPath([property, ...path]);
    if (!reasons.has(place)) reasons.set(place, message);
  }
  return [...reasons].map(([place, reason]) => ({
    property: place,
    reason,
    page: "invalid-input",
  }));
}

/** Names of the inputs that are not known yet. */
export const unknownIn = (inputs: Outputs): string[] =>
  Object.keys(inputs).filter((input) => holdsUnknown(inputs[input]));

export function holdsUnknown(value: unknown): boolean {
  if (value === unknownValue) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsUnknown);
}
