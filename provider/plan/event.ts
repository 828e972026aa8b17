import { actionOf } from "../actions";
import type { Droplet } from "../api/wire";
import { hasErrored, type Operation } from "../operation/fold";
import { nothing, type Plan, type PostByTag, type PostStep, refuse, steps } from "./plan";

/** It shall run, and has not been sent yet. */
export const isStillDue = ({ due, posts }: Operation): boolean =>
  due !== null && posts.every(hasErrored);

/** An action that declares no state: it runs when it is due, once, and never because of what the Droplet shows. */
export function runOnce(
  operation: Operation,
  droplet: Droplet,
  inputs: { readonly allowDataLoss?: boolean | undefined },
  step: PostStep | PostByTag,
  /** All that it runs on, where that is more than one. */
  droplets: readonly Droplet[] = [droplet],
): Plan {
  const { due } = operation;
  if (!due || !isStillDue(operation)) return nothing;
  const { destroysData, needsOff, needsPower, permanent } = actionOf(step.type);
  if (destroysData && inputs.allowDataLoss !== true) {
    return refuse(
      "data-loss-not-allowed",
      "allowDataLoss",
      `is not true, and ${step.text ?? step.type} would run because ${due.because}: ${permanent}`,
      `Set allowDataLoss to true if that is what you want, or ${due.inputs.length === 0 ? "runOnCreate to false to record the resource without running it" : `put ${due.inputs.join(" and ")} back`}`,
    );
  }
  if (needsPower && step.do === "post" && droplet.status === "off") {
    return refuse(
      "wrong-power-state",
      "dropletId",
      `is Droplet ${droplet.id}, which is off, and ${step.type} needs it on`,
      'Turn it on first, with a DropletPowerState of state "active" that this resource names in dependsOn, or with `doctl compute droplet-action power-on ' +
        `${droplet.id}\``,
      { mayChange: true },
    );
  }
  const on = needsOff ? droplets.filter(({ status }) => status === "active") : [];
  if (on.length > 0) {
    const [are, them] = on.length === 1 ? ["is", "it"] : ["are", "them"];
    return refuse(
      "wrong-power-state",
      step.do === "post" ? "dropletId" : "tag",
      `stands for Droplet ${on.map(({ id }) => id).join(", Droplet ")}, which ${are} on, and ${step.type} needs ${them} off`,
      `Turn ${them} off first, with a DropletPowerState of state "off" that this resource names in dependsOn`,
      { mayChange: true },
    );
  }
  const text = `${step.text ?? step.type}, because ${due.because}`;
  return steps({ ...step, text });
}
