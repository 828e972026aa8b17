import { weekdays, windowStarts } from "../backups";
import { findDroplet } from "../droplets";
import { paginate } from "../pages";
import { idParam, type Route } from "../router";
import { viewDropletPolicy } from "../views";

export const backupRoutes: Route[] = [
  {
    method: "GET",
    path: "/v2/droplets/backups/policies",
    scopes: ["droplet:read"],
    run: ({ world, url }) => {
      const { items, links, meta } = paginate(world.visibleDroplets, url);
      // Unlike all other lists, a map by id.
      const policies = Object.fromEntries(
        items.map((droplet) => [String(droplet.id), viewDropletPolicy(world, droplet)]),
      );
      return { status: 200, body: { policies, links, meta } };
    },
  },
  {
    method: "GET",
    path: "/v2/droplets/backups/supported_policies",
    scopes: ["droplet:read"],
    run: () => ({
      status: 200,
      body: {
        supported_policies: [supported("weekly", 28, weekdays), supported("daily", 7, [])],
      },
    }),
  },
  {
    method: "GET",
    path: "/v2/droplets/:id/backups/policy",
    scopes: ["droplet:read"],
    run: ({ world, params }) => {
      const droplet = findDroplet(world, idParam(params, "id"));
      return { status: 200, body: { policy: viewDropletPolicy(world, droplet) } };
    },
  },
];

const supported = (name: string, retentionPeriodDays: number, possibleDays: string[]) => ({
  name,
  possible_window_starts: windowStarts,
  window_length_hours: 4,
  retention_period_days: retentionPeriodDays,
  possible_days: possibleDays,
});
