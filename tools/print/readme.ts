import type { ResourceDefinition } from "../../provider/resources/define";
import { inputsOf } from "./fields";

const begin = "<!-- resources: printed by `npm run generate` -->";
const end = "<!-- end of resources -->";

/** The README with its table of resources made anew. */
export function printReadme(readme: string, definitions: readonly ResourceDefinition[]): string {
  const [before, rest] = readme.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`README.md must have a line ${begin} and a line ${end}`);
  }
  const rows = definitions.map((definition) => {
    const inputs = inputsOf(definition).map(({ name, required }) =>
      required ? `**${name}**` : name,
    );
    return `| \`${definition.name}\` | ${definition.summary} | ${inputs.join(", ")} | ${Object.keys(definition.outputs).join(", ") || "–"} |`;
  });
  const table = [
    "| resource | what it does | inputs (**required**) | outputs |",
    "| --- | --- | --- | --- |",
    ...rows,
  ];
  return `${before}${begin}\n\n${table.join("\n")}\n\n${end}${after}`;
}
