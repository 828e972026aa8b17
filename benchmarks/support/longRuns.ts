import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../tools/repository";
import type { Section } from "../report/section";

/** What `npm run kills` or `npm run soak` came to, with `--record`. */
interface LongRun {
  readonly what: string;
  readonly date: string;
  readonly seed: number;
  readonly rounds: number;
  readonly findings: number;
}

const file = join(repositoryRoot(), "benchmarks", "longRuns.json");

const readAll = () => JSON.parse(readFileSync(file, "utf8")) as LongRun[];

export function recordRun(run: Omit<LongRun, "date">): void {
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(file, `${JSON.stringify([...readAll(), { ...run, date }], null, 2)}\n`);
}

/** They take hours, so the benchmark reports them and does not repeat them. */
export const longRuns = (): Section => ({
  title: "Long runs",
  how: "Not part of `npm run bench`: what `npm run kills -- --record` (real deployments with the real engine, killed at random moments, and run again) and `npm run soak -- --record` came to. A finding is an action that was sent twice or lost, a Droplet left off, a wrong snapshot, or a record that stays.",
  head: ["what", "date", "seed", "rounds", "findings"],
  rows: readAll().map(({ what, date, seed, rounds, findings }) =>
    [what, date, seed, rounds, findings].map(String),
  ),
  verdicts: [],
});
