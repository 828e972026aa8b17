import type { z } from "zod";
import type { ResourceDefinition } from "../../provider/resources/define";
import type { FieldType, OutputField, Role } from "../../provider/resources/fields";

/** An input as the printers need it. */
export interface PrintedInput {
  readonly name: string;
  readonly description: string;
  readonly type: FieldType;
  readonly typescript: string;
  readonly required: boolean;
  /** The outputs hold it in any case: given, or filled in. */
  readonly always: boolean;
  /** The only words that are allowed; none if all are. */
  readonly words: readonly string[];
  /** What a change of it means. */
  readonly role: Role;
  readonly replaces: boolean;
  /** The default as a value; undefined if there is none. */
  readonly fallback: unknown;
  /** The default in words, for the docs. */
  readonly defaultText: string | undefined;
}

const plainTypes: Readonly<Record<string, string>> = {
  integer: "number",
  "integer[]": "number[]",
  object: "Record<string, any>",
};

/** A field's type in TypeScript; objects have interfaces of their own. */
export const typescriptType = (type: FieldType): string => plainTypes[type] ?? type;

export const typescriptOutput = ({ type, nullable, typescript }: OutputField): string =>
  typescript ?? `${typescriptType(type)}${nullable ? " | null" : ""}`;

export function inputsOf(definition: ResourceDefinition): PrintedInput[] {
  return Object.entries(definition.inputs.shape).map(([name, schema]) => {
    const meta = (schema as z.ZodType).meta();
    if (!meta?.type || !meta.description) {
      throw new Error(
        `${definition.name}.${name} has no type or description: give it one with a helper of provider/resources/fields.ts`,
      );
    }
    const absent = (schema as z.ZodType).safeParse(undefined);
    const fallback = absent.success ? absent.data : undefined;
    return {
      name,
      description: meta.description,
      type: meta.type,
      typescript: meta.typescript ?? typescriptType(meta.type),
      required: !absent.success,
      always: !absent.success || fallback !== undefined || meta.filledIn === true,
      words: meta.words ?? [],
      role: meta.role ?? "what",
      replaces: meta.role === "replace",
      fallback,
      defaultText:
        meta.defaultText ?? (fallback === undefined ? undefined : JSON.stringify(fallback)),
    };
  });
}

/** The arguments of `digitalocean.Droplet` that the resource manages as well, as its docs name them. */
export function ignoreChangesOf({ details }: ResourceDefinition): string[] {
  const [, list = "[]"] = /ignoreChanges: (\[.*?\])/.exec(details) ?? [];
  return JSON.parse(list) as string[];
}
