import type { Droplet } from "../api/wire";
import { allowDowntimeNames } from "../configuration";
import { listSteps } from "./describe";
import { actionIn, areOff, takesDown } from "./downtime";
import { type Refusal, refuse, type Steps } from "./plan";

/** Why a plan may not be carried out where nothing may take a Droplet down or destroy its data. */
export function downtimeRefusal(
  { steps }: Steps,
  /** The input that names what the plan is for. */
  input: string,
  droplets: readonly Droplet[],
  /** A Droplet that this operation turned off stays down for whatever is done before it is turned on again. */
  restoresPower: boolean,
): Refusal | undefined {
  // A Droplet that is not known yet may turn out to be on.
  const known = droplets.filter(({ id }) => id !== "");
  const isUp = restoresPower || !areOff(known);
  const harms = [
    ...(isUp && steps.some(takesDown) ? ["takes it down"] : []),
    ...(steps.some((step) => actionIn(step)?.destroysData) ? ["destroys its data"] : []),
  ];
  if (harms.length === 0) return undefined;
  const named = known.map(({ id }) => `Droplet ${id}`).join(", ") || "a Droplet";
  const [setting, variable] = allowDowntimeNames;
  return refuse(
    "downtime-not-allowed",
    input,
    `stands for ${named}, and the plan ${harms.join(" and ")}, which ${setting} (false) does not allow: ${listSteps(steps)}`,
    `Set ${setting} (or ${variable}, if it comes from there) to true for a run that may do this`,
  );
}
