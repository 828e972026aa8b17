import { z } from "zod";

/**
 * What a changed input means: "what" runs the action anew, "how" only steers the next one and runs nothing,
 * "replace" makes another resource of it.
 */
export type Role = "what" | "how" | "replace";

/** The type that schema.json and the docs show. */
export type FieldType =
  "string" | "integer" | "boolean" | "any[]" | "string[]" | "number" | "PerformedAction[]";

declare module "zod" {
  interface GlobalMeta {
    role?: Role;
    type?: FieldType;
    /** The type in TypeScript, where it says more than `type`. */
    typescript?: string;
    /** Words for the docs, where the default is not a value. */
    defaultText?: string;
  }
}

interface Options {
  readonly role?: Role;
  readonly typescript?: string;
  readonly defaultText?: string;
}

/** How a refused value is shown. */
export function show(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

const rule =
  (must: string) =>
  (issue: { readonly input?: unknown }): string =>
    issue.input === undefined ? `is required and ${must}` : `is ${show(issue.input)}, and ${must}`;

const meta = (type: FieldType, description: string, options: Options) => ({
  type,
  description,
  role: "what" as const,
  ...options,
});

/** One of a few words, shown as a plain string in the schema so that `pulumi do` has a flag for it. */
export const word = <const W extends string>(
  words: readonly [W, ...W[]],
  description: string,
  options: Options = {},
) => oneOf(words).meta(wordMeta(words, description, options));

export const optionalWord = <const W extends string>(
  words: readonly [W, ...W[]],
  description: string,
  options: Options = {},
) =>
  oneOf(words)
    .optional()
    .meta(wordMeta(words, description, options));

const quoted = (words: readonly string[]) => words.map((value) => JSON.stringify(value));

const oneOf = <const W extends string>(words: readonly [W, ...W[]]) =>
  z.enum(words, { error: rule(`must be ${quoted(words).join(" or ")}`) });

const wordMeta = (words: readonly string[], description: string, options: Options) =>
  meta("string", description, { typescript: quoted(words).join(" | "), ...options });

const filled = () => {
  const error = rule("must be a string that is not empty");
  return z.string({ error }).min(1, { error });
};

export const text = (description: string, options: Options = {}) =>
  filled().meta(meta("string", description, options));

export const optionalText = (description: string, options: Options = {}) =>
  filled()
    .optional()
    .meta(meta("string", description, options));

/** An id that users have as a number or as text; one form inside, so that 42 and "42" are the same. */
export function idText(what: string, description: string, options: Options = {}) {
  const error = rule(`must be the id of ${what}: a whole number above 0, or a string of digits`);
  const number = z.number({ error }).int({ error }).positive({ error });
  const digits = z.string({ error }).regex(/^0*[1-9]\d*$/, { error });
  return z
    .union([number, digits], { error })
    .transform((id) => String(id).replace(/^0+/, ""))
    .meta(meta("string", description, { typescript: "string | number", ...options }));
}

export function flag(fallback: boolean, description: string, options: Options = {}) {
  return z
    .boolean({ error: rule("must be true or false") })
    .default(fallback)
    .meta(meta("boolean", description, options));
}

export function seconds(fallback: number, description: string, options: Options = {}) {
  const error = rule("must be a whole number of seconds from 1 to 604800 (a week)");
  return z
    .number({ error })
    .int({ error })
    .min(1, { error })
    .max(604_800, { error })
    .default(fallback)
    .meta(meta("integer", description, { role: "how", ...options }));
}

export function anyList(description: string, options: Options = {}) {
  return z
    .array(z.any(), { error: rule("must be a list") })
    .optional()
    .meta(meta("any[]", description, options));
}

/** A field of the outputs; they are not parsed, only described. */
export const output = (type: FieldType, description: string, typescript?: string) => ({
  type,
  description,
  ...(typescript ? { typescript } : {}),
});

export type OutputField = ReturnType<typeof output>;
