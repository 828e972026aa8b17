import { badRequest, forbidden, notFound } from "../errors";
import { idParam, type Route } from "../router";
import type { Image, World } from "../state";
import { viewImage, viewSnapshot } from "../views";
import { listed } from "./droplets";

export const imageRoutes: Route[] = [
  {
    method: "GET",
    path: "/v2/images",
    scopes: ["image:read"],
    run: ({ world, url }) => {
      const onlyPrivate = url.searchParams.get("private") === "true";
      // No application images are offered.
      const wanted = url.searchParams.get("type") !== "application";
      const images = existing(world).filter((image) => wanted && !(onlyPrivate && image.public));
      return listed(
        "images",
        world.inOrder(images).map((image) => viewImage(image, world.switches)),
        url,
      );
    },
  },
  {
    method: "GET",
    path: "/v2/images/:key",
    scopes: ["image:read"],
    run: ({ world, params }) => {
      const image = world.findImage(params.key);
      if (!image) throw notFound();
      return { status: 200, body: { image: viewImage(image, world.switches) } };
    },
  },
  {
    method: "DELETE",
    path: "/v2/images/:id",
    scopes: ["image:delete"],
    run: ({ world, params }) => {
      const image = world.findImage(idParam(params, "id"));
      if (!image) throw notFound();
      if (image.public) throw forbidden();
      image.deleted = true;
      return { status: 204 };
    },
  },
  {
    method: "GET",
    path: "/v2/snapshots",
    scopes: ["snapshot:read", "block_storage_snapshot:read"],
    run: ({ world, url }) => {
      const wanted = url.searchParams.get("resource_type") !== "volume";
      const snapshots = existing(world).filter((image) => wanted && image.type === "snapshot");
      return listed("snapshots", world.inOrder(snapshots).map(viewSnapshot), url);
    },
  },
  {
    method: "GET",
    path: "/v2/snapshots/:id",
    scopes: ["snapshot:read", "block_storage_snapshot:read"],
    run: ({ world, params }) => ({
      status: 200,
      body: { snapshot: viewSnapshot(findSnapshot(world, params)) },
    }),
  },
  {
    method: "DELETE",
    path: "/v2/snapshots/:id",
    scopes: ["image:delete", "snapshot:delete"],
    run: ({ world, params }) => {
      findSnapshot(world, params).deleted = true;
      return { status: 204 };
    },
  },
];

const existing = (world: World): Image[] =>
  [...world.images.values()].filter((image) => !image.deleted);

function findSnapshot(world: World, params: Record<string, string>): Image {
  const image = world.findImage(idParam(params, "id"));
  if (!image) throw notFound();
  if (image.type !== "snapshot") throw badRequest("the resource is not a snapshot");
  return image;
}
