// GENERATED from provider/resources by `npm run generate`; change it there.

import type * as pulumi from "@pulumi/pulumi";
import type { DropletBackupsArgs } from "../dropletBackups";
import { idsAsText } from "../ids";
import type { BackupPolicy, BackupWindow } from "../types";
import { PluginResource } from "./resource";

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
export class DropletBackups extends PluginResource {
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

  /** Reads one that exists, without managing it. */
  public static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: Partial<DropletBackupsArgs>,
    options?: pulumi.CustomResourceOptions,
  ): DropletBackups {
    return new DropletBackups(name, { ...state } as DropletBackupsArgs, { ...options, id });
  }

  /** Whether there is one to be found by this id, which is the id of a Droplet. Nothing is read into the stack. Needs the Pulumi CLI and `@pulumi/pulumi` 3.269 or later. */
  public static exists(
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): pulumi.Output<boolean> {
    return DropletBackups.ask("DropletBackups", id, options);
  }
}
