/**
 * Resize safely: a snapshot, then a larger plan, in one outage.
 *
 * The Droplet is off while its snapshot is taken, so the image is consistent. A plan that does not fit is refused in
 * `pulumi preview`, before the Droplet is touched.
 *
 * Going back: the disk stays as it is, so the old `size` brings back the old plan. What was on the disk is in the
 * snapshot, which is kept for good, and billed. `pulumi config set restoreSnapshot <snapshotBeforeId> && pulumi up`
 * restores it, once; `doctl compute snapshot delete <snapshotBeforeId>` deletes it when it is no longer needed.
 */
import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { DropletResize, DropletRestore } from "pulumi-droplet-actions";

const droplet = new digitalocean.Droplet(
  "db",
  { image: "ubuntu-24-04-x64", region: "nyc3", size: "s-1vcpu-1gb" },
  // DropletResize manages the size from here on.
  { ignoreChanges: ["size"] },
);

const resize = new DropletResize("db", {
  dropletId: droplet.id,
  size: "s-2vcpu-4gb",
  snapshotBefore: "db-before-resize",
  shutdownTimeoutSeconds: 300,
});

const restoreSnapshot = new pulumi.Config().get("restoreSnapshot");
if (restoreSnapshot !== undefined) {
  new DropletRestore(
    "db",
    { dropletId: droplet.id, image: restoreSnapshot, allowDataLoss: true },
    { dependsOn: [resize] },
  );
}

export const snapshotBeforeId = resize.snapshotBeforeId;
export const vcpus = resize.vcpus;
export const memory = resize.memory;
