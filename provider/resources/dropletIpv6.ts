import { post, refuse } from "../plan/plan";
import { whileOff } from "../plan/power";
import { timeoutSecondsWithSnapshot, usualTimeout, whileOffInputs } from "./common";
import { defineResource } from "./define";
import { output } from "./fields";
import { byDroplet, notThere } from "./importing";

export const dropletIpv6 = defineResource({
  name: "DropletIpv6",
  summary: "Enables IPv6 on a Droplet.",
  details: `**IPv6 cannot be disabled again**, so removing the resource leaves it enabled. A Droplet that is on is shut down for it and turned on again afterwards. The operating system may have to be configured for the new address as well.

Next to \`digitalocean.Droplet\`, set \`ignoreChanges: ["ipv6"]\` on the Droplet, which would otherwise be replaced to get rid of IPv6.`,
  example: {},
  inputs: {
    ...whileOffInputs(),
    timeoutSeconds: timeoutSecondsWithSnapshot(),
  },
  outputs: {
    ipv6Address: output("string", "The Droplet's public IPv6 address."),
    ipv6Gateway: output("string", "The gateway of that address."),
    ipv6PrefixLength: output("integer", "Length of the network's prefix in bits."),
  },

  defaults: usualTimeout,
  plan: (inputs, { droplet }, operation) => {
    if (droplet.ipv6) return whileOff(inputs, droplet, operation, []);
    if (droplet.id && !droplet.regionFeatures.includes("ipv6")) {
      return refuse(
        "not-available-for-this-droplet",
        "dropletId",
        `is Droplet ${droplet.id} in ${droplet.region}, a region without IPv6`,
        "Remove this resource, or make the Droplet in another region",
      );
    }
    if (droplet.image?.type === "custom") {
      return refuse(
        "not-available-for-this-droplet",
        "dropletId",
        `is Droplet ${droplet.id}, made from the custom image ${JSON.stringify(droplet.image.name)}, and DigitalOcean has no IPv6 for those`,
        "Remove this resource, or make the Droplet from another image",
      );
    }
    return whileOff(inputs, droplet, operation, [post("enable_ipv6")]);
  },
  observe: ({ droplet }) =>
    droplet?.ipv6
      ? {
          ipv6Address: droplet.ipv6.address,
          ipv6Gateway: droplet.ipv6.gateway,
          ipv6PrefixLength: droplet.ipv6.prefixLength,
        }
      : null,
  imports: byDroplet((droplet) => {
    if (droplet.ipv6) return {};
    throw notThere(droplet, "IPv6 is not enabled on it", "Declare a DropletIpv6, which enables it");
  }),
});
