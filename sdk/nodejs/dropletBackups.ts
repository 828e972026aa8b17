// GENERATED from provider/resources by `npm run generate`; change it there.

import type * as pulumi from "@pulumi/pulumi";
import { DropletResource } from "./dynamic";
import { idsAsText } from "./ids";
import type { BackupPolicy, BackupWindow } from "./types";

/**
 * Enables or disables a Droplet's automatic backups and sets their policy.
 *
 * Only the fields of `policy` that you set are sent and compared; without a `policy`, DigitalOcean's own (daily) is taken and left alone. Disabling keeps the backups that exist.
 *
 * `pulumi refresh` notices backups that were switched and policies that were changed elsewhere; `digitalocean.Droplet` notices only the former. Removing the resource leaves backups as they are. Next to `digitalocean.Droplet`, set `ignoreChanges: ["backups", "backupPolicy"]` on the Droplet, or both would manage them.
 *
 * ```typescript
 * new DropletBackups("web", {
 *   dropletId: droplet.id,
 *   policy: { plan: "weekly", weekday: "SUN", hour: 4 },
 * });
 * ```
 */
export class DropletBackups extends DropletResource {
  /** The Droplet to act on, for example `droplet.id`. Another Droplet replaces this resource; the old Droplet is left as it is. */
  declare public readonly dropletId: pulumi.Output<string>;
  /** Whether backups are taken. */
  declare public readonly enabled: pulumi.Output<boolean>;
  /** When backups are taken and for how long they are kept. Fields that are not set are not compared. Without it, backups are daily and the policy is left alone. */
  declare public readonly policy: pulumi.Output<BackupPolicy | undefined>;
  /** Seconds the whole operation may take, from the moment it leaves the queue of its Droplet. After that it is kept as unfinished, and the next `pulumi up` resumes it. */
  declare public readonly timeoutSeconds: pulumi.Output<number>;
  /** Ids of the backups that exist; each fits `image` of `DropletRestore`. */
  declare public readonly backupIds: pulumi.Output<string[]>;
  /** When the next backup is taken; null if backups are off. */
  declare public readonly nextBackupWindow: pulumi.Output<BackupWindow | null>;

  constructor(name: string, args: DropletBackupsArgs, options?: pulumi.CustomResourceOptions) {
    super(
      "DropletBackups",
      ["dropletId", "enabled", "policy", "timeoutSeconds", "backupIds", "nextBackupWindow"],
      name,
      idsAsText(args, ["dropletId"]),
      options,
    );
  }
}

/** Arguments of {@link DropletBackups}. */
export interface DropletBackupsArgs {
  /** The Droplet to act on, for example `droplet.id`. Another Droplet replaces this resource; the old Droplet is left as it is. */
  dropletId: pulumi.Input<string | number>;
  /**
   * Whether backups are taken.
   *
   * @default true
   */
  enabled?: pulumi.Input<boolean> | undefined;
  /** When backups are taken and for how long they are kept. Fields that are not set are not compared. Without it, backups are daily and the policy is left alone. */
  policy?:
    pulumi.Input<{ [Field in keyof BackupPolicy]: pulumi.Input<BackupPolicy[Field]> }> | undefined;
  /**
   * Seconds the whole operation may take, from the moment it leaves the queue of its Droplet. After that it is kept as unfinished, and the next `pulumi up` resumes it.
   *
   * @default 600
   */
  timeoutSeconds?: pulumi.Input<number> | undefined;
}
