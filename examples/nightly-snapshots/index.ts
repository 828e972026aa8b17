/**
 * Nightly snapshots: the first `pulumi up` of a day takes a new snapshot and then deletes the one of the day before.
 */
import * as digitalocean from "@pulumi/digitalocean";
import { DropletSnapshot } from "pulumi-droplet-actions";

const droplet = new digitalocean.Droplet("web", {
  image: "ubuntu-24-04-x64",
  region: "nyc3",
  size: "s-1vcpu-1gb",
});

const today = new Date().toISOString().slice(0, 10);

const nightly = new DropletSnapshot("web-nightly", { dropletId: droplet.id, triggers: [today] });

export const snapshotId = nightly.snapshotId;
export const takenAt = nightly.createdAt;
export const sizeGigabytes = nightly.sizeGigabytes;
