import type { Context, Verdict } from "../report/section";
import type { Finish } from "./race";
import { largest, mean, median, seconds } from "./statistics";

export const delayHead = ["what", "client", "n", "mean", "median", "max", "target", ""] as const;

export interface DelayTarget {
  readonly mean: number;
  readonly max: number;
}

const targetText = (target: DelayTarget) => `mean ≤ ${target.mean} s, max ≤ ${target.max} s`;

const holds = ({ delays }: Finish, target: DelayTarget): boolean =>
  mean(delays) <= target.mean && largest(delays) <= target.max;

/** A row for each client; only ours has a target. `doctl` is given where it takes part. */
export function delayRows(
  what: string,
  finishes: readonly Finish[],
  target: DelayTarget,
  doctl?: Context["doctl"],
): string[][] {
  const rows = finishes.map((finish) => {
    const { name, delays } = finish;
    const figures = [mean(delays), median(delays), largest(delays)].map(seconds);
    const verdict = isOurs(name)
      ? [targetText(target), holds(finish, target) ? "ok" : "missed"]
      : ["", ""];
    return [what, name, String(delays.length), ...figures, ...verdict];
  });
  if (!doctl || "command" in doctl) return rows;
  return [...rows, [what, "doctl --wait", "0", `not measured: ${doctl.reason}`, "", "", "", ""]];
}

export function delayVerdicts(
  figure: string,
  finishes: readonly Finish[],
  target: DelayTarget,
  ifMissed?: string,
): Verdict[] {
  return finishes
    .filter(({ name }) => isOurs(name))
    .map((finish) => ({
      figure: `${figure}${finish.name === "ours" ? "" : ` (${finish.name})`}`,
      target: targetText(target),
      measured: `mean ${seconds(mean(finish.delays))}, max ${seconds(largest(finish.delays))}`,
      ok: holds(finish, target),
      ...(ifMissed ? { ifMissed } : {}),
    }));
}

const isOurs = (name: string): boolean => name.startsWith("ours");
