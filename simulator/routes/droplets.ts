import { isGpuSize, kernels, regions, sizeOfferedIn, sizes } from "../catalogue";
import { readBackupPolicy, dailyPolicy, setBackupPolicy } from "../backups";
import { addDroplet, enableIpv6, findDroplet } from "../droplets";
import { checkIpv6OfImage, checkName } from "../preconditions";
import { badRequest, busy, unprocessable } from "../errors";
import { startCreation, startDestruction } from "../events";
import { paginate } from "../pages";
import { idParam, requireScopes, type Context, type Reply, type Route } from "../router";
import type { Action, Droplet, World } from "../state";
import { viewDroplet, viewDropletImage, type Json } from "../views";

export const dropletRoutes: Route[] = [
  { method: "POST", path: "/v2/droplets", scopes: ["droplet:create"], run: createDroplets },
  { method: "GET", path: "/v2/droplets", scopes: ["droplet:read"], run: listDroplets },
  {
    method: "DELETE",
    path: "/v2/droplets",
    scopes: ["droplet:delete", "tag:read"],
    run: ({ world, url }) => {
      const tag = url.searchParams.get("tag_name");
      if (!tag) throw unprocessable("tag_name is required.");
      const tagged = world.visibleDroplets.filter(({ tags }) => tags.includes(tag));
      return deleteDroplets(world, tagged);
    },
  },
  {
    method: "GET",
    path: "/v2/droplets/:id",
    scopes: ["droplet:read"],
    run: ({ world, token, params }) => {
      const droplet = findDroplet(world, idParam(params, "id"));
      return { status: 200, body: { droplet: viewDroplet(world, droplet, token) } };
    },
  },
  {
    method: "DELETE",
    path: "/v2/droplets/:id",
    scopes: ["droplet:delete"],
    run: ({ world, params }) => deleteDroplets(world, [findDroplet(world, idParam(params, "id"))]),
  },
  {
    method: "GET",
    path: "/v2/droplets/:id/kernels",
    scopes: ["droplet:read"],
    run: ({ world, url, params }) => {
      const droplet = findDroplet(world, idParam(params, "id"));
      return listed("kernels", droplet.kernel === null ? [] : kernels, url);
    },
  },
  {
    method: "GET",
    path: "/v2/droplets/:id/snapshots",
    scopes: ["droplet:read"],
    run: ({ world, url, params }) => {
      const { id } = findDroplet(world, idParam(params, "id"));
      return listed(
        "snapshots",
        world.inOrder(world.imagesOf(id, "snapshot")).map(viewDropletImage),
        url,
      );
    },
  },
  {
    method: "GET",
    path: "/v2/droplets/:id/backups",
    scopes: ["droplet:read"],
    run: ({ world, url, params }) => {
      const { id } = findDroplet(world, idParam(params, "id"));
      return listed(
        "backups",
        world.inOrder(world.imagesOf(id, "backup")).map(viewDropletImage),
        url,
      );
    },
  },
];

/** A page of things that are on the wire as they are. */
export function listed(key: string, items: readonly unknown[], url: URL): Reply {
  const page = paginate(items, url);
  return { status: 200, body: { [key]: page.items, links: page.links, meta: page.meta } };
}

function listDroplets({ world, token, url }: Context): Reply {
  const { searchParams } = url;
  const tag = searchParams.get("tag_name");
  const name = searchParams.get("name")?.toLowerCase();
  const type = searchParams.get("type");
  if (tag !== null) requireScopes(token, ["tag:read"]);
  if (tag !== null && (name !== undefined || type !== null)) {
    throw badRequest("tag_name cannot be combined with name or type");
  }
  const droplets = world.visibleDroplets.filter(
    (droplet) =>
      (tag === null || droplet.tags.includes(tag)) &&
      (name === undefined || droplet.name.toLowerCase() === name) &&
      // GPU Droplets are listed only when asked for.
      isGpuSize(droplet.size) === (type === "gpus"),
  );
  const page = paginate(world.inOrder(droplets), url);
  return {
    status: 200,
    body: {
      droplets: page.items.map((droplet) => viewDroplet(world, droplet, token)),
      links: page.links,
      meta: page.meta,
    },
  };
}

function deleteDroplets(world: World, droplets: Droplet[]): Reply {
  const refused = droplets.some(
    ({ id }) => world.hasPendingEvent(id) && world.switchesOf(id).deleteWhilePending === "refuse",
  );
  if (refused) throw busy(world.switches);
  for (const droplet of droplets) startDestruction(world, droplet);
  return { status: 204 };
}

/** Fields that it does not know are let pass, as some clients send their own options along. */
function createDroplets({ world, token, url, body }: Context): Reply {
  const names: unknown[] = Array.isArray(body.names) ? body.names : [body.name];
  names.forEach(checkName);
  checkPlacement(world, body);

  const created = names.map((name) => createDroplet(world, String(name), body));
  const droplets = created.map(({ droplet }) => viewDroplet(world, droplet, token));
  const links = {
    actions: created.map(({ action: { id } }) => ({
      id,
      rel: "create",
      href: `${url.origin}/v2/actions/${id}`,
    })),
  };
  return {
    status: 202,
    body: Array.isArray(body.names) ? { droplets, links } : { droplet: droplets[0], links },
    actions: created.map(({ action }) => action),
  };
}

function checkPlacement(world: World, { size, region, image, ipv6 }: Json): void {
  if (typeof size !== "string" || !sizes.has(size)) {
    throw unprocessable("You specified an invalid size for Droplet creation.");
  }
  const found = world.findImage(image);
  if (!found) throw unprocessable("You specified an invalid image for Droplet creation.");
  if (ipv6 === true) checkIpv6OfImage(found);
  if (region === undefined || region === null || region === "") return;
  if (typeof region !== "string" || !regions.has(region)) {
    throw unprocessable("You specified an invalid region for Droplet creation.");
  }
  if (!sizeOfferedIn(size, region)) {
    throw unprocessable("Size is not available in this region.");
  }
  if (world.switches.unavailableRegions.includes(region)) {
    throw unprocessable(`${region} is unavailable.`);
  }
}

function createDroplet(
  world: World,
  name: string,
  body: Json,
): { droplet: Droplet; action: Action } {
  const policy =
    body.backup_policy === undefined || body.backup_policy === null
      ? dailyPolicy
      : readBackupPolicy(body.backup_policy);
  const size = String(body.size);
  const { dropletVisibleAfterSeconds, unavailableRegions } = world.switches;
  const anyRegion =
    [...regions.keys()].find(
      (slug) => sizeOfferedIn(size, slug) && !unavailableRegions.includes(slug),
    ) ?? "nyc3";
  const droplet = addDroplet(world, {
    name,
    status: "new",
    size,
    region: typeof body.region === "string" && body.region !== "" ? body.region : anyRegion,
    image: body.image as number | string,
    features: [
      ...(body.monitoring === true ? ["monitoring"] : []),
      ...(body.with_droplet_agent === false ? [] : ["droplet_agent"]),
      "private_networking",
    ],
    tags: stringsIn(body.tags),
    volumeIds: stringsIn(body.volumes),
  });
  droplet.visibleAt += world.milliseconds(dropletVisibleAfterSeconds);
  if (body.backups === true) setBackupPolicy(droplet, policy);
  if (body.ipv6 === true) enableIpv6(droplet);
  if (typeof body.vpc_uuid === "string" && body.vpc_uuid !== "") droplet.vpcUuid = body.vpc_uuid;
  return { droplet, action: startCreation(world, droplet) };
}

const stringsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
