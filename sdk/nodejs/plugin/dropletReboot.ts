// GENERATED from provider/resources by `npm run generate`; change it there.

import type * as pulumi from "@pulumi/pulumi";
import type { DropletRebootArgs } from "../dropletReboot";
import { idsAsText } from "../ids";
import type { Healthcheck } from "../types";
import { PluginResource } from "./resource";

/**
 * Reboots a Droplet whenever its triggers change.
 *
 * `reboot` asks the operating system to restart; `hard: true` switches the power off and on (`power_cycle`), for a Droplet that no longer responds. It ends when the action is completed and the Droplet is active. Only a `healthcheck` can see whether the operating system has come up again.
 *
 * A Droplet that is off is refused: turn it on with `DropletPowerState`. Removing the resource does nothing. No argument of `digitalocean.Droplet` conflicts with it.
 *
 * ```typescript
 * new DropletReboot("web", {
 *   dropletId: droplet.id,
 *   triggers: ["kernel 6.8.0-48"],
 * });
 * ```
 */
export class DropletReboot extends PluginResource {
  /** The Droplet to act on, for example `droplet.id`. Another Droplet replaces this resource; the old Droplet is left as it is. */
  declare public readonly dropletId: pulumi.Output<string>;
  /** Whether the power is switched off and on (`power_cycle`) instead. */
  declare public readonly hard: pulumi.Output<boolean>;
  /** Any values; when one of them changes, the Droplet is rebooted. */
  declare public readonly triggers: pulumi.Output<any[] | undefined>;
  /** Whether the action runs when the resource is new in the stack. `false` only records the resource; the action then runs when `triggers` change, or another input that runs it. */
  declare public readonly runOnCreate: pulumi.Output<boolean>;
  /** Leave it out until an error asks for it. A new resource stops if such an action just ran on the Droplet and neither the state nor the journal has it. If that action was not this resource's, give its id here: it and all before it are then ignored. */
  declare public readonly proceedAfterAction: pulumi.Output<string | undefined>;
  /** Waits at the end until the Droplet's server answers. Without it, the operation ends when DigitalOcean shows the Droplet as it should be. */
  declare public readonly healthcheck: pulumi.Output<Healthcheck | undefined>;
  /** Seconds the whole operation may take, from the moment it leaves the queue of its Droplet. After that it is kept as unfinished, and the next `pulumi up` resumes it. */
  declare public readonly timeoutSeconds: pulumi.Output<number>;
  /** When the server was healthy after the last change, in ISO 8601; null without a healthcheck. */
  declare public readonly readyAt: pulumi.Output<string | null>;
  /** Seconds from the request that took the Droplet down until its server was healthy. Null without a healthcheck, if the last change did not take it down, or if the Droplets of a tag were done one after the other. */
  declare public readonly downSeconds: pulumi.Output<number | null>;

  constructor(name: string, args: DropletRebootArgs, options?: pulumi.CustomResourceOptions) {
    super(
      "DropletReboot",
      [
        "dropletId",
        "hard",
        "triggers",
        "runOnCreate",
        "proceedAfterAction",
        "healthcheck",
        "timeoutSeconds",
        "readyAt",
        "downSeconds",
      ],
      name,
      idsAsText(args, ["dropletId", "proceedAfterAction"]),
      options,
    );
  }

  /** Reads one that exists, without managing it. */
  public static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: Partial<DropletRebootArgs>,
    options?: pulumi.CustomResourceOptions,
  ): DropletReboot {
    return new DropletReboot(name, { ...state } as DropletRebootArgs, { ...options, id });
  }
}
