import { findDroplet, setTags } from "../droplets";
import { notFound, unprocessable } from "../errors";
import type { Context, Route } from "../router";
import type { Droplet, World } from "../state";
import type { Json } from "../views";
import { listed } from "./droplets";

export const tagRoutes: Route[] = [
  {
    method: "POST",
    path: "/v2/tags",
    scopes: ["tag:create"],
    run: ({ world, body: { name } }) => {
      if (typeof name !== "string" || !/^[\w:-]{1,255}$/.test(name)) {
        throw unprocessable("Tag name is invalid.");
      }
      world.tags.add(name);
      return { status: 201, body: { tag: viewTag(world, name) } };
    },
  },
  {
    method: "GET",
    path: "/v2/tags",
    scopes: ["tag:read"],
    run: ({ world, url }) =>
      listed(
        "tags",
        [...world.tags].map((name) => viewTag(world, name)),
        url,
      ),
  },
  {
    method: "GET",
    path: "/v2/tags/:name",
    scopes: ["tag:read"],
    run: (context) => ({ status: 200, body: { tag: viewTag(context.world, findTag(context)) } }),
  },
  {
    method: "DELETE",
    path: "/v2/tags/:name",
    scopes: ["tag:delete"],
    run: (context) => {
      const name = findTag(context);
      for (const droplet of tagged(context.world, name)) untag(droplet, name);
      context.world.tags.delete(name);
      return { status: 204 };
    },
  },
  {
    method: "POST",
    path: "/v2/tags/:name/resources",
    scopes: ["tag:create"],
    run: (context) => {
      const name = findTag(context);
      for (const droplet of namedDroplets(context)) {
        setTags(context.world, droplet, [...droplet.tags, name]);
      }
      return { status: 204 };
    },
  },
  {
    method: "DELETE",
    path: "/v2/tags/:name/resources",
    scopes: ["tag:delete"],
    run: (context) => {
      const name = findTag(context);
      for (const droplet of namedDroplets(context)) untag(droplet, name);
      return { status: 204 };
    },
  },
];

function findTag({ world, params }: Context): string {
  const name = params.name ?? "";
  if (!world.tags.has(name)) throw notFound();
  return name;
}

function tagged(world: World, name: string): Droplet[] {
  return [...world.droplets.values()].filter(({ tags }) => tags.includes(name));
}

function untag(droplet: Droplet, name: string): void {
  droplet.tags = droplet.tags.filter((tag) => tag !== name);
}

/** The Droplets among `resources`; nothing else can be tagged here. */
function namedDroplets({ world, body }: Context): Droplet[] {
  const resources: unknown[] = Array.isArray(body.resources) ? body.resources : [];
  return resources.map((resource) => {
    const { resource_id: id } = (resource ?? {}) as Json;
    return findDroplet(world, Number(id));
  });
}

function viewTag(world: World, name: string): Json {
  const droplets = tagged(world, name);
  const last = droplets.at(-1);
  const uri = last
    ? { last_tagged_uri: `https://api.digitalocean.com/v2/droplets/${last.id}` }
    : {};
  return {
    name,
    resources: { count: droplets.length, ...uri, droplets: { count: droplets.length, ...uri } },
  };
}
