import type { ResourceDefinition } from "../../provider/resources/define";
import { type FieldType, type OutputField } from "../../provider/resources/fields";
import { sharedOutputs } from "../../provider/resources/common";
import { version } from "../../provider/version";
import { inputsOf, type PrintedInput } from "./fields";

const types: Readonly<Record<FieldType, object>> = {
  string: { type: "string" },
  integer: { type: "integer" },
  number: { type: "number" },
  boolean: { type: "boolean" },
  "any[]": { type: "array", items: { $ref: "pulumi.json#/Any" } },
  "string[]": { type: "array", items: { type: "string" } },
  "PerformedAction[]": {
    type: "array",
    items: { $ref: "#/types/droplet-actions:index:PerformedAction" },
  },
};

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
    types: { "droplet-actions:index:PerformedAction": performedAction },
    resources: Object.fromEntries(
      definitions.map((definition) => [
        `droplet-actions:index:${definition.name}`,
        printResource(definition),
      ]),
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
        inputs.map(({ name, type, description }) => [name, { ...types[type], description }]),
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
  ...types[type],
  description:
    defaultText && fallback === undefined ? `${description} Default: ${defaultText}.` : description,
  ...(fallback === undefined ? {} : { default: fallback }),
  ...(replaces ? { willReplaceOnChanges: true } : {}),
});

const printOutput = ({ type, description }: OutputField) => ({ ...types[type], description });

const performedAction = {
  type: "object",
  description: "An action that ran on a Droplet.",
  properties: {
    id: { type: "integer", description: "Its id at DigitalOcean." },
    type: { type: "string", description: "One of DigitalOcean's action types, such as `resize`." },
    status: { type: "string", description: "`completed`, `errored` or `in-progress`." },
    startedAt: { type: "string", description: "ISO 8601." },
    completedAt: { type: "string", description: "ISO 8601; absent if DigitalOcean did not tell." },
  },
  required: ["id", "type", "status", "startedAt"],
};
