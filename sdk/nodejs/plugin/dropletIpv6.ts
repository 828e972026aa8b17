// GENERATED from provider/resources by `npm run generate`; change it there.

import type * as pulumi from "@pulumi/pulumi";
import type { DropletIpv6Args } from "../dropletIpv6";
import { idsAsText } from "../ids";
import type { Healthcheck } from "../types";
import { PluginResource } from "./resource";

/**
 * Enables IPv6 on a Droplet.
 *
 * **IPv6 cannot be disabled again**, so removing the resource leaves it enabled. A Droplet that is on is shut down for it and turned on again afterwards. The operating system may have to be configured for the new address as well.
 *
 * Next to `digitalocean.Droplet`, set `ignoreChanges: ["ipv6"]` on the Droplet, which would otherwise be replaced to get rid of IPv6.
 *
 * ```typescript
 * new DropletIpv6("web", { dropletId: droplet.id });
 * ```
 */
export class DropletIpv6 extends PluginResource {
  /** The Droplet to act on, for example `droplet.id`. Another Droplet replaces this resource; the old Droplet is left as it is. */
  declare public readonly dropletId: pulumi.Output<string>;
  /** Whether the Droplet may be turned off for this, and on again after it. `false` refuses while it is on. */
  declare public readonly allowPowerOff: pulumi.Output<boolean>;
  /** Whether turning off begins with a `shutdown`, which lets the operating system stop cleanly. `false` cuts the power at once. */
  declare public readonly gracefulShutdown: pulumi.Output<boolean>;
  /** Seconds that the operating system has to shut down before `forcePowerOff` decides. */
  declare public readonly shutdownTimeoutSeconds: pulumi.Output<number>;
  /** Whether the power is cut (`power_off`) when the Droplet is still on after `shutdownTimeoutSeconds`. `false` fails instead; the shutdown may still take effect later. */
  declare public readonly forcePowerOff: pulumi.Output<boolean>;
  /** Name of a snapshot that is taken first, in the same outage, while the Droplet is off. It is taken only if the action runs, and if it fails, the action does not run. It is kept for good, and billed; `snapshotBeforeId` is its id, from which a DropletRestore goes back. */
  declare public readonly snapshotBefore: pulumi.Output<string | undefined>;
  /** Leave it out until an error asks for it. A new resource stops if such an action just ran on the Droplet and neither the state nor the journal has it. If that action was not this resource's, give its id here: it and all before it are then ignored. */
  declare public readonly proceedAfterAction: pulumi.Output<string | undefined>;
  /** Waits at the end until the Droplet's server answers. Without it, the operation ends when DigitalOcean shows the Droplet as it should be. */
  declare public readonly healthcheck: pulumi.Output<Healthcheck | undefined>;
  /** Seconds the whole operation may take, from the moment it leaves the queue of its Droplet. After that it is kept as unfinished, and the next `pulumi up` resumes it. */
  declare public readonly timeoutSeconds: pulumi.Output<number>;
  /** The Droplet's public IPv6 address. */
  declare public readonly ipv6Address: pulumi.Output<string>;
  /** The gateway of that address. */
  declare public readonly ipv6Gateway: pulumi.Output<string>;
  /** Length of the network's prefix in bits. */
  declare public readonly ipv6PrefixLength: pulumi.Output<number>;
  /** Id of the snapshot that was taken before the action ran last; null if none was. It is never deleted by this resource, and fits `image` of `DropletRestore` and `digitalocean.Droplet`. */
  declare public readonly snapshotBeforeId: pulumi.Output<string | null>;
  /** When the server was healthy after the last change, in ISO 8601; null without a healthcheck. */
  declare public readonly readyAt: pulumi.Output<string | null>;
  /** Seconds from the request that took the Droplet down until its server was healthy. Null without a healthcheck, if the last change did not take it down, or if the Droplets of a tag were done one after the other. */
  declare public readonly downSeconds: pulumi.Output<number | null>;

  constructor(name: string, args: DropletIpv6Args, options?: pulumi.CustomResourceOptions) {
    super(
      "DropletIpv6",
      [
        "dropletId",
        "allowPowerOff",
        "gracefulShutdown",
        "shutdownTimeoutSeconds",
        "forcePowerOff",
        "snapshotBefore",
        "proceedAfterAction",
        "healthcheck",
        "timeoutSeconds",
        "ipv6Address",
        "ipv6Gateway",
        "ipv6PrefixLength",
        "snapshotBeforeId",
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
    state?: Partial<DropletIpv6Args>,
    options?: pulumi.CustomResourceOptions,
  ): DropletIpv6 {
    return new DropletIpv6(name, { ...state } as DropletIpv6Args, { ...options, id });
  }

  /** Whether there is one to be found by this id, which is the id of a Droplet. Nothing is read into the stack. Needs the Pulumi CLI and `@pulumi/pulumi` 3.269 or later. */
  public static exists(
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): pulumi.Output<boolean> {
    return DropletIpv6.ask("DropletIpv6", id, options);
  }
}
