import type { DigitalOcean } from "../api/digitalocean";
import type { Post } from "./post";
import { identifySnapshot } from "./snapshot";

/** What is to be known of a type of action beyond its parameters. One record a type. */
export interface ActionDefinition {
  /** Token scopes, as https://docs.digitalocean.com/reference/api/digitalocean/#operation/dropletActions_post lists them. */
  readonly scopes: readonly string[];
  /** How long it usually takes, in seconds; shown while waiting. */
  readonly typicalSeconds: number;
  /** What is read before the POST and kept with it, so that `shows` can tell new from old. */
  readonly before?: (api: DigitalOcean, dropletId: string) => Promise<Post["before"]>;
  /** Whether the effect is visible on the Droplet: `completed` often comes earlier. */
  readonly shows: (api: DigitalOcean, dropletId: string, post: Post) => Promise<boolean>;
  /** Answers (lower case) that mean: it is so already. */
  readonly alreadySo?: RegExp;
}

const update = "droplet:update";

const statusIs =
  (status: string): ActionDefinition["shows"] =>
  async (api, dropletId) =>
    (await api.droplet(dropletId)).status === status;

const known = {
  power_on: {
    scopes: [update],
    typicalSeconds: 10,
    shows: statusIs("active"),
    alreadySo: /already (powered )?on/,
  },
  power_off: {
    scopes: [update],
    typicalSeconds: 10,
    shows: statusIs("off"),
    alreadySo: /already (powered )?off/,
  },
  // Best effort by design: the action completes although the Droplet may stay on.
  shutdown: { scopes: [update], typicalSeconds: 20, shows: statusIs("off") },
  resize: {
    scopes: [update, "droplet:create"],
    typicalSeconds: 180,
    shows: async (api, dropletId, { body }) => {
      const droplet = await api.droplet(dropletId);
      return droplet.size === body["size"] && (!body["disk"] || droplet.disk >= droplet.sizeDisk);
    },
  },
  snapshot: {
    scopes: [update, "image:create"],
    typicalSeconds: 300,
    before: async (api, dropletId) => ({
      snapshotIds: (await api.snapshots(dropletId)).map(({ id }) => id),
    }),
    shows: async (api, dropletId, post) =>
      (await identifySnapshot(api, dropletId, post)) !== undefined,
  },
} satisfies Record<string, ActionDefinition>;

export type ActionType = keyof typeof known;

export const actions: Readonly<Record<ActionType, ActionDefinition>> = known;
