import { World } from "./world";

/** Two Droplets of the tag "web", and one of another tag. */
export const startTagged = (options: Parameters<typeof World.start>[0] = {}): Promise<World> =>
  World.start({
    droplets: [
      { id: 42, tags: ["web"], usedGigabytes: 0.1 },
      { id: 43, tags: ["web"], usedGigabytes: 0.1 },
      { id: 44, tags: ["db"] },
    ],
    ...options,
  });

/** Action POSTs that were accepted, as "Droplet or tag: type". */
export const targetedPosts = ({ simulator }: World): string[] =>
  simulator
    .posts()
    .accepted.map(
      ({ path, query, actionType }) =>
        `${query["tag_name"] ?? path.replace(/\D+/g, "").slice(1)}: ${actionType}`,
    );

export const lastActionOn = ({ simulator }: World, dropletId: number): number | undefined =>
  simulator.actions.filter((action) => action.dropletId === dropletId).at(-1)?.id;
