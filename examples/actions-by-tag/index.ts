/**
 * Actions by tag: a snapshot of every Droplet that has a tag, with one request.
 *
 * `pulumi config set release 2 && pulumi up` takes the next ones. They stay when this resource is removed.
 */
import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { DropletTagAction } from "pulumi-droplet-actions";

const release = new pulumi.Config().get("release") ?? "1";
const tag = "shop";

const droplets = ["shop-1", "shop-2"].map(
  (name) =>
    new digitalocean.Droplet(name, {
      image: "ubuntu-24-04-x64",
      region: "nyc3",
      size: "s-1vcpu-1gb",
      tags: [tag],
    }),
);

const snapshots = new DropletTagAction(
  "shop-before-release",
  { tag, type: "snapshot", name: `before-release-${release}`, triggers: [release] },
  // The Droplets get the tag when they are made.
  { dependsOn: droplets },
);

export const results = snapshots.results;
