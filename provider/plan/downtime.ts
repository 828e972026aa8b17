import { actionOf } from "../actions";
import type { Droplet } from "../api/wire";
import type { DeleteSnapshot, Step } from "./plan";

/** Droplets that are off do not serve in any case. */
export const areOff = (droplets: readonly Droplet[]): boolean =>
  droplets.length > 0 && droplets.every(({ status }) => status === "off");

/** A Droplet that is on does not serve during the step, or from the step on. */
export function takesDown(step: Step): boolean {
  if (step.do === "delete snapshot") return false;
  if (step.do === "turn off" || step.down) return true;
  const { needsOff, turnsOff } = actionOf(step.type);
  return needsOff === true || turnsOff === true;
}

/** Whether a Droplet is on when the steps are done. */
export function endsOn(steps: readonly Step[], droplets: readonly Droplet[]): boolean {
  const last = steps
    .map(actionIn)
    .filter((action) => action?.turnsOn === true || action?.turnsOff === true)
    .at(-1);
  return last ? last.turnsOn === true : droplets.length > 0 && !areOff(droplets);
}

export const destroysData = (step: Step): boolean => actionIn(step)?.destroysData === true;

/** It only turns the Droplet on or off. */
export const isPower = (type: string): boolean =>
  type === "power_on" || actionOf(type).turnsOff === true;

export const typeOf = (step: Exclude<Step, DeleteSnapshot>): string =>
  step.do === "turn off" ? "shutdown" : step.type;

/** What is known of the step's type of action, where it is an action. */
export const actionIn = (step: Step) =>
  step.do === "delete snapshot" ? undefined : actionOf(typeOf(step));
