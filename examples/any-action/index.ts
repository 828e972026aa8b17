/**
 * Any action: a type of action by DigitalOcean's own name, with its parameters as they are.
 *
 * For what has no resource of its own: here a snapshot that is kept when the resource is removed. Types that
 * DigitalOcean adds in the future run the same way, with `allowDataLoss: true` since nobody here knows what they do.
 */
import * as digitalocean from "@pulumi/digitalocean";
import { DropletAction } from "pulumi-droplet-actions";

const droplet = new digitalocean.Droplet("web", {
  image: "ubuntu-24-04-x64",
  region: "nyc3",
  size: "s-1vcpu-1gb",
});

const archive = new DropletAction("web-archive", {
  dropletId: droplet.id,
  type: "snapshot",
  parameters: { name: "web-archive-2026" },
});

export const actionId = archive.actionId;
