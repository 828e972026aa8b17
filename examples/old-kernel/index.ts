/**
 * Old kernel: another kernel for a Droplet made before March 2017, and the power cycle that puts it to use.
 *
 * Such a Droplet exists already, so its id comes from the configuration: `pulumi config set dropletId 3164444` and
 * `pulumi config set kernelId 991`, one of those that `doctl compute droplet kernels 3164444` shows.
 */
import * as pulumi from "@pulumi/pulumi";
import { DropletKernel, DropletReboot } from "pulumi-droplet-actions";

const config = new pulumi.Config();
const dropletId = config.require("dropletId");

const kernel = new DropletKernel("old", { dropletId, kernel: config.requireNumber("kernelId") });

new DropletReboot(
  "old",
  { dropletId, hard: true, triggers: [kernel.kernel] },
  { dependsOn: [kernel] },
);

export const kernelName = kernel.kernelName;
