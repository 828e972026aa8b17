import { SpecError } from "./droplets";
import type { Image, World } from "./state";

/** An image that the account's owner uploaded. Whatever is not given is made up. */
export interface CustomImageSpec {
  id?: number;
  name?: string;
  distribution?: string;
  regions?: string[];
  /** GiB */
  minDiskSize?: number;
  sizeGigabytes?: number;
}

export function addCustomImage(world: World, spec: CustomImageSpec = {}): Image {
  const id = spec.id ?? world.newId("image");
  if (world.images.has(id)) throw new SpecError(`image ${id} exists already`);
  world.reserveId("image", id);
  const image: Image = {
    id,
    type: "custom",
    name: `custom-${id}`,
    distribution: "Unknown",
    slug: null,
    public: false,
    regions: ["nyc3"],
    createdAt: world.now(),
    minDiskSize: 10,
    sizeGigabytes: 1.5,
    dropletId: null,
    deleted: false,
    ...spec,
  };
  world.images.set(id, image);
  return image;
}
