/**
 * What the plugin's provider can be told, for schema.json and the provider class; `configuration.ts` reads it. The
 * schema names no environment variables as defaults: a program's SDK would read them and hand the token to the engine,
 * which keeps it. The plugin reads its environment itself, so that a token from there is kept nowhere.
 */
export const settings = {
  token: {
    type: "string",
    secret: true,
    description:
      "Token for DigitalOcean's API. Without it, the plugin reads `DIGITALOCEAN_TOKEN`, then `DIGITALOCEAN_ACCESS_TOKEN` from its environment, and such a token is kept nowhere.",
  },
  apiUrl: {
    type: "string",
    secret: false,
    description:
      "Address of DigitalOcean's API, without `/v2`. Without it, the plugin reads `DIGITALOCEAN_API_URL` from its environment, and else takes https://api.digitalocean.com. Plain http is accepted for loopback addresses only.",
  },
  requestsPerSecond: {
    type: "number",
    secret: false,
    description:
      "Requests that are sent to DigitalOcean per second at most; 0 means no limit of our own. Without it, the plugin reads `DIGITALOCEAN_REQUESTS_PER_SECOND` from its environment, and else goes by the rate headers of DigitalOcean's answers.",
  },
  allowDowntime: {
    type: "boolean",
    secret: false,
    description:
      "Whether a plan may take a Droplet down or destroy its data. `false` refuses such plans in preview and in `up`, naming their steps, before anything is sent; power that an interrupted run turned off is restored all the same. Without it, the plugin reads `DROPLET_ACTIONS_ALLOW_DOWNTIME` from its environment, and else takes true.",
  },
} as const;
