import type { Droplet } from "../api/wire";
import type { Change } from "./change";
import { nothing, type Plan, post, refuse, type Step, steps, type TurnOff } from "./plan";

export interface PowerOptions {
  readonly gracefulShutdown: boolean;
  readonly shutdownTimeoutSeconds: number;
  readonly forcePowerOff: boolean;
}

export const turnOff = (options: PowerOptions, { owed }: { owed: boolean }): TurnOff => ({
  do: "turn off",
  graceful: options.gracefulShutdown,
  graceSeconds: options.shutdownTimeoutSeconds,
  force: options.forcePowerOff,
  owed,
});

export const turnOn = () => post("power_on");

/** Steps that need the Droplet off, between turning it off and giving back the power that this change took. */
export function whileOff(
  inputs: PowerOptions & { readonly allowPowerOff?: boolean },
  droplet: Droplet,
  change: Change,
  needed: readonly Step[],
): Plan {
  const owed = change.powerBefore === "active";
  if (needed.length === 0) {
    return owed && droplet.status === "off" ? steps(turnOn()) : nothing;
  }
  if (droplet.status !== "active") return steps(...needed, ...(owed ? [turnOn()] : []));
  if (inputs.allowPowerOff === false) {
    return refuse(
      "allowPowerOff",
      `is false, and Droplet ${droplet.id} is on: what is declared needs it off`,
      "Set allowPowerOff to true, or turn the Droplet off first, for example with a DropletPowerState that this resource names in dependsOn",
      { mayChange: true },
    );
  }
  return steps(turnOff(inputs, { owed: true }), ...needed, turnOn());
}
