import type { ResourceDefinition } from "../../provider/resources/define";
import { inputsOf, type PrintedInput, typescriptTypes } from "./fields";

const header = "// GENERATED from provider/resources by `npm run generate`; change it there.\n";

/** The resource's class for TypeScript programs, with its docs on hover. */
export function printClass(definition: ResourceDefinition): string {
  const { name, summary, details, example, outputs } = definition;
  const inputs = inputsOf(definition);
  const optional = inputs.every(({ required }) => !required);
  return `${header}
import type * as pulumi from "@pulumi/pulumi";
import { DropletResource } from "./dynamic";

${comment([summary, details, `\`\`\`typescript\n${example}\n\`\`\``], "")}
export class ${name} extends DropletResource {
${inputs.map((input) => `${comment([input.description], "  ")}\n  declare public readonly ${input.name}: pulumi.Output<${outputType(input)}>;`).join("\n")}
${Object.entries(outputs)
  .map(
    ([output, field]) =>
      `${comment([field.description], "  ")}\n  declare public readonly ${output}: pulumi.Output<${field.typescript ?? typescriptTypes[field.type]}>;`,
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

/** The package's entry: every public name, and nothing else. */
export function printIndex(definitions: readonly ResourceDefinition[]): string {
  const classes = definitions.map(({ name }) => {
    const file = `${name[0]?.toLowerCase()}${name.slice(1)}`;
    return `export { ${name}, type ${name}Args } from "./${file}";`;
  });
  return `${header}\n${classes.join("\n")}\nexport type { PerformedAction } from "./dynamic";\n`;
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
  const kept = typescript === "string | number" ? typescriptTypes[type] : typescript;
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
