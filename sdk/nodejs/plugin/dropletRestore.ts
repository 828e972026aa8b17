// GENERATED from provider/resources by `npm run generate`; change it there.

import type * as pulumi from "@pulumi/pulumi";
import type { DropletRestoreArgs } from "../dropletRestore";
import { idsAsText } from "../ids";
import type { Healthcheck } from "../types";
import { PluginResource } from "./resource";

/**
 * Restores a Droplet from one of its backups or snapshots.
 *
 * **The Droplet's disk is overwritten**: everything written since the image was taken is lost, so `allowDataLoss: true` is required. It runs because the program changed (`image`, `triggers`, or the resource is new) and never because of what the Droplet shows.
 *
 * Only a backup or a snapshot of this very Droplet can be restored; `backupIds` of `DropletBackups` names its backups, and `snapshotId` of `DropletSnapshot` its latest snapshot. DigitalOcean documents backups only; its control panel restores snapshots as well. It ends when the action is completed and the Droplet's power is as before. DigitalOcean does not show which image a disk came from, so that cannot be verified. Removing the resource does nothing. No argument of `digitalocean.Droplet` conflicts with it.
 *
 * ```typescript
 * new DropletRestore("web", {
 *   dropletId: droplet.id,
 *   image: "12389723",
 *   allowDataLoss: true,
 * });
 * ```
 */
export class DropletRestore extends PluginResource {
  /** The Droplet to act on, for example `droplet.id`. Another Droplet replaces this resource; the old Droplet is left as it is. */
  declare public readonly dropletId: pulumi.Output<string>;
  /** Id of the backup or snapshot, which must be one of this Droplet. A changed `image` runs another restore. */
  declare public readonly image: pulumi.Output<string>;
  /** Must be true for the action to run, since it destroys what is on the Droplet's disk. */
  declare public readonly allowDataLoss: pulumi.Output<boolean>;
  /** Name of a snapshot that is taken first, just before the restore, with the Droplet as it is. It is taken only if the action runs, and if it fails, the action does not run. It is kept for good, and billed; `snapshotBeforeId` is its id, from which a DropletRestore goes back. */
  declare public readonly snapshotBefore: pulumi.Output<string | undefined>;
  /** Any values; when one of them changes, the image is restored again. */
  declare public readonly triggers: pulumi.Output<any[] | undefined>;
  /** Whether the action runs when the resource is new in the stack. `false` only records the resource; the action then runs when `triggers` change, or another input that runs it. */
  declare public readonly runOnCreate: pulumi.Output<boolean>;
  /** Leave it out until an error asks for it. A new resource stops if such an action just ran on the Droplet and neither the state nor the journal has it. If that action was not this resource's, give its id here: it and all before it are then ignored. */
  declare public readonly proceedAfterAction: pulumi.Output<string | undefined>;
  /** Waits at the end until the Droplet's server answers. Without it, the operation ends when DigitalOcean shows the Droplet as it should be. */
  declare public readonly healthcheck: pulumi.Output<Healthcheck | undefined>;
  /** Seconds the whole operation may take, from the moment it leaves the queue of its Droplet. After that it is kept as unfinished, and the next `pulumi up` resumes it. */
  declare public readonly timeoutSeconds: pulumi.Output<number>;
  /** Id of the snapshot that was taken before the action ran last; null if none was. It is never deleted by this resource, and fits `image` of `DropletRestore` and `digitalocean.Droplet`. */
  declare public readonly snapshotBeforeId: pulumi.Output<string | null>;
  /** When the server was healthy after the last change, in ISO 8601; null without a healthcheck. */
  declare public readonly readyAt: pulumi.Output<string | null>;
  /** Seconds from the request that took the Droplet down until its server was healthy. Null without a healthcheck, if the last change did not take it down, or if the Droplets of a tag were done one after the other. */
  declare public readonly downSeconds: pulumi.Output<number | null>;

  constructor(name: string, args: DropletRestoreArgs, options?: pulumi.CustomResourceOptions) {
    super(
      "DropletRestore",
      [
        "dropletId",
        "image",
        "allowDataLoss",
        "snapshotBefore",
        "triggers",
        "runOnCreate",
        "proceedAfterAction",
        "healthcheck",
        "timeoutSeconds",
        "snapshotBeforeId",
        "readyAt",
        "downSeconds",
      ],
      name,
      idsAsText(args, ["dropletId", "image", "proceedAfterAction"]),
      options,
    );
  }

  /** Reads one that exists, without managing it. */
  public static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: Partial<DropletRestoreArgs>,
    options?: pulumi.CustomResourceOptions,
  ): DropletRestore {
    return new DropletRestore(name, { ...state } as DropletRestoreArgs, { ...options, id });
  }
}
