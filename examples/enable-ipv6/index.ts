/**
 * Enable IPv6: an address for a Droplet that was made without one.
 *
 * DigitalOcean wants the Droplet off for it: it is shut down and turned on again. IPv6 cannot be disabled any more.
 */
import * as digitalocean from "@pulumi/digitalocean";
import { DropletIpv6 } from "pulumi-droplet-actions";

const droplet = new digitalocean.Droplet(
  "web",
  { image: "ubuntu-24-04-x64", region: "nyc3", size: "s-1vcpu-1gb" },
  // Without it, the Droplet would be replaced to get rid of IPv6.
  { ignoreChanges: ["ipv6"] },
);

const ipv6 = new DropletIpv6("web", { dropletId: droplet.id });

export const address = ipv6.ipv6Address;
export const gateway = ipv6.ipv6Gateway;
export const prefixLength = ipv6.ipv6PrefixLength;
