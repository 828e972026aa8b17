import type { ExampleValue, ResourceDefinition } from "../../provider/resources/define";
import { goModuleOf, publishing } from "../../provider/publishing";
import { objectTypes } from "../../provider/resources/types";
import { inputsOf } from "./fields";

/** How a resource is declared, in TypeScript, for the docs of its class. */
export const typescriptLine = (definition: ResourceDefinition): string =>
  typescriptNew(definition, { dropletId: "droplet.id" });

/** Complete programs, as the docs of a Pulumi package show them. */
export function printExamples(definition: ResourceDefinition): string {
  const programs = Object.entries(examplePrograms(definition)).map(
    ([language, program]) => `\`\`\`${language}\n${program}\n\`\`\``,
  );
  return [
    "## Example Usage",
    "{{% examples %}}",
    "{{% example %}}",
    ...programs,
    "{{% /example %}}",
    "{{% /examples %}}",
  ].join("\n\n");
}

/** The example of a resource as a complete program, by language. */
export const examplePrograms = (definition: ResourceDefinition): Record<string, string> =>
  Object.fromEntries(
    Object.entries(languages).map(([language, print]) => [language, print(definition)]),
  );

export const goPackage = `${goModuleOf(publishing)}/dropletactions`;
const exampleDroplet = "3164444";

type Arguments = readonly (readonly [name: string, value: ExampleValue])[];

function argumentsOf({ target, example }: ResourceDefinition): Arguments {
  const droplet = target.input === "dropletId" ? { dropletId: exampleDroplet } : {};
  return Object.entries({ ...droplet, ...example });
}

const languages: Readonly<Record<string, (definition: ResourceDefinition) => string>> = {
  typescript: (definition) => `import { ${definition.name} } from "pulumi-droplet-actions/plugin";

${typescriptNew(definition)}`,

  python: (definition) => `import pulumi_droplet_actions as droplet_actions

droplet_actions.${definition.name}(
    "web",
${argumentsOf(definition)
  .map(([name, value]) => `    ${snakeCase(name)}=${python(value)},`)
  .join("\n")}
)`,

  go: (definition) => `package main

import (
	"${goPackage}"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		_, err := dropletactions.New${definition.name}(ctx, "web", &dropletactions.${definition.name}Args{
${goFields(definition)}
		})
		return err
	})
}`,

  yaml: (definition) => `resources:
  web:
    type: droplet-actions:${definition.name}
    properties:
${argumentsOf(definition)
  .map(([name, value]) => `      ${name}: ${literal(value)}`)
  .join("\n")}`,

  java: (definition) => {
    const { name } = definition;
    const types = typesOf(definition);
    const nested = argumentsOf(definition).flatMap(([input, value]) =>
      isObject(value) ? [`${javaPackage}.inputs.${types.get(input)}Args`] : [],
    );
    const imports = [`${javaPackage}.${name}`, `${javaPackage}.${name}Args`, ...nested];
    return `import com.pulumi.Pulumi;
${imports.map((one) => `import ${one};`).join("\n")}

public class App {
    public static void main(String[] args) {
        Pulumi.run(context -> {
            new ${name}("web", ${name}Args.builder()
${argumentsOf(definition)
  .map(([input, value]) => `                .${input}(${java(value, types.get(input))})`)
  .join("\n")}
                .build());
        });
    }
}`;
  },

  csharp: (definition) => `using Pulumi;
using ${dotnetPackage};
${Object.values(definition.example).some(isObject) ? `using ${dotnetPackage}.Inputs;\n` : ""}
return await Deployment.RunAsync(() =>
{
    new ${definition.name}("web", new ${definition.name}Args
    {
${argumentsOf(definition)
  .map(
    ([name, value]) =>
      `        ${pascalCase(name)} = ${csharp(value, typesOf(definition).get(name))},`,
  )
  .join("\n")}
    });
});`,
};

const javaPackage = `${publishing.javaGroup}.dropletactions`;
const dotnetPackage = `${publishing.dotnetNamespace}.DropletActions`;

const typesOf = (definition: ResourceDefinition) =>
  new Map<string, string>(inputsOf(definition).map(({ name, type }) => [name, type]));

function typescriptNew(definition: ResourceDefinition, as: Record<string, string> = {}): string {
  const given = argumentsOf(definition).map(
    ([name, value]) => `${name}: ${as[name] ?? literal(value)}`,
  );
  const line = `new ${definition.name}("web", { ${given.join(", ")} });`;
  if (line.length <= 80) return line;
  return `new ${definition.name}("web", {\n${given.map((one) => `  ${one},\n`).join("")}});`;
}

/** The same as in TypeScript, which is also YAML. */
function literal(value: ExampleValue): string {
  if (isList(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${literal(field)}`);
  return `{ ${fields.join(", ")} }`;
}

function python(value: ExampleValue): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (isList(value)) return `[${value.map(python).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  const fields = Object.entries(value).map(
    ([name, field]) => `"${snakeCase(name)}": ${python(field)}`,
  );
  return `{${fields.join(", ")}}`;
}

function goFields(definition: ResourceDefinition): string {
  const types = typesOf(definition);
  const given = argumentsOf(definition);
  // The way of gofmt: values in one column.
  const width = Math.max(...given.map(([name]) => name.length)) + 1;
  return given
    .map(
      ([name, value]) =>
        `\t\t\t${`${pascalCase(name)}:`.padEnd(width)} ${go(value, types.get(name) ?? "any[]")},`,
    )
    .join("\n");
}

function go(value: ExampleValue, type: string): string {
  if (isList(value)) return `pulumi.Array{${value.map((one) => go(one, "any")).join(", ")}}`;
  if (isObject(value)) {
    const fields = Object.entries(value).map(
      ([name, field]) => `${pascalCase(name)}: ${go(field, "any")}`,
    );
    return `&dropletactions.${named(type)}Args{${fields.join(", ")}}`;
  }
  const wrapper = { string: "String", number: "Int", boolean: "Bool" }[
    typeof value as "string" | "number" | "boolean"
  ];
  return `pulumi.${wrapper}(${JSON.stringify(value)})`;
}

function java(value: ExampleValue, type?: string): string {
  if (isList(value)) return value.map((one) => java(one)).join(", ");
  if (!isObject(value)) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, field]) => `.${name}(${java(field)})`);
  return `${named(type)}Args.builder()${fields.join("")}.build()`;
}

function csharp(value: ExampleValue, type?: string): string {
  if (isList(value)) return `new object[] { ${value.map((one) => csharp(one)).join(", ")} }`;
  if (!isObject(value)) return JSON.stringify(value);
  const fields = Object.entries(value).map(
    ([name, field]) => `${pascalCase(name)} = ${csharp(field)}`,
  );
  return `new ${named(type)}Args { ${fields.join(", ")} }`;
}

/** The class that an object is of, in languages that need one. */
function named(type = "object"): string {
  if (type in objectTypes) return type;
  throw new Error(`No example in Go, Java and C# can be made of a field of type ${type}`);
}

const isObject = (value: ExampleValue): value is Readonly<Record<string, ExampleValue>> =>
  typeof value === "object" && !isList(value);

const isList = (value: ExampleValue): value is readonly ExampleValue[] => Array.isArray(value);

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const pascalCase = (name: string) => `${name[0]?.toUpperCase()}${name.slice(1)}`;
