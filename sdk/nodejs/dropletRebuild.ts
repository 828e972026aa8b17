// GENERATED from provider/resources by `npm run generate`; change it there.

import type * as pulumi from "@pulumi/pulumi";
import { DropletResource } from "./dynamic";
import { idsAsText } from "./ids";
import type { Healthcheck, CurrentImage } from "./types";

/**
 * Puts a fresh image on a Droplet's disk; id, name and IP addresses stay.
 *
 * **Everything on the Droplet's disk is lost**, so `allowDataLoss: true` is required. It runs because the program changed (`image`, `triggers`, or the resource is new) and never because of what the Droplet shows. `currentImage` names the image that it runs.
 *
 * Nothing is sent for a new resource or a changed `image` when the Droplet runs that image already; changed `triggers` rebuild in any case. It ends when the Droplet shows the image, and is on if it was. User data of the Droplet's creation is not run again.
 *
 * DigitalOcean rebuilds within one family of operating systems only, and does not say what the families are. It rejects other images before anything is lost. Removing the resource does nothing. Next to `digitalocean.Droplet`, set `ignoreChanges: ["image"]` on the Droplet, which would otherwise be replaced when its own `image` is changed.
 *
 * ```typescript
 * new DropletRebuild("web", {
 *   dropletId: droplet.id,
 *   image: "debian-12-x64",
 *   allowDataLoss: true,
 * });
 * ```
 */
export class DropletRebuild extends DropletResource {
  /** The Droplet to act on, for example `droplet.id`. Another Droplet replaces this resource; the old Droplet is left as it is. */
  declare public readonly dropletId: pulumi.Output<string>;
  /** Id or slug of the image. Private images, such as snapshots, have an id only. */
  declare public readonly image: pulumi.Output<string>;
  /** Must be true for the action to run, since it destroys what is on the Droplet's disk. */
  declare public readonly allowDataLoss: pulumi.Output<boolean>;
  /** Name of a snapshot that is taken first, just before the rebuild, with the Droplet as it is. It is taken only if the action runs, and if it fails, the action does not run. It is kept for good, and billed; `snapshotBeforeId` is its id, from which a DropletRestore goes back. */
  declare public readonly snapshotBefore: pulumi.Output<string | undefined>;
  /** Any values; when one of them changes, the Droplet is rebuilt, also if it runs the image already. */
  declare public readonly triggers: pulumi.Output<any[] | undefined>;
  /** Whether the action runs when the resource is new in the stack. `false` only records the resource; the action then runs when `triggers` change, or another input that runs it. */
  declare public readonly runOnCreate: pulumi.Output<boolean>;
  /** Leave it out until an error asks for it. A new resource stops if such an action just ran on the Droplet and neither the state nor the journal has it. If that action was not this resource's, give its id here: it and all before it are then ignored. */
  declare public readonly proceedAfterAction: pulumi.Output<string | undefined>;
  /** Waits at the end until the Droplet's server answers. Without it, the operation ends when DigitalOcean shows the Droplet as it should be. */
  declare public readonly healthcheck: pulumi.Output<Healthcheck | undefined>;
  /** Seconds the whole operation may take, from the moment it leaves the queue of its Droplet. After that it is kept as unfinished, and the next `pulumi up` resumes it. */
  declare public readonly timeoutSeconds: pulumi.Output<number>;
  /** The image that the Droplet runs. */
  declare public readonly currentImage: pulumi.Output<CurrentImage>;
  /** Id of the snapshot that was taken before the action ran last; null if none was. It is never deleted by this resource, and fits `image` of `DropletRestore` and `digitalocean.Droplet`. */
  declare public readonly snapshotBeforeId: pulumi.Output<string | null>;
  /** When the server was healthy after the last change, in ISO 8601; null without a healthcheck. */
  declare public readonly readyAt: pulumi.Output<string | null>;
  /** Seconds from the request that took the Droplet down until its server was healthy. Null without a healthcheck, if the last change did not take it down, or if the Droplets of a tag were done one after the other. */
  declare public readonly downSeconds: pulumi.Output<number | null>;

  constructor(name: string, args: DropletRebuildArgs, options?: pulumi.CustomResourceOptions) {
    super(
      "DropletRebuild",
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
        "currentImage",
        "snapshotBeforeId",
        "readyAt",
        "downSeconds",
      ],
      name,
      idsAsText(args, ["dropletId", "image", "proceedAfterAction"]),
      options,
    );
  }
}

/** Arguments of {@link DropletRebuild}. */
export interface DropletRebuildArgs {
  /** The Droplet to act on, for example `droplet.id`. Another Droplet replaces this resource; the old Droplet is left as it is. */
  dropletId: pulumi.Input<string | number>;
  /** Id or slug of the image. Private images, such as snapshots, have an id only. */
  image: pulumi.Input<string | number>;
  /**
   * Must be true for the action to run, since it destroys what is on the Droplet's disk.
   *
   * @default false
   */
  allowDataLoss?: pulumi.Input<boolean> | undefined;
  /** Name of a snapshot that is taken first, just before the rebuild, with the Droplet as it is. It is taken only if the action runs, and if it fails, the action does not run. It is kept for good, and billed; `snapshotBeforeId` is its id, from which a DropletRestore goes back. */
  snapshotBefore?: pulumi.Input<string> | undefined;
  /** Any values; when one of them changes, the Droplet is rebuilt, also if it runs the image already. */
  triggers?: pulumi.Input<pulumi.Input<any>[]> | undefined;
  /**
   * Whether the action runs when the resource is new in the stack. `false` only records the resource; the action then runs when `triggers` change, or another input that runs it.
   *
   * @default true
   */
  runOnCreate?: pulumi.Input<boolean> | undefined;
  /** Leave it out until an error asks for it. A new resource stops if such an action just ran on the Droplet and neither the state nor the journal has it. If that action was not this resource's, give its id here: it and all before it are then ignored. */
  proceedAfterAction?: pulumi.Input<string | number> | undefined;
  /** Waits at the end until the Droplet's server answers. Without it, the operation ends when DigitalOcean shows the Droplet as it should be. */
  healthcheck?:
    pulumi.Input<{ [Field in keyof Healthcheck]: pulumi.Input<Healthcheck[Field]> }> | undefined;
  /**
   * Seconds the whole operation may take, from the moment it leaves the queue of its Droplet. After that it is kept as unfinished, and the next `pulumi up` resumes it.
   *
   * @default 7200
   */
  timeoutSeconds?: pulumi.Input<number> | undefined;
}
