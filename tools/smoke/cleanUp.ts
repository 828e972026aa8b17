import type { Api } from "./api";
import { deleteDroplet, deleteOther, findLeftovers } from "./leftovers";

/** What is known of the request that made the Droplets. */
export interface Creation {
  readonly run: string;
  /** When it was sent, in milliseconds since the epoch; undefined: nothing was made. */
  sentAt: number | undefined;
  /** The ids in its answer, if there was one. */
  ids: readonly string[];
}

/** A new Droplet may be in no list for some seconds; after so many it is in all. */
const hiddenSeconds = 60;

/** Deletes all that a run made, and looks until nothing is left. */
export async function cleanUp(
  api: Api,
  { run, sentAt, ids }: Creation,
  deletedSnapshots: number,
): Promise<void> {
  if (sentAt === undefined) return;
  const gone = new Set<string>();
  await api.until(`cleaning up after ${run}`, 3 * 3600, async () => {
    const found = await findLeftovers(api, (one) => one === run);
    const droplets = found.filter(({ kind }) => kind === "Droplet").map(({ id }) => id);
    const left = new Set([...droplets, ...ids].filter((id) => !gone.has(id)));
    const mayBeHidden = Date.now() - sentAt < hiddenSeconds * 1000;
    for (const id of left) {
      const wasThere = await deleteDroplet(api, id, deletedSnapshots);
      if (wasThere || !mayBeHidden) gone.add(id);
    }
    // Snapshots that were under way are listed now; the tag is needed to find Droplets, so it goes last.
    for (const one of found.filter(({ kind }) => kind === "snapshot")) await deleteOther(api, one);
    if (left.size > 0 || found.some(({ kind }) => kind === "snapshot")) return undefined;
    if (mayBeHidden && ids.length === 0) return undefined;
    for (const one of found) await deleteOther(api, one);
    return true;
  });
}
