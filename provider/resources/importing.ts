import type { Droplet } from "../api/wire";
import { RefusedError } from "../errors";
import { type Importing, lookAtDroplet, type Outputs } from "./define";

/** Imports a resource by the id of its Droplet. */
export const byDroplet = (
  inputsOf: (droplet: Droplet, api: Parameters<Importing["find"]>[0]) => Outputs | Promise<Outputs>,
): Importing => ({
  id: "the id of a Droplet",
  list: "doctl compute droplet list",
  find: async (api, id) => {
    const droplet = await lookAtDroplet(api, id);
    return droplet && { inputs: { dropletId: droplet.id, ...(await inputsOf(droplet, api)) } };
  },
});

/** The Droplet is there, and what the resource would stand for is not. */
export const notThere = (droplet: Droplet, reason: string, next: string): RefusedError =>
  new RefusedError("cannot-import", { action: "import", dropletId: droplet.id }, reason, next);
