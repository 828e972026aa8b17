import { regions, sizes } from "../catalogue";
import type { Route } from "../router";
import { viewRegion, viewSize } from "../views";
import { listed } from "./droplets";

export const accountRoutes: Route[] = [
  {
    method: "GET",
    path: "/v2/account",
    scopes: ["account:read"],
    run: () => ({
      status: 200,
      body: {
        account: {
          droplet_limit: 10_000,
          floating_ip_limit: 5,
          reserved_ip_limit: 5,
          volume_limit: 10,
          email: "simulator@example.com",
          name: "Simulator",
          uuid: "b6fr89dbf6d9156cace5f3c78dc9851d957381ef",
          email_verified: true,
          status: "active",
          status_message: "",
          team: { uuid: "5df3e3004a17e242b7c20ca6c9fc25b701a47ece", name: "Simulator" },
        },
      },
    }),
  },
  {
    method: "GET",
    path: "/v2/sizes",
    scopes: ["sizes:read", "regions:read"],
    run: ({ world, url }) =>
      listed(
        "sizes",
        [...sizes.keys()].map((slug) => viewSize(slug, world.switches)),
        url,
      ),
  },
  {
    method: "GET",
    path: "/v2/regions",
    scopes: ["regions:read"],
    run: ({ world, url, token }) =>
      listed(
        "regions",
        [...regions.keys()].map((slug) => viewRegion(slug, token, world.switches)),
        url,
      ),
  },
  // Clients look at these before they work on Droplets.
  nothingAt("/v2/account/keys", "ssh_keys", "ssh_key:read"),
  nothingAt("/v2/firewalls", "firewalls", "firewall:read"),
  nothingAt("/v2/volumes", "volumes", "block_storage:read"),
  nothingAt("/v2/vpcs", "vpcs", "vpc:read"),
];

function nothingAt(path: string, key: string, scope: string): Route {
  return { method: "GET", path, scopes: [scope], run: ({ url }) => listed(key, [], url) };
}
