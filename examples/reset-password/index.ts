/**
 * Reset password: a new root password, which DigitalOcean sends by e-mail, each time you ask for one.
 *
 * `pulumi config set passwordOf 2026-12 && pulumi up` resets it; the Droplet is restarted for it.
 */
import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { DropletPasswordReset } from "pulumi-droplet-actions";

const droplet = new digitalocean.Droplet("web", {
  image: "ubuntu-24-04-x64",
  region: "nyc3",
  size: "s-1vcpu-1gb",
});

const reset = new DropletPasswordReset("web", {
  dropletId: droplet.id,
  triggers: [new pulumi.Config().get("passwordOf") ?? ""],
  // A Droplet that was just made has a password that nobody lost.
  runOnCreate: false,
});

export const resets = reset.performedActions;
