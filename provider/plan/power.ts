import type { Droplet } from "../api/wire";
import type { Operation } from "../operation/fold";
import {
  nothing,
  type Plan,
  post,
  type PowerOptions,
  type Refusal,
  refuse,
  type Step,
  steps,
} from "./plan";

export const turnOn = () => post("power_on");

/** Steps that need the Droplet off, between turning it off and restoring the power that this operation took. */
export function whileOff(
  inputs: PowerOptions & { readonly allowPowerOff?: boolean },
  droplet: Droplet,
  { restoresPower }: Pick<Operation, "restoresPower">,
  needed: readonly Step[],
): Plan {
  if (needed.length === 0) {
    return restoresPower && droplet.status === "off" ? steps(turnOn()) : nothing;
  }
  if (isArchived(droplet)) return neitherOnNorOff(droplet);
  if (droplet.status === "off") {
    return steps(...needed, ...(restoresPower ? [turnOn()] : []));
  }
  if (inputs.allowPowerOff === false) {
    return refuse(
      "downtime-not-allowed",
      "allowPowerOff",
      `is false, and Droplet ${droplet.id} is on: what the inputs ask for needs it off`,
      "Set allowPowerOff to true, or turn the Droplet off first, for example with a DropletPowerState that this resource names in dependsOn",
      { mayChange: true },
    );
  }
  return steps({ do: "turn off", options: inputs, restoresPower: true }, ...needed, turnOn());
}

/** A status that is no power; a new Droplet gets one soon. */
export const isArchived = ({ status }: Droplet): boolean =>
  !["active", "off", "new"].includes(status);

export const neitherOnNorOff = ({ id, status }: Droplet): Refusal =>
  refuse(
    "wrong-power-state",
    "dropletId",
    `is Droplet ${id}, whose status is ${JSON.stringify(status)}, neither active nor off`,
    "Bring it back in the control panel first, and run `pulumi up` again",
    { mayChange: true },
  );
