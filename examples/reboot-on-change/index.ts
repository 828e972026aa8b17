/**
 * Reboot on change: the Droplet is rebooted whenever a setting changes that it reads at boot.
 *
 * `pulumi config set kernelParameters "quiet mitigations=off" && pulumi up` reboots it; any other `pulumi up` does not.
 */
import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { DropletReboot } from "pulumi-droplet-actions";

const droplet = new digitalocean.Droplet("web", {
  image: "ubuntu-24-04-x64",
  region: "nyc3",
  size: "s-1vcpu-1gb",
});

const reboot = new DropletReboot("web", {
  dropletId: droplet.id,
  triggers: [new pulumi.Config().get("kernelParameters") ?? "quiet"],
  // A Droplet that was just made has read its settings.
  runOnCreate: false,
});

export const reboots = reboot.performedActions;
