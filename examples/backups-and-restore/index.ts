/**
 * Backups and restore: weekly backups, and the way back to one of them.
 *
 * `pulumi stack output backupIds` shows the backups; `pulumi config set restoreBackup <id> && pulumi up` restores one,
 * once. It may stay in the configuration afterwards.
 */
import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { DropletBackups, DropletRestore } from "pulumi-droplet-actions";

const droplet = new digitalocean.Droplet(
  "web",
  { image: "ubuntu-24-04-x64", region: "nyc3", size: "s-1vcpu-1gb" },
  // DropletBackups manages both from here on.
  { ignoreChanges: ["backups", "backupPolicy"] },
);

const backups = new DropletBackups("web", {
  dropletId: droplet.id,
  policy: { plan: "weekly", weekday: "SUN", hour: 4 },
});

const restoreBackup = new pulumi.Config().get("restoreBackup");
if (restoreBackup !== undefined) {
  new DropletRestore(
    "web",
    { dropletId: droplet.id, image: restoreBackup, allowDataLoss: true },
    { dependsOn: [backups] },
  );
}

export const backupIds = backups.backupIds;
export const nextBackupWindow = backups.nextBackupWindow;
