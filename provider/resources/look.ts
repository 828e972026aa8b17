import type { DigitalOcean } from "../api/digitalocean";
import type { Droplet } from "../api/wire";
import { isNotFound } from "../errors";

/** The Droplet; null when DigitalOcean does not know it (any more), or when we do not know yet which it will be. */
export async function lookAtDroplet(
  api: DigitalOcean,
  dropletId: string | undefined,
): Promise<Droplet | null> {
  if (dropletId === undefined) return null;
  try {
    return await api.droplet(dropletId);
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}
