import type { ResourceDefinition } from "../../provider/resources/define";
import type { FieldType } from "../../provider/resources/fields";
import { objectTypes } from "../../provider/resources/types";
import { inputsOf, type PrintedInput, typescriptType } from "./fields";

const header = "// GENERATED from provider/resources by `npm run generate`; change it there.\n";

/** The resource's class for TypeScript programs, with its docs on hover. */
export function printClass(definition: ResourceDefinition): string {
  const { name, summary, details, example, outputs } = definition;
  const inputs = inputsOf(definition);
  const optional = inputs.every(({ required }) => !required);
  return `${header}
import type * as pulumi from "@pulumi/pulumi";
import { DropletResource } from "./dynamic";
${importTypes(inputs.map(({ type }) => type).concat(Object.values(outputs).map(({ type }) => type)))}
${comment([summary, details, `\`\`\`typescript\n${example}\n\`\`\``], "")}
export class ${name} extends DropletResource {
${inputs.map((input) => `${comment([input.description], "  ")}\n  declare public readonly ${input.name}: pulumi.Output<${outputType(input)}>;`).join("\n")}
${Object.entries(outputs)
  .map(
    ([output, field]) =>
      `${comment([field.description], "  ")}\n  declare public readonly ${output}: pulumi.Output<${field.typescript ?? typescriptType(field.type)}>;`,
  )
  .join("\n")}

  constructor(name: string, args${optional ? "?" : ""}: ${name}Args, options?: pulumi.CustomResourceOptions) {
    super("${name}", ${JSON.stringify([...inputs.map((input) => input.name), ...Object.keys(outputs)])}, name, args${optional ? " ?? {}" : ""}, options);
  }
}

/** Arguments of {@link ${name}}. */
export interface ${name}Args {
${inputs.map(printArgument).join("\n")}
}
`;
}

/** Interfaces of the objects within inputs and outputs. */
export function printTypes(): string {
  const interfaces = Object.entries(objectTypes).map(([name, { description, fields }]) => {
    const lines = Object.entries(fields).map(
      ([field, { type, description, optional, nullable }]) => {
        const value = `${typescriptType(type)}${nullable ? " | null" : ""}`;
        return `${comment([description], "  ")}\n  ${field}${optional ? "?" : ""}: ${value}${optional ? " | undefined" : ""};`;
      },
    );
    return `${comment([description], "")}\nexport interface ${name} {\n${lines.join("\n")}\n}\n`;
  });
  return `${header}\n${interfaces.join("\n")}`;
}

function importTypes(types: readonly FieldType[]): string {
  const names = [...new Set(types.map((type) => type.replace("[]", "")))].filter(
    (name) => name in objectTypes,
  );
  return names.length > 0 ? `import type { ${names.join(", ")} } from "./types";\n` : "";
}

/** The package's entry: every public name, and nothing else. */
export function printIndex(definitions: readonly ResourceDefinition[]): string {
  const classes = definitions.map(({ name }) => {
    const file = `${name[0]?.toLowerCase()}${name.slice(1)}`;
    return `export { ${name}, type ${name}Args } from "./${file}";`;
  });
  return `${header}\n${classes.join("\n")}\nexport type { ${Object.keys(objectTypes).join(", ")} } from "./types";\n`;
}

function printArgument(input: PrintedInput): string {
  const { name, description, defaultText, required, typescript } = input;
  const lines = [description, ...(defaultText ? [`@default ${defaultText}`] : [])];
  const type =
    typescript === "any[]" ? "pulumi.Input<pulumi.Input<any>[]>" : `pulumi.Input<${typescript}>`;
  // eslint would rather have unknown, but Input<unknown> does not unwrap nested outputs.
  return `${comment(lines, "  ")}\n  ${name}${required ? "" : "?"}: ${type}${required ? "" : " | undefined"};`;
}

/** Ids are kept as text, whatever they were given as. */
function outputType({ type, typescript, required, fallback, defaultText }: PrintedInput): string {
  const kept = typescript === "string | number" ? typescriptType(type) : typescript;
  const present =
    required || fallback !== undefined || defaultText?.startsWith("the resource's name");
  return present ? kept : `${kept} | undefined`;
}

function comment(paragraphs: readonly string[], indent: string): string {
  const lines = paragraphs.filter(Boolean).join("\n\n").split("\n");
  if (lines.length === 1) return `${indent}/** ${lines[0]} */`;
  const body = lines.map((line) => `${indent} *${line ? ` ${line}` : ""}`);
  return [`${indent}/**`, ...body, `${indent} */`].join("\n");
}
