import { isKnown } from "../actions";
import type { Droplet } from "../api/wire";
import { actionIn, areOff, takesDown } from "./downtime";
import type { Step, Steps } from "./plan";

/**
 * One line for the preview: the steps in order, the downtime, and what cannot be undone. The Droplets are those that
 * the plan is for, as they were seen.
 */
export function describePlan(plan: Steps, droplets: readonly Droplet[]): string {
  const { batch, notes, warnings = [] } = plan;
  // Each Droplet of a batch has the same step.
  const steps = batch ? plan.steps.slice(0, 1) : plan.steps;
  const list = batch?.text ?? (listSteps(steps) || "nothing to do");
  return [
    list,
    downtime(steps, droplets),
    ...permanent(steps),
    ...left(steps),
    ...notes,
    ...warnings.map(({ text }) => text),
  ]
    .map((sentence) => `${sentence}.`)
    .join(" ");
}

export function listSteps(steps: readonly Step[]): string {
  const texts = steps.map(describeStep);
  return texts.length > 1
    ? texts.map((text, index) => `${index + 1}) ${text}`).join("; ")
    : texts.join();
}

export const nameDroplet = ({ id, name }: Droplet) => `Droplet ${id}${name ? ` "${name}"` : ""}`;

export function describeStep(step: Step): string {
  if (step.do === "delete snapshot") return step.text;
  if (step.do !== "turn off") return step.text ?? step.type;
  const { gracefulShutdown, shutdownTimeoutSeconds, forcePowerOff } = step.options;
  if (!gracefulShutdown) return "power_off, without a shutdown";
  return `shutdown, and ${forcePowerOff ? "power_off" : "failure"} if it is still on after ${shutdownTimeoutSeconds} s`;
}

function downtime(steps: readonly Step[], droplets: readonly Droplet[]): string {
  const isForMany = (step: Step) =>
    step.do === "post by tag" || (step.do === "post" && step.dropletId !== undefined);
  const who = steps.some(isForMany) ? "Each Droplet" : "The Droplet";
  const on = steps.findIndex((step) => actionIn(step)?.turnsOn);
  if (areOff(droplets)) {
    if (on >= 0) return `${who} is on afterwards`;
    // What a type that this release does not know does to the power is not known either.
    return steps.every((step) => !("type" in step) || isKnown(step.type))
      ? `${who} is off and stays off`
      : `${who} is off`;
  }
  if (!steps.some(takesDown)) return "No downtime";
  const outage = outageOf(steps, droplets);
  if (!outage) return `${who} is off afterwards, and billed as before`;
  const { first, last, seconds } = outage;
  const during = first === last ? `step ${first + 1}` : `steps ${first + 1} to ${last + 1}`;
  return `${who} is down during ${steps.length > 1 ? during : "it"}, usually about ${minutes(seconds)}`;
}

/** The steps during which Droplets that are on do not serve; undefined where there are none, or no end of it. */
export function outageOf(steps: readonly Step[], droplets: readonly Droplet[]) {
  const first = steps.findIndex(takesDown);
  if (first < 0 || areOff(droplets)) return undefined;
  const on = steps.findIndex((step) => actionIn(step)?.turnsOn);
  if (steps.some((step) => actionIn(step)?.turnsOff) && on < 0) return undefined;
  const last = on >= 0 ? on : first;
  const during = steps.slice(first, last + 1);
  const seconds = during.reduce((sum, step) => sum + (actionIn(step)?.typicalSeconds ?? 0), 0);
  return { first, last, seconds };
}

export const minutes = (seconds: number): string =>
  seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;

const permanent = (steps: readonly Step[]): string[] =>
  steps
    .flatMap((step) => [
      actionIn(step)?.permanent,
      "permanent" in step ? step.permanent : undefined,
    ])
    .filter((text) => text !== undefined)
    .map((text) => `Cannot be undone: ${text}`);

const left = (steps: readonly Step[]): string[] =>
  steps.flatMap((step) => ("leaves" in step && step.leaves ? [step.leaves] : []));
