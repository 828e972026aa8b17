import { z } from "zod";

/**
 * What a changed input means: "what" declares another state to bring the Droplet to, "run" runs the action again,
 * "how" only steers the next run and runs nothing, "replace" makes another resource of it.
 */
export type Role = "what" | "run" | "how" | "replace";

type Scalar = "string" | "integer" | "boolean" | "number";

/** Objects that have fields of their own, which `types.ts` describes. */
export type ObjectType =
  | "PerformedAction"
  | "BackupPolicy"
  | "BackupWindow"
  | "CurrentImage"
  | "KeptSnapshot"
  | "Healthcheck"
  | "TagActionResult";

/** The type that schema.json and the docs show; `object` has any keys. */
export type FieldType =
  Scalar | "any[]" | "string[]" | "integer[]" | "object" | ObjectType | `${ObjectType}[]`;

declare module "zod" {
  interface GlobalMeta {
    role?: Role;
    type?: FieldType;
    /** The type in TypeScript, where it says more than `type`. */
    typescript?: string;
    /** Words for the docs, where the default is not a value. */
    defaultText?: string;
    /** The resource itself fills it in, so it always has a value in the end. */
    filledIn?: true;
    /** The only words that are allowed. */
    words?: readonly string[];
  }
}

type Options = Pick<z.GlobalMeta, "role" | "typescript" | "defaultText" | "filledIn" | "words">;

/** The text that stands for a value the engine does not know yet; `pulumi.runtime.unknownValue`. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** How a refused value is shown. */
export function show(value: unknown): string {
  const isNumber = typeof value === "number";
  const text = value === undefined ? "nothing" : isNumber ? String(value) : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** What is said of a value that breaks a rule, after the name of its input. */
export const rule =
  (must: string) =>
  (issue: { readonly input?: unknown }): string =>
    issue.input === undefined ? `is required and ${must}` : `${show(issue.input)} ${must}`;

/** The same field, which may be left out. */
export const optional = <Field extends z.ZodType>(field: Field) =>
  field.optional().meta(field.meta() ?? {});

/** The same field, with a value where it is left out. */
export const withDefault = <Field extends z.ZodType>(
  fallback: z.core.util.NoUndefined<z.output<Field>>,
  field: Field,
) => field.default(fallback).meta(field.meta() ?? {});

/** One of a few words, shown as a plain string in the schema so that `pulumi do` has a flag for it. */
export function word<const W extends string>(
  words: readonly [W, ...W[]],
  description: string,
  options: Options = {},
) {
  const quoted = words.map((value) => JSON.stringify(value));
  const typescript = quoted.join(" | ");
  return z
    .enum(words, { error: rule(`must be ${quoted.join(" or ")}`) })
    .meta({ type: "string", description, typescript, ...options, words });
}

export const text = (description: string, options: Options = {}) =>
  textLike(/./s, "must be a string that is not empty", description, options);

/** An id that users have as a number or as text; one form inside, so that 42 and "42" are the same. */
export function idText(what: string, description: string, options: Options = {}) {
  const must = `must be the id of ${what}: a whole number above 0, or a string of digits`;
  const error = rule(must);
  const digits = z.string({ error }).regex(/^0*[1-9]\d*$/, { error });
  return z
    .union([whole(must, 1), digits], { error })
    .transform((id) => String(id).replace(/^0+/, ""))
    .meta({ type: "string", description, typescript: "string | number", ...options });
}

export function flag(fallback: boolean, description: string, options: Options = {}) {
  return z
    .boolean({ error: rule("must be true or false") })
    .default(fallback)
    .meta({ type: "boolean", description, ...options });
}

/** A whole number within bounds. */
export function whole(must: string, least: number, most = Infinity) {
  const error = rule(must);
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error });
}

/** Seconds up to a week; they only steer how it runs. */
export const seconds = (description: string, options: Options = {}) =>
  whole("must be a whole number of seconds from 1 to 604800 (a week)", 1, 604_800).meta({
    type: "integer",
    description,
    role: "how",
    ...options,
  });

/** A whole number above 0. */
export const integer = (must: string, description: string, options: Options = {}) =>
  whole(must, 1).meta({ type: "integer", description, ...options });

export function anyList(description: string, options: Options = {}) {
  return z
    .array(z.any(), { error: rule("must be a list") })
    .optional()
    .meta({ type: "any[]", description, ...options });
}

/** Text that keeps a rule of its own. */
export function textLike(
  pattern: RegExp,
  must: string,
  description: string,
  options: Options = {},
) {
  const error = rule(must);
  return z
    .string({ error })
    .regex(pattern, { error })
    .meta({ type: "string", description, ...options });
}

/** An image: an id as a number or as digits, or a slug. Ids are kept without leading zeros. */
export function image(description: string) {
  const must = "must be the id of an image (a whole number above 0) or its slug";
  const error = rule(must);
  const slugOrDigits = /^(0*[1-9]\d*|[a-z0-9-]*[a-z][a-z0-9.-]*)$/;
  const text = z.string({ error }).regex(slugOrDigits, { error });
  return z
    .union([whole(must, 1), text], { error })
    .transform((value) => String(value).replace(/^0+(?=\d)/, ""))
    .meta({ type: "string", description, role: "run", typescript: "string | number" });
}

/** The fields of an object, and no others. */
export function objectOf<Shape extends z.ZodRawShape>(shape: Shape) {
  const names = Object.keys(shape).join(", ");
  const fields = z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `has ${issue.keys.join(" and ")}, and must have no fields but ${names}`
        : rule(`must be an object of ${names}`)(issue),
  });
  return z.preprocess(withoutNull, fields);
}

/** Languages that have no undefined hand over null for a field that is not set. */
const withoutNull = (given: unknown): unknown =>
  typeof given === "object" && given !== null && !Array.isArray(given)
    ? Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))
    : given;

/** An object of any keys, handed on as it is. */
export const anyObject = (description: string, options: Options = {}) =>
  z
    .record(z.string(), z.any(), { error: rule("must be an object") })
    .optional()
    .meta({ type: "object", description, ...options });

/** A field of the outputs, which are not parsed, only described, or of an object. */
export interface OutputField {
  readonly type: FieldType;
  readonly description: string;
  /** It may be null although the resource is complete. */
  readonly nullable?: true;
  /** The type in TypeScript, where it is not what `type` and `nullable` say. */
  readonly typescript?: string | undefined;
  /** It may be left out, as some fields of an object in the inputs. */
  readonly optional?: boolean;
}

export const output = (
  type: FieldType,
  description: string,
  options: Pick<OutputField, "nullable" | "typescript"> = {},
): OutputField => ({ type, description, ...options });
