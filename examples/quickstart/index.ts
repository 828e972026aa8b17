/**
 * Quickstart: a Droplet, a larger plan for it, a snapshot, and a quiet night.
 *
 * The actions run in the order of `dependsOn`: one Droplet, one story.
 */
import * as digitalocean from "@pulumi/digitalocean";
import { DropletPowerState, DropletResize, DropletSnapshot } from "pulumi-droplet-actions";

const droplet = new digitalocean.Droplet(
  "web",
  { image: "ubuntu-24-04-x64", region: "nyc3", size: "s-1vcpu-1gb" },
  // DropletResize manages the size from here on.
  { ignoreChanges: ["size"] },
);

const resize = new DropletResize("web", { dropletId: droplet.id, size: "s-2vcpu-2gb" });

const snapshot = new DropletSnapshot(
  "web-after-resize",
  { dropletId: droplet.id },
  { dependsOn: [resize] },
);

const power = new DropletPowerState(
  "web",
  { dropletId: droplet.id, state: "off" },
  { dependsOn: [snapshot] },
);

export const memory = resize.memory;
export const snapshotId = snapshot.snapshotId;
export const status = power.status;
