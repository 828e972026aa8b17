import { sizeOfferedIn, sizes } from "./catalogue";
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
  const current = world.images.get(droplet.image);
  if (
    switches.rebuildAcrossDistributions === "refuse" &&
    current?.distribution !== image.distribution
  ) {
    throw unprocessable("The image is not of the Droplet's operating system.");
  }
}

export function backupToRestore({ world, droplet, body }: ActionContext): Image {
  const backup = world.imagesOf(droplet.id, "backup").find((image) => image.id === body.image);
  if (!backup) throw unprocessable("The image is not a backup of this Droplet.");
  return backup;
}
