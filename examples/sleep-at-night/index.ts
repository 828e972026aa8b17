/**
 * Sleep at night: a Droplet that is turned off and on by a setting of the stack.
 *
 * A scheduled job runs `pulumi config set asleep true && pulumi up --yes` in the evening, and `false` in the morning.
 * DigitalOcean bills a Droplet that is off as before; what saves money is examples/smaller-at-night.
 */
import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { DropletPowerState } from "pulumi-droplet-actions";

const asleep = new pulumi.Config().getBoolean("asleep") ?? false;

const droplet = new digitalocean.Droplet("staging", {
  image: "ubuntu-24-04-x64",
  region: "nyc3",
  size: "s-1vcpu-1gb",
});

const power = new DropletPowerState("staging", {
  dropletId: droplet.id,
  state: asleep ? "off" : "active",
  // Before the Droplet is destroyed, its operating system shuts down cleanly.
  stateOnDelete: "off",
});

export const status = power.status;
