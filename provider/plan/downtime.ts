import { actionOf } from "../actions";
import type { Droplet } from "../api/wire";
import type { Step } from "./plan";

/** Droplets that are off do not serve in any case. */
export const areOff = (droplets: readonly Droplet[]): boolean =>
  droplets.length > 0 && droplets.every(({ status }) => status === "off");

/** A Droplet that is on does not serve during the step, or from the step on. */
export function takesDown(step: Step): boolean {
  if (step.do === "turn off" || step.down) return true;
  const { needsOff, turnsOff } = actionOf(step.type);
  return needsOff === true || turnsOff === true;
}

export const destroysData = (step: Step): boolean => actionOf(typeOf(step)).destroysData === true;

export const typeOf = (step: Step): string => (step.do === "turn off" ? "shutdown" : step.type);
