// GENERATED from provider/resources by `npm run generate`; change it there.

import type * as pulumi from "@pulumi/pulumi";
import type { DropletSnapshotArgs } from "../dropletSnapshot";
import { idsAsText } from "../ids";
import type { Healthcheck, KeptSnapshot } from "../types";
import { PluginResource } from "./resource";

/**
 * Takes snapshots of a Droplet and keeps the latest as long as the resource is in the program.
 *
 * The snapshot is taken while the Droplet runs, or, with `powerOff: true`, while it is off, which is the safe way for databases; the power is restored afterwards. `snapshotId` fits `image` of `digitalocean.Droplet`.
 *
 * A changed `name` or `triggers` takes a new snapshot, in place. **Only when it is complete** are the oldest of the resource's own snapshots beyond `keepLast` deleted; the preview names each of them. If the new snapshot fails, nothing is deleted. Lowering `keepLast` deletes as well. When `dropletId` changes, a snapshot of the new Droplet is taken and **the old ones are left at DigitalOcean**, because they may be all that is left of the old Droplet's data; preview and `up` name them.
 *
 * A snapshot that was deleted elsewhere is reported by `pulumi refresh` and `pulumi preview`, and never taken again by itself: change `triggers` for a new one. Deleting the Droplet does not delete its snapshots.
 *
 * **Removing the resource deletes all snapshots it keeps.** `retainOnDelete` keeps them, and `protect` refuses the removal. The same happens when Pulumi replaces the resource, which only `pulumi up --replace`, `pulumi state taint` and the options `replaceOnChanges`, `replaceWith` and `replacementTrigger` ask for. The new snapshot is then taken first, unless `deleteBeforeReplace` or `pulumi:autonaming` without randomness makes Pulumi delete first.
 *
 * ```typescript
 * new DropletSnapshot("web", {
 *   dropletId: droplet.id,
 *   name: "web-nightly",
 *   triggers: ["2026-11-26"],
 * });
 * ```
 */
export class DropletSnapshot extends PluginResource {
  /** The Droplet to act on, for example `droplet.id`. Another Droplet gives a new snapshot of that one; the old snapshots are left at DigitalOcean. */
  declare public readonly dropletId: pulumi.Output<string>;
  /** Name of the snapshot. Names are not unique at DigitalOcean. */
  declare public readonly name: pulumi.Output<string>;
  /** Whether the Droplet is turned off while the snapshot is taken. DigitalOcean recommends it for consistent data. */
  declare public readonly powerOff: pulumi.Output<boolean>;
  /** Whether turning off begins with a `shutdown`, which lets the operating system stop cleanly. `false` cuts the power at once. */
  declare public readonly gracefulShutdown: pulumi.Output<boolean>;
  /** Seconds that the operating system has to shut down before `forcePowerOff` decides. */
  declare public readonly shutdownTimeoutSeconds: pulumi.Output<number>;
  /** Whether the power is cut (`power_off`) when the Droplet is still on after `shutdownTimeoutSeconds`. `false` fails instead; the shutdown may still take effect later. */
  declare public readonly forcePowerOff: pulumi.Output<boolean>;
  /** Any values; when one of them changes, a new snapshot is taken, and the oldest ones beyond `keepLast` are deleted when it is complete. */
  declare public readonly triggers: pulumi.Output<any[] | undefined>;
  /** How many of the snapshots it took of this Droplet the resource keeps, the newest included. A lower number deletes the oldest ones. */
  declare public readonly keepLast: pulumi.Output<number>;
  /** Leave it out until an error asks for it. A new resource stops if such an action just ran on the Droplet and neither the state nor the journal has it. If that action was not this resource's, give its id here: it and all before it are then ignored. */
  declare public readonly proceedAfterAction: pulumi.Output<string | undefined>;
  /** Waits at the end until the Droplet's server answers after it was turned off for the snapshot, so with `powerOff: true` only. Without it, the operation ends when DigitalOcean shows the Droplet as it should be. */
  declare public readonly healthcheck: pulumi.Output<Healthcheck | undefined>;
  /** Seconds the whole operation may take, from the moment it leaves the queue of its Droplet. After that it is kept as unfinished, and the next `pulumi up` resumes it. */
  declare public readonly timeoutSeconds: pulumi.Output<number>;
  /** The newest snapshot's id; fits `image` of `digitalocean.Droplet`. It stays when that snapshot is deleted elsewhere. */
  declare public readonly snapshotId: pulumi.Output<string>;
  /** When it was taken, ISO 8601. */
  declare public readonly createdAt: pulumi.Output<string>;
  /** Size in GB, for which it is billed. */
  declare public readonly sizeGigabytes: pulumi.Output<number>;
  /** GiB of disk that a Droplet made from it needs at least. */
  declare public readonly minDiskSize: pulumi.Output<number>;
  /** Slugs of the regions it is available in. */
  declare public readonly regions: pulumi.Output<string[]>;
  /** The snapshots that the resource took and keeps, the newest first. Removing it deletes them. */
  declare public readonly snapshots: pulumi.Output<KeptSnapshot[]>;
  /** When the server was healthy after the last change, in ISO 8601; null without a healthcheck. */
  declare public readonly readyAt: pulumi.Output<string | null>;
  /** Seconds from the request that took the Droplet down until its server was healthy. Null without a healthcheck, if the last change did not take it down, or if the Droplets of a tag were done one after the other. */
  declare public readonly downSeconds: pulumi.Output<number | null>;

  constructor(name: string, args: DropletSnapshotArgs, options?: pulumi.CustomResourceOptions) {
    super(
      "DropletSnapshot",
      [
        "dropletId",
        "name",
        "powerOff",
        "gracefulShutdown",
        "shutdownTimeoutSeconds",
        "forcePowerOff",
        "triggers",
        "keepLast",
        "proceedAfterAction",
        "healthcheck",
        "timeoutSeconds",
        "snapshotId",
        "createdAt",
        "sizeGigabytes",
        "minDiskSize",
        "regions",
        "snapshots",
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
    state?: Partial<DropletSnapshotArgs>,
    options?: pulumi.CustomResourceOptions,
  ): DropletSnapshot {
    return new DropletSnapshot(name, { ...state } as DropletSnapshotArgs, { ...options, id });
  }

  /** Whether there is one to be found by this id, which is the id of a snapshot. Nothing is read into the stack. Needs the Pulumi CLI and `@pulumi/pulumi` 3.269 or later. */
  public static exists(
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): pulumi.Output<boolean> {
    return DropletSnapshot.ask("DropletSnapshot", id, options);
  }
}
