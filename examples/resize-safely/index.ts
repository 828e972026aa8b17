/**
 * Resize safely: a snapshot taken while the Droplet is off, then a larger plan.
 *
 * The disk stays as it is, so the way back to the smaller plan stays open. A plan that does not fit is refused in
 * `pulumi preview`, before the Droplet is touched.
 */
import * as digitalocean from "@pulumi/digitalocean";
import { DropletResize, DropletSnapshot } from "pulumi-droplet-actions";

const droplet = new digitalocean.Droplet(
  "db",
  { image: "ubuntu-24-04-x64", region: "nyc3", size: "s-1vcpu-1gb" },
  // DropletResize manages the size from here on.
  { ignoreChanges: ["size"] },
);

const size = "s-2vcpu-4gb";

// Another size takes a new snapshot first.
const before = new DropletSnapshot("db-before-resize", {
  dropletId: droplet.id,
  powerOff: true,
  triggers: [size],
});

const resize = new DropletResize(
  "db",
  { dropletId: droplet.id, size, shutdownTimeoutSeconds: 300 },
  { dependsOn: [before] },
);

export const snapshotId = before.snapshotId;
export const vcpus = resize.vcpus;
export const memory = resize.memory;
