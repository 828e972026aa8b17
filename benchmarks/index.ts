import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findDoctl } from "../tools/doctl";
import { clock, showProgress } from "../tools/progress";
import { repositoryRoot } from "../tools/repository";
import { parts } from "./parts";
import { describeRun } from "./report/machine";
import { markdownOf } from "./report/markdown";
import type { Context, Part, Section } from "./report/section";
import { longRuns } from "./support/longRuns";
import { keepJournalsInMemory } from "./support/memoryFolder";
import { printSection, printVerdicts } from "./report/terminal";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    seed: { type: "string", default: "1" },
  },
});

/** Measures all that has a target, prints it, and writes it down; with `--only`, one part, which is only printed. */
async function bench(): Promise<void> {
  const started = new Date();
  keepJournalsInMemory();
  const chosen = choose(values.only);
  const doctl = await findDoctl();
  const progress = showProgress("Benchmark", chosen);
  const context: Context = {
    seed: Number(values.seed),
    doctl,
    say: (line) => process.stderr.write(`${process.stderr.isTTY ? "\r\u001b[K" : ""}  ${line}\n`),
  };
  const sections: Section[] = [];
  try {
    for (const part of chosen) {
      progress.next();
      context.say(`${part.name} …`);
      sections.push(await part.run(context));
    }
  } catch (error) {
    progress.failed();
    throw error;
  }
  progress.done("measured");
  for (const section of sections) printSection(section);
  const verdicts = sections.flatMap((section) => section.verdicts);
  printVerdicts(verdicts);
  if (values.only === undefined) {
    sections.push(longRuns());
    const file = join(repositoryRoot(), "benchmarks", "RESULTS.md");
    const took = `${clock((Date.now() - started.getTime()) / 1000)} min`;
    writeFileSync(file, await markdownOf(describeRun(context, started, took), sections, file));
    console.log(`\nWritten to ${file}`);
  }
}

function choose(only: string | undefined): readonly Part[] {
  if (only === undefined) return parts;
  const chosen = parts.filter(({ name }) => name === only);
  if (chosen.length > 0) return chosen;
  throw new Error(
    `--only ${only}: there is no such part. There are ${parts.map(({ name }) => name).join(", ")}.`,
  );
}

bench().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  },
);
