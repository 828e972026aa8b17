import type { ResourceDefinition } from "../../provider/resources/define";
import { type FieldType, type OutputField } from "../../provider/resources/fields";
import { sharedOutputs } from "../../provider/resources/common";
import { objectTypes } from "../../provider/resources/types";
import { version } from "../../provider/version";
import { inputsOf, type PrintedInput } from "./fields";

const any = { $ref: "pulumi.json#/Any" };

function schemaType(type: FieldType): object {
  if (type === "object") return { type: "object", additionalProperties: any };
  if (type === "any[]") return { type: "array", items: any };
  if (type.endsWith("[]")) {
    return { type: "array", items: schemaType(type.slice(0, -2) as FieldType) };
  }
  return type in objectTypes ? { $ref: `#/types/${token(type)}` } : { type };
}

const token = (name: string) => `droplet-actions:index:${name}`;

/** Pulumi's package schema (https://www.pulumi.com/docs/iac/extending-pulumi/schema/). */
export function printSchema(definitions: readonly ResourceDefinition[]): string {
  const schema = {
    name: "droplet-actions",
    displayName: "DigitalOcean Droplet actions",
    version,
    description:
      "Every DigitalOcean Droplet action as a declarative resource: previewed, sent once, awaited until its effect is visible.",
    keywords: ["pulumi", "digitalocean", "droplet", "category/cloud", "kind/native"],
    license: "Apache-2.0",
    types: printedTypes(),
    resources: Object.fromEntries(
      definitions.map((definition) => [token(definition.name), printResource(definition)]),
    ),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function printResource(definition: ResourceDefinition): object {
  const inputs = inputsOf(definition);
  const outputs = { ...definition.outputs, ...sharedOutputs };
  const always = inputs.filter(({ required, fallback }) => required || fallback !== undefined);
  return {
    description: [definition.summary, definition.details].join("\n\n"),
    inputProperties: Object.fromEntries(inputs.map((input) => [input.name, printInput(input)])),
    requiredInputs: inputs.filter(({ required }) => required).map(({ name }) => name),
    properties: {
      ...Object.fromEntries(
        inputs.map(({ name, type, description }) => [name, { ...schemaType(type), description }]),
      ),
      ...Object.fromEntries(
        Object.entries(outputs).map(([name, field]) => [name, printOutput(field)]),
      ),
    },
    required: [...always.map(({ name }) => name), ...Object.keys(outputs)],
    aliases: [{ type: `pulumi-nodejs:dynamic/droplet-actions:${definition.name}` }],
  };
}

const printInput = ({ type, description, fallback, replaces, defaultText }: PrintedInput) => ({
  ...schemaType(type),
  description:
    defaultText && fallback === undefined ? `${description} Default: ${defaultText}.` : description,
  ...(fallback === undefined ? {} : { default: fallback }),
  ...(replaces ? { willReplaceOnChanges: true } : {}),
});

const printOutput = ({ type, description }: OutputField) => ({ ...schemaType(type), description });

const printedTypes = () =>
  Object.fromEntries(
    Object.entries(objectTypes).map(([name, { description, fields }]) => [
      token(name),
      {
        type: "object",
        description,
        properties: Object.fromEntries(
          Object.entries(fields).map(([field, { type, description }]) => [
            field,
            { type, description },
          ]),
        ),
        required: Object.entries(fields)
          .filter(([, { optional, nullable }]) => !optional && !nullable)
          .map(([field]) => field),
      },
    ]),
  );
