/** What the public sources leave open about the API, each as a switch with its likeliest value. */

export const actionTypes = [
  "enable_backups",
  "disable_backups",
  "change_backup_policy",
  "reboot",
  "power_cycle",
  "shutdown",
  "power_off",
  "power_on",
  "restore",
  "password_reset",
  "resize",
  "rebuild",
  "rename",
  "change_kernel",
  "enable_ipv6",
  "snapshot",
  /** Not in the API description any more, still sent by old clients. */
  "enable_private_networking",
] as const;

export type ActionType = (typeof actionTypes)[number];

/** How an action ends: as asked, with status `errored`, `completed` without having done anything, or not at all. */
export type Outcome = "completed" | "errored" | "no-effect" | "endless";

export type ShutdownBehaviour =
  | "works"
  /** Completes, and the Droplet stays on: its system did not listen. */
  | "ignored"
  /** The Droplet goes off this long after the POST, though never before the action is completed. */
  | { landsAfterSeconds: number };

/** `refuse` answers 422. */
type Acceptance = "accept" | "refuse";

/** Seconds: fixed, or evenly spread between two bounds. */
export type Seconds = number | readonly [number, number];

/** What can happen to a Droplet by a request of a client. */
export type EventType = ActionType | "create" | "destroy";

export interface SimulatorSwitches {
  /** resize of a Droplet that is on: 422, or the server turns it off first and leaves it off or turns it on again. */
  resizeWhileActive: "refuse" | "off-ends-off" | "off-ends-active";
  /** enable_ipv6 on a Droplet that is on. */
  enableIpv6WhileActive: Acceptance;
  /** enable_ipv6 on a Droplet that has it. */
  enableIpv6WhenEnabled: Acceptance;
  /** power_on of a Droplet that is on. */
  powerOnWhileActive: Acceptance;
  /** reboot of a Droplet that is off; accepted, it ends active. */
  rebootWhileOff: Acceptance;
  /** power_cycle of a Droplet that is off; accepted, it ends active. */
  powerCycleWhileOff: Acceptance;
  /** enable_backups on a Droplet that has them; accepted, the policy is replaced. */
  enableBackupsWhenEnabled: Acceptance;
  /** disable_backups on a Droplet without them. */
  disableBackupsWhenDisabled: Acceptance;
  /** change_backup_policy on a Droplet without backups; accepted, it enables them. */
  changePolicyWhenDisabled: Acceptance;
  /**
   * What the image of a rebuild must have in common with the Droplet's. "Any image as long as it is from the same
   * operating system family" (https://docs.digitalocean.com/products/droplets/how-to/rebuild), which names no family:
   * here Debian and Ubuntu are one, and what comes from Red Hat's Linux is another.
   */
  rebuildWithin: "family" | "distribution" | "any";
  /** rebuild of a Droplet that is off: it ends on or off, of which DigitalOcean's documentation says nothing. */
  rebuildWhileOff: "ends-active" | "ends-off";
  /** restore from a snapshot of this very Droplet, as the control panel and scripts do it. */
  restoreSnapshots: Acceptance;
  /** Whether `droplet.image` shows the backup after a restore. */
  restoreChangesImage: boolean;
  /** What a shutdown does to the Droplet. */
  shutdownBehaviour: ShutdownBehaviour;
  /** How actions end, by type; decided when the action is posted. */
  outcomes: Partial<Record<EventType, Outcome>>;
  /**
   * From `completed` until the effect shows on the Droplet, for all types or by type. A power_off takes seconds
   * (https://github.com/digitalocean/droplet_kit/issues/50), a snapshot up to minutes until it is in any list
   * (https://github.com/Gamocosm/Gamocosm/issues/113).
   */
  effectLagSeconds: Seconds | Partial<Record<EventType, Seconds>>;
  /** Seconds from an action's `started_at` to the `created_at` of its snapshot: mostly the same second, or the next. */
  snapshotCreatedAfterSeconds: number;
  /** Seconds for which a Droplet that was just created is 404 and in no list (https://github.com/digitalocean/api-v2/issues/202). */
  dropletVisibleAfterSeconds: number;
  /**
   * The answer to an action while another action runs: 422 "Droplet already has a pending event.", 422 "there are
   * currently blocking events processing for one or more of the droplets"
   * (https://github.com/DigitalOceanPHP/Client/issues/164), or 409 "Droplet is currently locked by an in-progress
   * event." (doctl's tests).
   */
  busyAnswer: "pending-event" | "blocking-events" | "locked-by-event";
  /**
   * An action on a Droplet whose `locked` is true: DigitalOcean's own staff set that lock, and it does not pass
   * (https://github.com/digitalocean/droplet_kit/issues/218).
   */
  whileLocked: Acceptance;
  /** Whether `droplet.locked` is true while an event runs. */
  lockedDuringActions: boolean;
  /** `completed_at` stays null on completed actions, where they are read below `/v2/droplets/{id}`. */
  completedAtNull: boolean;
  /** Seconds for which a new action is 404 and in no list. */
  actionVisibleAfterSeconds: number;
  /** Action lists show what was so many seconds ago: new actions are missing, and ended ones still in progress. */
  actionListLagSeconds: number;
  /** Order of action lists; the API documents none. `shuffled` is a fixed shuffle, so pages fit together. */
  actionListOrder: "newest-first" | "oldest-first" | "shuffled";
  /** Order of all lists of Droplets, snapshots, backups and images. */
  listOrder: "oldest-first" | "shuffled";
  /** Deleting a Droplet while an event runs. */
  deleteWhilePending: Acceptance;
  /** An action by tag where some Droplets cannot take it: they are left out, or nothing happens at all. */
  tagActionConflicts: "skip" | "refuse";
  /** An action by a tag that no Droplet has: 201 with no actions, or 404. */
  tagWithoutDroplets: "empty" | "not-found";
  /** `weekday` of a daily backup policy in answers. */
  dailyPolicyWeekday: "omitted" | "empty";
  /** Fields that the token has no scope for: absent, or null and []. */
  fieldsWithoutScope: "omitted" | "empty";
  /** Which of a Droplet's IPv4 addresses comes first (https://github.com/Wiredcraft/dopy/pull/28 and others). */
  networkOrder: "private-first" | "public-first";
  /** The gateway of a private address: the word "nil", an empty string, or an address. */
  privateGateway: "nil" | "empty" | "address";
  /**
   * Fields as the API description has them; or as answers were seen: without `error_message` of images and `disk_info`,
   * and with `networking_throughput` of plans, which is not documented.
   */
  answerFields: "documented" | "seen";
  /**
   * The body of a refusal: `{id, message}`; the same with an object for a message
   * (https://github.com/hashicorp/packer/issues/6384); or `{error: {code, message}}` (NestedError in godo).
   */
  errorForm: "plain" | "message-object" | "nested";
  /**
   * A 429 of the rate limit as documented; or with "Too many requests" and a `ratelimit-reset` 25 minutes ago
   * (https://github.com/DNSControl/dnscontrol/issues/636).
   */
  rateLimitAnswer: "documented" | "reset-in-the-past";
  /**
   * Plans of which `/v2/sizes` says that they are not available (https://github.com/inlets/inlets-operator/issues/111),
   * beside those that the catalogue keeps for old Droplets.
   */
  unavailableSizes: readonly string[];
  /** Regions in which no Droplet can be created: `"available": false` and 422 "nyc2 is unavailable." */
  unavailableRegions: readonly string[];
  /**
   * Plans that `/v2/sizes` offers, and that a resize is refused for all the same, since the region has no room for
   * them: 422 whose `error_attributes` name the regions that have.
   */
  sizesWithoutCapacity: readonly string[];
}

export const defaultSwitches: SimulatorSwitches = {
  resizeWhileActive: "refuse",
  enableIpv6WhileActive: "refuse",
  enableIpv6WhenEnabled: "refuse",
  powerOnWhileActive: "accept",
  rebootWhileOff: "refuse",
  powerCycleWhileOff: "refuse",
  enableBackupsWhenEnabled: "accept",
  disableBackupsWhenDisabled: "refuse",
  changePolicyWhenDisabled: "refuse",
  rebuildWithin: "family",
  rebuildWhileOff: "ends-active",
  restoreSnapshots: "accept",
  restoreChangesImage: false,
  shutdownBehaviour: "works",
  outcomes: {},
  effectLagSeconds: 0,
  snapshotCreatedAfterSeconds: 0,
  dropletVisibleAfterSeconds: 0,
  busyAnswer: "pending-event",
  whileLocked: "refuse",
  lockedDuringActions: false,
  completedAtNull: false,
  actionVisibleAfterSeconds: 0,
  actionListLagSeconds: 0,
  actionListOrder: "newest-first",
  listOrder: "oldest-first",
  deleteWhilePending: "refuse",
  tagActionConflicts: "skip",
  tagWithoutDroplets: "empty",
  dailyPolicyWeekday: "omitted",
  fieldsWithoutScope: "omitted",
  networkOrder: "private-first",
  privateGateway: "nil",
  answerFields: "documented",
  errorForm: "plain",
  rateLimitAnswer: "documented",
  unavailableSizes: [],
  unavailableRegions: ["nyc2"],
  sizesWithoutCapacity: [],
};

/** Seconds as given, or by the space used on the Droplet's disk. */
export type Duration = Seconds | { perGigabyte: number };

export type Durations = Record<EventType, Duration>;

/** Snapshots take about two minutes per GB used, says DigitalOcean; restores and rebuilds are guesses. */
export const defaultDurations: Durations = {
  create: [20, 40],
  destroy: 0,
  enable_backups: [3, 6],
  disable_backups: [3, 6],
  change_backup_policy: [2, 4],
  reboot: [6, 11],
  power_cycle: [6, 11],
  shutdown: [6, 11],
  power_off: [6, 11],
  power_on: [6, 11],
  restore: 180,
  password_reset: [15, 25],
  resize: 120,
  rebuild: [40, 80],
  rename: [1, 3],
  change_kernel: [2, 4],
  enable_ipv6: [8, 12],
  snapshot: { perGigabyte: 120 },
  enable_private_networking: [6, 11],
};
