import type { ResourceDefinition } from "../../provider/resources/define";
import { objectTypes } from "../../provider/resources/types";
import { typescriptLine } from "./examples";
import { inputsOf, type PrintedInput, typescriptOutput, typescriptType } from "./fields";
import { comment, fileOf, header } from "./text";

const textOrNumber = "string | number";

/** The resource's class and its arguments for programs with the dynamic provider. */
export function printClass(definition: ResourceDefinition): string {
  const { name } = definition;
  return `${header}
import type * as pulumi from "@pulumi/pulumi";
import { DropletResource } from "./dynamic";
${importIdsAsText(definition, "./ids")}${importTypes(definition, "./types")}
${printDeclaration(definition, "DropletResource")}
}

/** Arguments of {@link ${name}}. */
export interface ${name}Args {
${inputsOf(definition).map(printArgument).join("\n")}
}
`;
}

/** The same class for programs with the plugin. */
export function printPluginClass(definition: ResourceDefinition): string {
  const { name } = definition;
  return `${header}
import type * as pulumi from "@pulumi/pulumi";
import type { ${name}Args } from "../${fileOf(name)}";
${importIdsAsText(definition, "../ids")}${importTypes(definition, "../types")}import { PluginResource } from "./resource";

${printDeclaration(definition, "PluginResource")}

  /** Reads one that exists, without managing it. */
  public static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: Partial<${name}Args>,
    options?: pulumi.CustomResourceOptions,
  ): ${name} {
    return new ${name}(name, { ...state } as ${name}Args, { ...options, id });
  }${printExists(definition)}
}
`;
}

/** Not for an event, of which there is nothing to find. */
const printExists = ({ name, imports }: ResourceDefinition): string =>
  imports
    ? `

${comment([`Whether there is one to be found by this id, which is ${imports.id}. Nothing is read into the stack. Needs the Pulumi CLI and \`@pulumi/pulumi\` 3.269 or later.`], "  ")}
  public static exists(id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): pulumi.Output<boolean> {
    return ${name}.ask("${name}", id, options);
  }`
    : "";

/** A adapter's entry: every public name, and nothing else. Pulumi's own TypeScript is too old for `type` within braces. */
export function printIndex(definitions: readonly ResourceDefinition[]): string {
  const classes = definitions.flatMap(({ name }) => [
    `export { ${name} } from "./${fileOf(name)}";`,
    `export type { ${name}Args } from "./${fileOf(name)}";`,
  ]);
  return `${header}\n${classes.join("\n")}\nexport type { ${Object.keys(objectTypes).join(", ")} } from "./types";\n`;
}

export function printPluginIndex(definitions: readonly ResourceDefinition[]): string {
  const classes = definitions.flatMap(({ name }) => [
    `export { ${name} } from "./${fileOf(name)}";`,
    `export type { ${name}Args } from "../${fileOf(name)}";`,
  ]);
  return `${header}\n${classes.join("\n")}
export { Provider } from "./provider";
export type { ProviderArgs } from "./provider";
export type { ${Object.keys(objectTypes).join(", ")} } from "../types";
`;
}

/** All of a class but its end. */
function printDeclaration(definition: ResourceDefinition, base: string): string {
  const { name, summary, details, outputs } = definition;
  const inputs = inputsOf(definition);
  const optional = inputs.every(({ required }) => !required);
  const ids = idsOf(definition);
  const given = `args${optional ? " ?? {}" : ""}`;
  return `${comment([summary, details, `\`\`\`typescript\n${typescriptLine(definition)}\n\`\`\``], "")}
export class ${name} extends ${base} {
${inputs.map((input) => `${comment([input.description], "  ")}\n  declare public readonly ${input.name}: pulumi.Output<${outputType(input)}>;`).join("\n")}
${Object.entries(outputs)
  .map(
    ([output, field]) =>
      `${comment([field.description], "  ")}\n  declare public readonly ${output}: pulumi.Output<${typescriptOutput(field)}>;`,
  )
  .join("\n")}

  constructor(name: string, args${optional ? "?" : ""}: ${name}Args, options?: pulumi.CustomResourceOptions) {
    super("${name}", ${JSON.stringify([...inputs.map((input) => input.name), ...Object.keys(outputs)])}, name, ${ids.length > 0 ? `idsAsText(${given}, ${JSON.stringify(ids)})` : given}, options);
  }`;
}

/** Inputs that take an id as text or as a number. */
const idsOf = (definition: ResourceDefinition): string[] =>
  inputsOf(definition)
    .filter(({ typescript }) => typescript === textOrNumber)
    .map(({ name }) => name);

const importIdsAsText = (definition: ResourceDefinition, from: string): string =>
  idsOf(definition).length > 0 ? `import { idsAsText } from "${from}";\n` : "";

function importTypes(definition: ResourceDefinition, from: string): string {
  const types = [...inputsOf(definition), ...Object.values(definition.outputs)];
  const names = [...new Set(types.map(({ type }) => type.replace("[]", "")))].filter(
    (name) => name in objectTypes,
  );
  return names.length > 0 ? `import type { ${names.join(", ")} } from "${from}";\n` : "";
}

function printArgument(input: PrintedInput): string {
  const { name, description, defaultText, required, typescript } = input;
  const lines = [description, ...(defaultText ? [`@default ${defaultText}`] : [])];
  // Fields of an object may be outputs of other resources, one by one.
  const value =
    typescript in objectTypes
      ? `{ [Field in keyof ${typescript}]: pulumi.Input<${typescript}[Field]> }`
      : typescript;
  const type =
    typescript === "any[]" ? "pulumi.Input<pulumi.Input<any>[]>" : `pulumi.Input<${value}>`;
  // eslint would rather have unknown, but Input<unknown> does not unwrap nested outputs.
  return `${comment(lines, "  ")}\n  ${name}${required ? "" : "?"}: ${type}${required ? "" : " | undefined"};`;
}

/** Ids are kept as text, whatever they were given as. */
function outputType({ type, typescript, always }: PrintedInput): string {
  const kept = typescript === textOrNumber ? typescriptType(type) : typescript;
  return always ? kept : `${kept} | undefined`;
}
