import { actionOf } from "../actions";
import type { Droplet } from "../api/wire";
import type { PostStep, Step, Steps } from "./plan";

/** One line for the preview: the steps in order, the downtime, and what cannot be undone. */
export function describePlan(plan: Steps): string {
  const numbered = plan.steps.map(describeStep);
  const list =
    numbered.length > 1
      ? numbered.map((text, index) => `${index + 1}) ${text}`).join("; ")
      : (numbered[0] ?? "nothing to do");
  return [list, downtime(plan.steps), ...permanent(plan.steps), ...plan.notes]
    .map((sentence) => `${sentence}.`)
    .join(" ");
}

export const nameDroplet = ({ id, name }: Droplet) => `Droplet ${id}${name ? ` "${name}"` : ""}`;

export function describeStep(step: Step): string {
  if (step.do !== "turn off") return step.text ?? step.type;
  if (!step.graceful) return "power_off, without a shutdown";
  return step.force
    ? `shutdown, and power_off if it is still on after ${step.graceSeconds} s`
    : `shutdown, and failure if it is still on after ${step.graceSeconds} s`;
}

function downtime(steps: readonly Step[]): string {
  const off = steps.findIndex((step) => actionOf(typeOf(step)).turnsOff);
  const first = off >= 0 ? off : steps.findIndex((step) => step.do !== "turn off" && step.down);
  if (first < 0) return "No downtime";
  const on = steps.findIndex((step) => step.do === "post" && step.type === "power_on");
  const who = steps.some((step) => step.do === "post by tag") ? "Each Droplet" : "The Droplet";
  if (off >= 0 && on < 0) return `${who} is off afterwards`;
  const last = on >= 0 ? on : first;
  const during = first === last ? `step ${first + 1}` : `steps ${first + 1} to ${last + 1}`;
  return `${who} is down during ${steps.length > 1 ? during : "it"}, usually about ${minutes(steps.slice(first, last + 1))}`;
}

const typeOf = (step: Step): string => (step.do === "turn off" ? "shutdown" : step.type);

function minutes(steps: readonly Step[]): string {
  const seconds = steps.reduce((sum, step) => sum + actionOf(typeOf(step)).typicalSeconds, 0);
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

const permanent = (steps: readonly Step[]): string[] =>
  steps
    .filter((step): step is PostStep & { permanent: string } => "permanent" in step)
    .map((step) => `Cannot be undone: ${step.permanent}`);
