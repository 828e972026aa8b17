import { actionOf } from "../actions";
import type { Droplet } from "../api/wire";
import type { Step } from "./plan";

/** Droplets that are off do not serve in any case. */
export const areOff = (droplets: readonly Droplet[]): boolean =>
  droplets.length > 0 && droplets.every(({ status }) => status === "off");

/** A Droplet that is on does not serve during the step, or from the step on. */
export const takesDown = (step: Step): boolean =>
  step.do === "turn off" || step.down === true || actionOf(step.type).turnsOff === true;

export const typeOf = (step: Step): string => (step.do === "turn off" ? "shutdown" : step.type);
