/**
 * All resources: each of the 13 once, in an order that makes sense.
 *
 * Two of them need Droplets that exist already: `oldDropletId` and `oldKernelId` (a Droplet made before March 2017 and
 * one of its kernels), `backedUpDropletId` and `backupId` (a Droplet and one of its backups, which is restored).
 */
import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import {
  DropletAction,
  DropletBackups,
  DropletIpv6,
  DropletKernel,
  DropletPasswordReset,
  DropletPowerState,
  DropletReboot,
  DropletRebuild,
  DropletRename,
  DropletResize,
  DropletRestore,
  DropletSnapshot,
  DropletTagAction,
} from "pulumi-droplet-actions";

const config = new pulumi.Config();
const tag = "all-resources";

const droplet = new digitalocean.Droplet(
  "web",
  { image: "ubuntu-24-04-x64", region: "nyc3", size: "s-1vcpu-1gb", tags: [tag] },
  // All of these are managed by the resources below.
  { ignoreChanges: ["size", "name", "image", "ipv6", "backups", "backupPolicy"] },
);
const dropletId = droplet.id;

const rename = new DropletRename("web", { dropletId, name: "web.example.com" });

const rebuild = new DropletRebuild(
  "web",
  { dropletId, image: "debian-12-x64", allowDataLoss: true },
  { dependsOn: [rename] },
);

const resize = new DropletResize(
  "web",
  { dropletId, size: "s-2vcpu-2gb" },
  { dependsOn: [rebuild] },
);

const ipv6 = new DropletIpv6("web", { dropletId }, { dependsOn: [resize] });

const backups = new DropletBackups(
  "web",
  { dropletId, policy: { plan: "daily", hour: 0 } },
  { dependsOn: [ipv6] },
);

const password = new DropletPasswordReset("web", { dropletId }, { dependsOn: [backups] });

const reboot = new DropletReboot("web", { dropletId, triggers: [1] }, { dependsOn: [password] });

const powerCycle = new DropletAction(
  "web",
  { dropletId, type: "power_cycle" },
  { dependsOn: [reboot] },
);

const snapshot = new DropletSnapshot("web", { dropletId }, { dependsOn: [powerCycle] });

const tagged = new DropletTagAction(
  "web",
  { tag, type: "shutdown" },
  { dependsOn: [droplet, snapshot] },
);

const power = new DropletPowerState("web", { dropletId, state: "off" }, { dependsOn: [tagged] });

const kernel = new DropletKernel("old", {
  dropletId: config.require("oldDropletId"),
  kernel: config.requireNumber("oldKernelId"),
});

const restore = new DropletRestore("backed-up", {
  dropletId: config.require("backedUpDropletId"),
  image: config.require("backupId"),
  allowDataLoss: true,
});

export const name = rename.name;
export const currentImage = rebuild.currentImage;
export const memory = resize.memory;
export const address = ipv6.ipv6Address;
export const nextBackupWindow = backups.nextBackupWindow;
export const snapshotId = snapshot.snapshotId;
export const results = tagged.results;
export const status = power.status;
export const kernelName = kernel.kernelName;
export const restored = restore.performedActions;
