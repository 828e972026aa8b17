import { format, resolveConfig } from "prettier";
import type { Section } from "./section";
import { verdictRow } from "./terminal";

/** RESULTS.md as a whole, laid out as the formatter has it. */
export async function markdownOf(
  facts: readonly string[],
  sections: readonly Section[],
  file: string,
): Promise<string> {
  const verdicts = sections.flatMap((section) => section.verdicts);
  const missed = verdicts.filter(({ ok }) => !ok);
  const text = [
    "# Results of the benchmark",
    "Written by `npm run bench`, which measures all of it each time; nothing here was edited by hand.",
    list(facts),
    "## Figures with a target",
    table(["figure", "target", "measured", ""], verdicts.map(verdictRow)),
    ...(missed.length > 0 ? ["### Why some are missed"] : []),
    list(missed.map(({ figure, ifMissed }) => `**${figure}**: ${ifMissed ?? "not explained yet"}`)),
    ...sections.flatMap(({ title, how, head, rows, skipped }) => [
      `## ${title}`,
      how,
      skipped ? `Not measured: ${skipped}.` : table(head, rows),
    ]),
  ];
  const options = await resolveConfig(file);
  return format(text.filter(Boolean).join("\n\n"), { ...options, parser: "markdown" });
}

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join("\n");

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
