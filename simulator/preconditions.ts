import { familyOf, regionsOffering, sizeOfferedIn, sizes } from "./catalogue";
import type { ActionContext } from "./effects";
import { unprocessable } from "./errors";
import type { Image } from "./state";

/** What must hold before an action, where it takes more than a line. */

export const mustBeOff = "Droplet is currently on. Please power it off to run this event.";
export const mustBeOn = "Droplet is currently off. Please power it on to run this event.";

export function checkName(name: unknown): void {
  if (typeof name !== "string" || name === "") throw unprocessable("Name can't be blank");
  if (!/^[a-zA-Z0-9.-]+$/.test(name)) {
    throw unprocessable("Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)");
  }
}

export function checkResize({ droplet, body, switches }: ActionContext): void {
  const size = typeof body.size === "string" ? sizes.get(body.size) : undefined;
  if (!size) throw unprocessable("You specified an invalid size for Droplet resize.");
  if (!sizeOfferedIn(size.slug, droplet.region)) {
    throw unprocessable("This size is not available in the Droplet's region.");
  }
  // https://github.com/inlets/inlets-operator/issues/111
  if (size.isOld || switches.unavailableSizes.includes(size.slug)) {
    throw unprocessable("size is unavailable");
  }
  const current = sizes.get(droplet.size);
  if (current?.gpu && size.gpu && current.gpu.count !== size.gpu.count) {
    throw unprocessable("This size has another number of GPUs.");
  }
  if (size.disk < droplet.disk) {
    throw unprocessable("This size is not available because it has a smaller disk.");
  }
  const growsDisk = body.disk === true && size.disk > droplet.disk;
  if (size.slug === droplet.size && !growsDisk) {
    throw unprocessable("The droplet is already set to this size.");
  }
  if (droplet.status === "active" && switches.resizeWhileActive === "refuse") {
    throw unprocessable(mustBeOff);
  }
  if (switches.sizesWithoutCapacity.includes(size.slug)) {
    const others = regionsOffering(size.slug).filter((region) => region !== droplet.region);
    throw unprocessable(`${droplet.region} is unavailable.`, { available_regions: others });
  }
}

export function checkEnableIpv6({ world, droplet, switches }: ActionContext): void {
  if (droplet.ipv6 && switches.enableIpv6WhenEnabled === "refuse") {
    throw unprocessable("IPv6 has already been enabled on this Droplet.");
  }
  if (droplet.status === "active" && switches.enableIpv6WhileActive === "refuse") {
    throw unprocessable(mustBeOff);
  }
  checkIpv6OfImage(world.images.get(droplet.image));
}

/** https://github.com/pry0cc/axiom/issues/357 */
export function checkIpv6OfImage(image: Image | undefined): void {
  if (image?.type === "custom") throw unprocessable("image is not compatible with ipv6");
}

export function checkRebuild({ world, droplet, body, switches }: ActionContext): void {
  if (body.image === undefined || body.image === null || body.image === "") {
    throw unprocessable("Image can't be blank");
  }
  const image = world.findImage(body.image);
  if (!image) throw unprocessable("You specified an invalid image for Droplet rebuild.");
  if (image.type === "backup") {
    throw unprocessable("A backup must be converted to a snapshot before a rebuild.");
  }
  if (!image.public && !image.regions.includes(droplet.region)) {
    throw unprocessable("The image is not available in the Droplet's region.");
  }
  if (image.minDiskSize > droplet.disk) {
    throw unprocessable("The image is too large for the Droplet's disk.");
  }
  const current = world.images.get(droplet.image)?.distribution ?? "";
  const fits = {
    any: true,
    distribution: current === image.distribution,
    family: familyOf(current) === familyOf(image.distribution),
  };
  if (!fits[switches.rebuildWithin]) {
    throw unprocessable("The image is not of the Droplet's operating system family.");
  }
}

export function imageToRestore({ world, droplet, body, switches }: ActionContext): Image {
  const restorable = [
    ...world.imagesOf(droplet.id, "backup"),
    ...(switches.restoreSnapshots === "accept" ? world.imagesOf(droplet.id, "snapshot") : []),
  ];
  const found = restorable.find((image) => image.id === body.image);
  if (!found) throw unprocessable("The image is not a backup of this Droplet.");
  return found;
}
