import { sharedOutputs } from "../../provider/resources/common";
import type { ResourceDefinition } from "../../provider/resources/define";
import { type FieldType, type OutputField } from "../../provider/resources/fields";
import { objectTypes } from "../../provider/resources/types";
import { settings } from "../../provider/settings";
import { pluginDownloadUrlOf, publishing } from "../../provider/publishing";
import { version } from "../../provider/version";
import { printExamples } from "./examples";
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

export const displayName = "DigitalOcean Droplet actions";
export const pythonPackage = "pulumi_droplet_actions";

/** Pulumi's package schema (https://www.pulumi.com/docs/iac/extending-pulumi/schema/). */
export function printSchema(definitions: readonly ResourceDefinition[]): string {
  const { publisher, repository, homepage, logoUrl } = publishing;
  const pluginDownloadURL = pluginDownloadUrlOf(publishing);
  const schema = {
    name: "droplet-actions",
    displayName,
    version,
    description:
      "Every DigitalOcean Droplet action as a declarative resource: previewed, sent once, awaited until its effect is visible.",
    keywords: ["pulumi", "digitalocean", "droplet", "category/cloud", "kind/native"],
    license: "Apache-2.0",
    publisher,
    repository,
    homepage,
    logoUrl,
    ...(pluginDownloadURL !== undefined && { pluginDownloadURL }),
    // The generators then take the version from here, and make a Go module that is complete.
    meta: { supportPack: true },
    language,
    config: { variables: printedSettings() },
    types: printedTypes(),
    provider: {
      description:
        "Where and as whom the resources act: one for each DigitalOcean team or token, when a program works with several. What is not given is read from the plugin's environment.",
      inputProperties: printedSettings(),
    },
    resources: Object.fromEntries(
      definitions.map((definition) => [token(definition.name), printResource(definition)]),
    ),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

const pythonReadme = `# ${pythonPackage}

Every DigitalOcean Droplet action as a declarative [Pulumi](https://www.pulumi.com) resource, for programs in Python. The resources are served by the plugin \`pulumi-resource-droplet-actions\`, which has to be installed as well: \`docs/plugin.md\` in its repository says how.

\`\`\`python
import pulumi_droplet_actions as droplet_actions

droplet_actions.DropletPowerState("web", droplet_id="3164444", state="off")
\`\`\`
`;

/**
 * TypeScript has its classes in the npm package; Go's module path comes from the repository, and the names of Java and
 * .NET from the record of publishing.
 */
const language = {
  nodejs: { respectSchemaVersion: true },
  python: {
    packageName: pythonPackage,
    pyproject: { enabled: true },
    readme: pythonReadme,
    respectSchemaVersion: true,
  },
  go: { generateResourceContainerTypes: true, respectSchemaVersion: true },
  csharp: { respectSchemaVersion: true, rootNamespace: publishing.dotnetNamespace },
  // A pom.xml of ours in place of the generator's files for Gradle, which no test could run: tools/sdk-generator.
  java: { buildFiles: "none", basePackage: publishing.javaGroup },
};

function printResource(definition: ResourceDefinition): object {
  const inputs = inputsOf(definition);
  const outputs: Readonly<Record<string, OutputField>> = {
    ...definition.outputs,
    ...sharedOutputs,
  };
  return {
    description: [definition.summary, definition.details, printExamples(definition)].join("\n\n"),
    inputProperties: printEach(inputs, printInput),
    requiredInputs: inputs.filter(({ required }) => required).map(({ name }) => name),
    properties: {
      ...printEach(inputs, ({ type, description }) => ({ ...schemaType(type), description })),
      ...Object.fromEntries(
        Object.entries(outputs).map(([name, field]) => [name, printOutput(field)]),
      ),
    },
    required: [
      ...inputs.filter(({ always }) => always).map(({ name }) => name),
      ...Object.keys(outputs).filter((name) => !outputs[name]?.nullable),
    ],
    stateInputs: {
      description:
        "What is known of a resource that is only read; all else is looked up by its id.",
      type: "object",
      properties: printEach(inputs, ({ type, description }) => ({
        ...schemaType(type),
        description,
      })),
    },
    aliases: [{ type: `pulumi-nodejs:dynamic/droplet-actions:${definition.name}` }],
  };
}

const printEach = (inputs: readonly PrintedInput[], print: (input: PrintedInput) => object) =>
  Object.fromEntries(inputs.map((input) => [input.name, print(input)]));

function printInput({ type, description, words, fallback, replaces, defaultText }: PrintedInput) {
  const missing = words.filter((word) => !description.includes(`\`${word}\``));
  const sentences = [
    description,
    ...(missing.length > 0 ? [`Allowed: ${words.map((word) => `\`${word}\``).join(", ")}.`] : []),
    ...(defaultText && fallback === undefined ? [`Default: ${defaultText}.`] : []),
  ];
  return {
    ...schemaType(type),
    description: sentences.join(" "),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(replaces ? { willReplaceOnChanges: true } : {}),
  };
}

const printOutput = ({ type, description }: OutputField) => ({ ...schemaType(type), description });

const printedSettings = () =>
  Object.fromEntries(
    Object.entries(settings).map(([name, { type, secret, description }]) => [
      name,
      { type, description, ...(secret ? { secret } : {}) },
    ]),
  );

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
