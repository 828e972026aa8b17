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
  /** rebuild with the image of another distribution. */
  rebuildAcrossDistributions: Acceptance;
  /** Whether `droplet.image` shows the backup after a restore. */
  restoreChangesImage: boolean;
  /** What a shutdown does to the Droplet. */
  shutdownBehaviour: ShutdownBehaviour;
  /** How actions end, by type; decided when the action is posted. */
  outcomes: Partial<Record<ActionType | "create", Outcome>>;
  /** Seconds from `completed` until the effect shows on the Droplet, for all types or by type. */
  effectLagSeconds: number | Partial<Record<ActionType | "create", number>>;
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
  rebuildAcrossDistributions: "accept",
  restoreChangesImage: false,
  shutdownBehaviour: "works",
  outcomes: {},
  effectLagSeconds: 0,
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
};

/** Seconds: fixed, evenly spread between two bounds, or by the space used on the Droplet's disk. */
export type Duration = number | readonly [number, number] | { perGigabyte: number };

export type Durations = Record<ActionType | "create", Duration>;

/** Snapshots take about two minutes per GB used, says DigitalOcean; restores and rebuilds are guesses. */
export const defaultDurations: Durations = {
  create: [20, 40],
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
