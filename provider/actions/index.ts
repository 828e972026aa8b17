import type { DigitalOcean } from "../api/digitalocean";
import type { Action, Droplet } from "../api/wire";
import type { Post } from "../operation/fold";
import type { Before } from "../operation/operation";
import { policyShows } from "./backupPolicy";
import { identifySnapshot, isOtherSnapshot } from "./snapshot";

/** What is to be known of a type of action beyond the request. One record a type. */
export interface ActionDefinition {
  /** Token scopes beside droplet:update, as https://docs.digitalocean.com/reference/api/digitalocean/#operation/dropletActions_post lists them. */
  readonly moreScopes?: readonly string[];
  /** How long it usually takes, in seconds; shown while waiting. */
  readonly typicalSeconds: number;
  /** What is lost or stays for ever, as part of a sentence; absent if it can be undone. */
  readonly permanent?: string;
  /** It destroys what is on the Droplet's disk, so it asks for `allowDataLoss`. */
  readonly destroysData?: true;
  /** DigitalOcean also runs it for all Droplets of a tag. */
  readonly byTag?: true;
  /** Running it a second time does harm or costs money: where that is not known, it is not sent. */
  readonly onceOnly?: true;
  /** The Droplet does not serve while it runs. */
  readonly down?: true;
  /** The Droplet is off afterwards. */
  readonly turnsOff?: true;
  /** The Droplet is on afterwards, also one that was off. */
  readonly turnsOn?: true;
  /** It makes sense for a Droplet that is on only. */
  readonly needsPower?: true;
  /** DigitalOcean rejects it while the Droplet is on. */
  readonly needsOff?: true;
  /** What is read before the POST and kept with it, so that `shows` can tell new from old. */
  readonly before?: (api: DigitalOcean, dropletId: string) => Promise<Before>;
  /** Whether the effect is visible on the Droplet: `completed` often comes earlier. */
  readonly shows: (api: DigitalOcean, dropletId: string, post: Post) => Promise<boolean>;
  /** What `shows` sees is there only if the action ran; without it, a lost answer cannot be made up for by looking. */
  readonly leavesTrace?: true;
  /** Whether what an action of the type has made shows that no POST of this body can have started it. */
  readonly isForeign?: (
    api: DigitalOcean,
    dropletId: string,
    body: Post["body"],
    action: Action,
  ) => Promise<boolean>;
  /** Answers (lower case) that mean: it is so already. */
  readonly alreadySo?: RegExp;
}

const droplet =
  (holds: (droplet: Droplet, post: Post) => boolean): ActionDefinition["shows"] =>
  async (api, dropletId, post) =>
    holds(await api.droplet(dropletId), post);

/** Ids in the parameters of a DropletAction are the user's, who may have them as text. */
const same = (id: number | undefined, wanted: unknown) => String(id) === String(wanted);

const statusIs = (status: string) => droplet((seen) => seen.status === status);

const statusBefore: ActionDefinition["before"] = async (api, dropletId) => ({
  status: (await api.droplet(dropletId)).status,
});

/** For actions that switch the Droplet off and on, or may leave it off if it was. */
const isPoweredAsBefore = (status: string, before: Post["before"]) =>
  status === "active" || status === before?.status;

const poweredAsBefore = droplet(({ status }, { before }) => isPoweredAsBefore(status, before));

const known = {
  enable_backups: {
    typicalSeconds: 5,
    byTag: true,
    shows: policyShows(true),
    leavesTrace: true,
  },
  disable_backups: {
    typicalSeconds: 5,
    byTag: true,
    shows: policyShows(false),
    leavesTrace: true,
    alreadySo: /already been disabled/,
  },
  change_backup_policy: {
    typicalSeconds: 5,
    shows: policyShows(true),
    leavesTrace: true,
  },
  reboot: {
    typicalSeconds: 10,
    onceOnly: true,
    down: true,
    needsPower: true,
    shows: statusIs("active"),
  },
  power_cycle: {
    typicalSeconds: 10,
    onceOnly: true,
    down: true,
    byTag: true,
    needsPower: true,
    shows: statusIs("active"),
  },
  // Best effort by design: the action completes although the Droplet may stay on.
  shutdown: {
    typicalSeconds: 20,
    byTag: true,
    turnsOff: true,
    shows: statusIs("off"),
    leavesTrace: true,
  },
  power_off: {
    typicalSeconds: 10,
    byTag: true,
    turnsOff: true,
    shows: statusIs("off"),
    leavesTrace: true,
    alreadySo: /already (powered )?off/,
  },
  power_on: {
    typicalSeconds: 10,
    byTag: true,
    turnsOn: true,
    shows: statusIs("active"),
    leavesTrace: true,
    alreadySo: /already (powered )?on/,
  },
  restore: {
    moreScopes: ["droplet:admin"],
    typicalSeconds: 300,
    onceOnly: true,
    permanent: "everything written to the disk since that image was taken is lost",
    destroysData: true,
    down: true,
    before: statusBefore,
    shows: poweredAsBefore,
  },
  password_reset: {
    moreScopes: ["droplet:admin"],
    typicalSeconds: 30,
    onceOnly: true,
    permanent: "the old root password is gone; the new one goes by e-mail to the account's owner",
    down: true,
    before: statusBefore,
    shows: poweredAsBefore,
  },
  resize: {
    moreScopes: ["droplet:create"],
    typicalSeconds: 180,
    down: true,
    shows: droplet(
      ({ size, disk, sizeDisk }, { body }) =>
        size === body["size"] && (!body["disk"] || disk >= sizeDisk),
    ),
    leavesTrace: true,
  },
  rebuild: {
    moreScopes: ["droplet:admin"],
    typicalSeconds: 120,
    onceOnly: true,
    permanent: "everything on the disk is lost",
    destroysData: true,
    down: true,
    turnsOn: true,
    before: statusBefore,
    shows: droplet(
      ({ status, image }, { before, body }) =>
        isPoweredAsBefore(status, before) &&
        // Without the scope image:read the Droplet comes without its image.
        (image === null || image.slug === body["image"] || same(image.id, body["image"])),
    ),
  },
  rename: {
    typicalSeconds: 5,
    shows: droplet(({ name }, { body }) => name === body["name"]),
    leavesTrace: true,
  },
  change_kernel: {
    typicalSeconds: 10,
    shows: droplet(({ kernel }, { body }) => same(kernel?.id, body["kernel"])),
    leavesTrace: true,
  },
  enable_ipv6: {
    typicalSeconds: 15,
    permanent: "IPv6 cannot be disabled again",
    byTag: true,
    needsOff: true,
    shows: droplet(({ ipv6 }) => ipv6 !== null),
    leavesTrace: true,
  },
  snapshot: {
    moreScopes: ["image:create"],
    typicalSeconds: 300,
    onceOnly: true,
    byTag: true,
    before: async (api, dropletId) => ({
      snapshotIds: (await api.snapshots(dropletId)).map(({ id }) => id),
    }),
    shows: async (api, dropletId, post) =>
      (await identifySnapshot(api, dropletId, post)) !== undefined,
    leavesTrace: true,
    isForeign: isOtherSnapshot,
  },
} satisfies Record<string, ActionDefinition>;

export type ActionType = keyof typeof known;

export const actions: Readonly<Record<ActionType, ActionDefinition>> = known;

/** A type that DigitalOcean may add one day: nothing is known of it, so the most careful is assumed. */
const unknownAction: ActionDefinition = {
  typicalSeconds: 60,
  permanent: "this release does not know this type of action, nor what it destroys",
  destroysData: true,
  down: true,
  shows: () => Promise.resolve(true),
};

export const isKnown = (type: string): type is ActionType => Object.hasOwn(known, type);

export const actionOf = (type: string): ActionDefinition =>
  isKnown(type) ? known[type] : unknownAction;

export const scopesOf = (type: string): readonly string[] => [
  "droplet:update",
  ...(actionOf(type).moreScopes ?? []),
];

export const actionsByTag = Object.entries<ActionDefinition>(known)
  .filter(([, { byTag }]) => byTag)
  .map(([type]) => type as ActionType);
