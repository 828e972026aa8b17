/**
 * Nightly snapshots: the first `pulumi up` of a day takes a new snapshot, and when that is complete deletes the oldest
 * one beyond a week. `protect` refuses to remove the resource, which would delete all of them.
 */
import * as digitalocean from "@pulumi/digitalocean";
import { DropletSnapshot } from "pulumi-droplet-actions";

const droplet = new digitalocean.Droplet("web", {
  image: "ubuntu-24-04-x64",
  region: "nyc3",
  size: "s-1vcpu-1gb",
});

const today = new Date().toISOString().slice(0, 10);

const nightly = new DropletSnapshot(
  "web-nightly",
  { dropletId: droplet.id, triggers: [today], keepLast: 7 },
  { protect: true },
);

export const snapshotId = nightly.snapshotId;
export const takenAt = nightly.createdAt;
export const sizeGigabytes = nightly.sizeGigabytes;
