// GENERATED from provider/resources by `npm run generate`; change it there.

import type * as pulumi from "@pulumi/pulumi";
import type { DropletPowerStateArgs } from "../dropletPowerState";
import { idsAsText } from "../ids";
import type { Healthcheck } from "../types";
import { PluginResource } from "./resource";

/**
 * Keeps a Droplet on or off.
 *
 * To turn a Droplet off, it asks the operating system to shut down (`shutdown`). It cuts the power (`power_off`) only if the Droplet is still on after `shutdownTimeoutSeconds`. A Droplet that is off is still billed.
 *
 * `pulumi refresh` notices a Droplet that was turned on or off elsewhere, and the next `pulumi up` turns it back. Removing the resource leaves the Droplet as it is, unless `stateOnDelete` is set.
 *
 * `digitalocean.Droplet` has no argument for power, so the two do not conflict. Order other resources on the same Droplet with `dependsOn`.
 *
 * ```typescript
 * new DropletPowerState("web", { dropletId: droplet.id, state: "off" });
 * ```
 */
export class DropletPowerState extends PluginResource {
  /** The Droplet to act on, for example `droplet.id`. Another Droplet replaces this resource; the old Droplet is left as it is, unless `stateOnDelete` is set. */
  declare public readonly dropletId: pulumi.Output<string>;
  /** The power that the Droplet should have: `active` (on) or `off`. */
  declare public readonly state: pulumi.Output<"active" | "off">;
  /** Whether turning off begins with a `shutdown`, which lets the operating system stop cleanly. `false` cuts the power at once. */
  declare public readonly gracefulShutdown: pulumi.Output<boolean>;
  /** Seconds that the operating system has to shut down before `forcePowerOff` decides. */
  declare public readonly shutdownTimeoutSeconds: pulumi.Output<number>;
  /** Whether the power is cut (`power_off`) when the Droplet is still on after `shutdownTimeoutSeconds`. `false` fails instead; the shutdown may still take effect later. */
  declare public readonly forcePowerOff: pulumi.Output<boolean>;
  /** The power to give the Droplet when this resource is removed or replaced, for example `off` for a clean shutdown before the Droplet itself is destroyed. Nothing is done when another DropletPowerState of the Droplet was created or updated in the same run. */
  declare public readonly stateOnDelete: pulumi.Output<"active" | "off" | undefined>;
  /** Waits at the end until the Droplet's server answers. Without it, the operation ends when DigitalOcean shows the Droplet as it should be. */
  declare public readonly healthcheck: pulumi.Output<Healthcheck | undefined>;
  /** Seconds the whole operation may take, from the moment it leaves the queue of its Droplet. After that it is kept as unfinished, and the next `pulumi up` resumes it. */
  declare public readonly timeoutSeconds: pulumi.Output<number>;
  /** The Droplet's power as DigitalOcean reports it: `active` or `off`. */
  declare public readonly status: pulumi.Output<string>;
  /** When the server was healthy after the last change, in ISO 8601; null without a healthcheck. */
  declare public readonly readyAt: pulumi.Output<string | null>;
  /** Seconds from the request that took the Droplet down until its server was healthy. Null without a healthcheck, if the last change did not take it down, or if the Droplets of a tag were done one after the other. */
  declare public readonly downSeconds: pulumi.Output<number | null>;

  constructor(name: string, args: DropletPowerStateArgs, options?: pulumi.CustomResourceOptions) {
    super(
      "DropletPowerState",
      [
        "dropletId",
        "state",
        "gracefulShutdown",
        "shutdownTimeoutSeconds",
        "forcePowerOff",
        "stateOnDelete",
        "healthcheck",
        "timeoutSeconds",
        "status",
        "readyAt",
        "downSeconds",
      ],
      name,
      idsAsText(args, ["dropletId"]),
      options,
    );
  }

  /** Reads one that exists, without managing it. */
  public static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: Partial<DropletPowerStateArgs>,
    options?: pulumi.CustomResourceOptions,
  ): DropletPowerState {
    return new DropletPowerState(name, { ...state } as DropletPowerStateArgs, { ...options, id });
  }

  /** Whether there is one to be found by this id, which is the id of a Droplet. Nothing is read into the stack. Needs the Pulumi CLI and `@pulumi/pulumi` 3.269 or later. */
  public static exists(
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): pulumi.Output<boolean> {
    return DropletPowerState.ask("DropletPowerState", id, options);
  }
}
