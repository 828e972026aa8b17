/**
 * Behind a load balancer: a Droplet gets no visitors while it is rebooted, and gets them again when it is back.
 *
 * Pulumi's hooks run in this program, just before and after the engine calls the provider, and never in a preview. When
 * the reboot fails, the second hook is not run: the Droplet stays out, and the next `pulumi up` puts it back once the
 * reboot is done. Both hooks may run twice, which changes nothing.
 */
import * as pulumi from "@pulumi/pulumi";
import { DropletReboot } from "pulumi-droplet-actions";

const config = new pulumi.Config();
const dropletId = config.require("dropletId");
const loadBalancerId = config.require("loadBalancerId");

/** https://docs.digitalocean.com/reference/api/digitalocean/#tag/Load-Balancers */
async function changeLoadBalancer(method: "POST" | "DELETE"): Promise<void> {
  const api = process.env["DIGITALOCEAN_API_URL"] ?? "https://api.digitalocean.com";
  const response = await fetch(`${api}/v2/load_balancers/${loadBalancerId}/droplets`, {
    method,
    headers: {
      Authorization: `Bearer ${process.env["DIGITALOCEAN_TOKEN"] ?? ""}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify({ droplet_ids: [Number(dropletId)] }),
  });
  if (!response.ok) throw new Error(`The load balancer answered HTTP ${response.status}.`);
}

const takeOut = new pulumi.ResourceHook("take-out", () => changeLoadBalancer("DELETE"));
const putBack = new pulumi.ResourceHook("put-back", () => changeLoadBalancer("POST"));

const reboot = new DropletReboot(
  "web",
  { dropletId, triggers: [config.get("release") ?? "1"] },
  {
    hooks: {
      beforeCreate: [takeOut],
      afterCreate: [putBack],
      beforeUpdate: [takeOut],
      afterUpdate: [putBack],
    },
  },
);

export const reboots = reboot.performedActions;
