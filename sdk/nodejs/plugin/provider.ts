// GENERATED from provider/resources by `npm run generate`; change it there.

import type * as pulumi from "@pulumi/pulumi";
import { PluginProvider } from "./resource";

/**
 * Where and as whom resources act; without one, they act as the stack's configuration (`droplet-actions:token`) or
 * the environment says.
 *
 * ```typescript
 * const other = new Provider("other", { token: config.requireSecret("otherToken") });
 * new DropletPowerState("web", { dropletId: 3164444, state: "off" }, { provider: other });
 * ```
 */
export class Provider extends PluginProvider {
  constructor(name: string, args?: ProviderArgs, options?: pulumi.ResourceOptions) {
    super(name, { ...args }, options);
  }
}

/** Arguments of {@link Provider}. */
export interface ProviderArgs {
  /** Token for DigitalOcean's API. Without it, the plugin reads `DIGITALOCEAN_TOKEN`, then `DIGITALOCEAN_ACCESS_TOKEN` from its environment, and such a token is kept nowhere. */
  token?: pulumi.Input<string> | undefined;
  /** Address of DigitalOcean's API, without `/v2`. Without it, the plugin reads `DIGITALOCEAN_API_URL` from its environment, and else takes https://api.digitalocean.com. Plain http is accepted for loopback addresses only. */
  apiUrl?: pulumi.Input<string> | undefined;
  /** Requests that are sent to DigitalOcean per second at most; 0 means no limit of our own. Without it, the plugin reads `DIGITALOCEAN_REQUESTS_PER_SECOND` from its environment, and else goes by the rate headers of DigitalOcean's answers. */
  requestsPerSecond?: pulumi.Input<number> | undefined;
  /** Whether a plan may take a Droplet down or destroy its data. `false` refuses such plans in preview and in `up`, naming their steps, before anything is sent; power that an interrupted run turned off is restored all the same. Without it, the plugin reads `DROPLET_ACTIONS_ALLOW_DOWNTIME` from its environment, and else takes true. */
  allowDowntime?: pulumi.Input<boolean> | undefined;
}
