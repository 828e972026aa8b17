import type { Droplet } from "../api/wire";
import { allowDowntimeNames } from "../configuration";
import { listSteps } from "./describe";
import { areOff, destroysData, takesDown } from "./downtime";
import { isRefusal, type Plan, refuse } from "./plan";

interface Situation {
  /** The setting `allowDowntime`. */
  readonly isAllowed: boolean;
  /** The input that names what the plan is for. */
  readonly input: string;
  readonly droplets: readonly Droplet[];
  /** A Droplet that this operation turned off stays down for whatever is done before it is turned on again. */
  readonly restoresPower: boolean;
}

/** The plan, or a refusal if it would take a Droplet down or destroy its data where that is not allowed. */
export function unlessDowntime(
  plan: Plan,
  { isAllowed, input, droplets, restoresPower }: Situation,
): Plan {
  if (isAllowed || isRefusal(plan)) return plan;
  // A Droplet that is not known yet may turn out to be on.
  const known = droplets.filter(({ id }) => id !== "");
  const isUp = restoresPower || !areOff(known);
  const harms = [
    ...(isUp && plan.steps.some(takesDown) ? ["takes it down"] : []),
    ...(plan.steps.some(destroysData) ? ["destroys its data"] : []),
  ];
  if (harms.length === 0) return plan;
  const named = known.map(({ id }) => `Droplet ${id}`).join(", ") || "a Droplet";
  const [setting, variable] = allowDowntimeNames;
  return refuse(
    "downtime-not-allowed",
    input,
    `stands for ${named}, and the plan ${harms.join(" and ")}, which ${setting} (false) does not allow: ${listSteps(plan.steps)}`,
    `Set ${setting} (or ${variable}, if it comes from there) to true for a run that may do this`,
  );
}
