import { presets, type SimulatorSwitches } from "../../simulator";
import { compare, type Difference } from "./compare";
import { durations } from "./durations";
import type { Exchange } from "./exchange";
import { observe } from "./observations";

/** Markdown: what went wrong, what DigitalOcean showed, and where the simulator shows something else. */
export function report(
  title: string,
  failures: readonly string[],
  real: readonly Exchange[],
  /** The report of the same script against the preset `realistic`. */
  simulated: readonly Exchange[],
): string {
  return [
    `# ${title}`,
    ...(failures.length > 0 ? ["## What went wrong", list(failures)] : []),
    "## Switches of the simulator",
    "What the API showed, beside the preset `realistic`. An empty cell: this run could not show it.",
    table(["switch", "seen", "realistic"], switchRows(real)),
    "## Durations",
    "Seconds, for each action in the order in which they began.",
    table(
      ["action", "seen", "realistic"],
      durations(real).map(({ type, seconds, simulated: other }) => [
        type,
        seconds.join(", "),
        other,
      ]),
    ),
    "## Answers",
    "What the API showed and the simulator did not, and the reverse.",
    table(["request", "what", "seen", "realistic"], compare(real, simulated).map(row)),
    "",
  ].join("\n\n");
}

function switchRows(real: readonly Exchange[]): string[][] {
  const { switches } = presets.realistic;
  return Object.entries(observe(real)).map(([name, seen]) => {
    const value = switches[name as keyof SimulatorSwitches];
    return [name, seen ?? "", typeof value === "string" ? value : JSON.stringify(value)];
  });
}

const row = ({ where, what, real, simulated }: Difference): string[] => [
  where,
  what,
  real,
  simulated,
];

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join("\n");

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "None.";
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/\s+/g, " ").replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
