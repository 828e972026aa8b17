import { actionOf } from "../actions";
import type { Droplet } from "../api/wire";
import type { Step } from "./plan";

/** Droplets that are off do not serve in any case. */
export const areOff = (droplets: readonly Droplet[]): boolean =>
  droplets.length > 0 && droplets.every(({ status }) => status === "off");

/** A Droplet that is on does not serve during the step, or from the step on. */
export function takesDown(step: Step): boolean {
  const { down, needsOff, turnsOff } = actionIn(step) ?? {};
  return down ?? needsOff ?? turnsOff ?? ("down" in step && step.down === true);
}

/** Whether a Droplet is on when the steps are done. */
export function endsOn(steps: readonly Step[], droplets: readonly Droplet[]): boolean {
  const last = steps
    .map(actionIn)
    .filter((action) => action?.turnsOn === true || action?.turnsOff === true)
    .at(-1);
  return last ? last.turnsOn === true : droplets.length > 0 && !areOff(droplets);
}

/** It only turns the Droplet on or off. */
export const isPower = (type: string): boolean =>
  type === "power_on" || actionOf(type).turnsOff === true;

/** What is known of the step's type of action, where it is an action. */
export const actionIn = (step: Step) =>
  step.do === "delete snapshot"
    ? undefined
    : actionOf(step.do === "turn off" ? "shutdown" : step.type);
