/**
 * Smaller at night: a Droplet that is resized by a setting of the stack, which saves money every night.
 *
 * A scheduled job runs `pulumi config set asleep true && pulumi up --yes` in the evening, and `false` in the morning.
 * A Droplet that is off is billed as before; one with a smaller plan costs less by the hour. The disk stays as it is,
 * so that the way back is open. Each resize takes the Droplet down for some minutes.
 */
import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { DropletResize } from "pulumi-droplet-actions";

const asleep = new pulumi.Config().getBoolean("asleep") ?? false;

const droplet = new digitalocean.Droplet(
  "staging",
  { image: "ubuntu-24-04-x64", region: "nyc3", size: "s-1vcpu-1gb" },
  // DropletResize manages the size from here on.
  { ignoreChanges: ["size"] },
);

const resize = new DropletResize("staging", {
  dropletId: droplet.id,
  size: asleep ? "s-1vcpu-1gb" : "s-4vcpu-8gb",
});

export const memory = resize.memory;
