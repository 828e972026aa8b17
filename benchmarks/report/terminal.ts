import Table from "cli-table3";
import type { Section, Verdict } from "./section";

export function printSection({ title, head, rows, skipped }: Section): void {
  console.log(`\n${title}`);
  if (skipped) console.log(`  not measured: ${skipped}`);
  else print(head, rows);
}

export function printVerdicts(verdicts: readonly Verdict[]): void {
  console.log("\nFigures with a target");
  print(["figure", "target", "measured", ""], verdicts.map(verdictRow));
}

export const verdictRow = ({ figure, target, measured, ok }: Verdict): string[] => [
  figure,
  target,
  measured,
  ok ? "ok" : "missed",
];

function print(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const table = new Table({ head: [...head], style: { head: [], border: [] } });
  table.push(...rows.map((row) => [...row]));
  console.log(table.toString());
}
