// GENERATED from provider/resources by `npm run generate`; change it there.

import type * as pulumi from "@pulumi/pulumi";
import type { DropletResizeArgs } from "../dropletResize";
import { idsAsText } from "../ids";
import type { Healthcheck } from "../types";
import { PluginResource } from "./resource";

/**
 * Gives a Droplet another plan (vCPUs, memory) and, if asked, a larger disk.
 *
 * A Droplet that is on is shut down for it and turned on again afterwards, also when the resize fails. A resize that cannot succeed is refused before the Droplet is touched: the target plan's disk must be at least as large as the Droplet's.
 *
 * With `disk: false` (the default) only vCPUs and memory change, and the way back stays open. `disk: true` also grows the disk to the plan's, which cannot be undone: the disk of a Droplet never shrinks.
 *
 * Removing the resource leaves the Droplet with its size. Next to `digitalocean.Droplet`, set `ignoreChanges: ["size"]` on the Droplet, or both would manage its size.
 *
 * ```typescript
 * new DropletResize("web", { dropletId: droplet.id, size: "s-2vcpu-4gb" });
 * ```
 */
export class DropletResize extends PluginResource {
  /** The Droplet to act on, for example `droplet.id`. Another Droplet replaces this resource; the old Droplet is left as it is. */
  declare public readonly dropletId: pulumi.Output<string>;
  /** Slug of the plan that the Droplet should have, for example `s-2vcpu-4gb`; `doctl compute size list` shows all. It must be offered in the Droplet's region. */
  declare public readonly size: pulumi.Output<string>;
  /** Whether the disk grows to the plan's size, too. This is permanent: a disk never shrinks. */
  declare public readonly disk: pulumi.Output<boolean>;
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
  /** The Droplet's power as DigitalOcean reports it: `active` or `off`. */
  declare public readonly status: pulumi.Output<string>;
  /** Number of virtual CPUs. */
  declare public readonly vcpus: pulumi.Output<number>;
  /** Memory in MiB. */
  declare public readonly memory: pulumi.Output<number>;
  /** Size of the Droplet's disk in GiB. It may be smaller than the plan's. */
  declare public readonly diskSize: pulumi.Output<number>;
  /** Id of the snapshot that was taken before the action ran last; null if none was. It is never deleted by this resource, and fits `image` of `DropletRestore` and `digitalocean.Droplet`. */
  declare public readonly snapshotBeforeId: pulumi.Output<string | null>;
  /** When the server was healthy after the last change, in ISO 8601; null without a healthcheck. */
  declare public readonly readyAt: pulumi.Output<string | null>;
  /** Seconds from the request that took the Droplet down until its server was healthy. Null without a healthcheck, if the last change did not take it down, or if the Droplets of a tag were done one after the other. */
  declare public readonly downSeconds: pulumi.Output<number | null>;

  constructor(name: string, args: DropletResizeArgs, options?: pulumi.CustomResourceOptions) {
    super(
      "DropletResize",
      [
        "dropletId",
        "size",
        "disk",
        "allowPowerOff",
        "gracefulShutdown",
        "shutdownTimeoutSeconds",
        "forcePowerOff",
        "snapshotBefore",
        "proceedAfterAction",
        "healthcheck",
        "timeoutSeconds",
        "status",
        "vcpus",
        "memory",
        "diskSize",
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
    state?: Partial<DropletResizeArgs>,
    options?: pulumi.CustomResourceOptions,
  ): DropletResize {
    return new DropletResize(name, { ...state } as DropletResizeArgs, { ...options, id });
  }

  /** Whether there is one to be found by this id, which is the id of a Droplet. Nothing is read into the stack. Needs the Pulumi CLI and `@pulumi/pulumi` 3.269 or later. */
  public static exists(
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): pulumi.Output<boolean> {
    return DropletResize.ask("DropletResize", id, options);
  }
}
