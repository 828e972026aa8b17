import { findDroplet } from "../droplets";
import { idParam, type Route } from "../router";
import { listed } from "./droplets";

/** What a Droplet has to do with others: next to nothing here. */
export const relationRoutes: Route[] = [
  {
    method: "GET",
    path: "/v2/droplets/:id/firewalls",
    scopes: ["firewall:read"],
    run: ({ world, url, params }) => {
      findDroplet(world, idParam(params, "id"));
      return listed("firewalls", [], url);
    },
  },
  {
    method: "GET",
    path: "/v2/droplets/:id/neighbors",
    scopes: ["droplet:read"],
    run: ({ world, params }) => {
      findDroplet(world, idParam(params, "id"));
      return { status: 200, body: { droplets: [] } };
    },
  },
  {
    method: "GET",
    path: "/v2/reports/droplet_neighbors_ids",
    scopes: ["droplet:read"],
    run: () => ({ status: 200, body: { neighbor_ids: [] } }),
  },
  {
    method: "GET",
    path: "/v2/droplets/:id/destroy_with_associated_resources",
    scopes: ["droplet:read"],
    run: ({ world, params }) => {
      const { id } = findDroplet(world, idParam(params, "id"));
      const snapshots = world.imagesOf(id, "snapshot").map((image) => ({
        id: String(image.id),
        name: image.name,
        cost: (image.sizeGigabytes * 0.06).toFixed(2),
      }));
      return {
        status: 200,
        body: { reserved_ips: [], floating_ips: [], snapshots, volumes: [], volume_snapshots: [] },
      };
    },
  },
];
