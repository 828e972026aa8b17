/**
 * Rebuild in place: another image on the same Droplet, which keeps its id, its name and its addresses.
 *
 * Everything on the disk is lost, so a snapshot is taken first. For a fresh rebuild with the same image,
 * `pulumi config set rebuild <anything new>`.
 */
import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { DropletRebuild, DropletSnapshot } from "pulumi-droplet-actions";

const droplet = new digitalocean.Droplet(
  "web",
  { image: "ubuntu-24-04-x64", region: "nyc3", size: "s-1vcpu-1gb" },
  // DropletRebuild decides what runs on it from here on.
  { ignoreChanges: ["image"] },
);

const image = "debian-12-x64";
const triggers = [new pulumi.Config().get("rebuild") ?? ""];

const before = new DropletSnapshot("web-before-rebuild", {
  dropletId: droplet.id,
  triggers: [image, ...triggers],
});

const rebuild = new DropletRebuild(
  "web",
  { dropletId: droplet.id, image, allowDataLoss: true, triggers },
  { dependsOn: [before] },
);

export const currentImage = rebuild.currentImage;
export const snapshotId = before.snapshotId;
