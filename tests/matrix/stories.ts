import type { Outputs } from "../../provider/resources/define";

/** One change of a resource that is new, and all it may post, however often it is disturbed. */
export interface Story {
  readonly kind: string;
  readonly args: Outputs;
  /** Accepted POSTs. */
  readonly posts: readonly string[];
  readonly droplet?: object;
  /** Power afterwards; as before if not given. */
  readonly status?: string;
}

export const stories: readonly Story[] = [
  {
    kind: "DropletPowerState",
    args: { dropletId: 42, state: "off" },
    posts: ["shutdown"],
    status: "off",
  },
  {
    kind: "DropletPowerState",
    args: { dropletId: 42, state: "off", gracefulShutdown: false },
    posts: ["power_off"],
    status: "off",
  },
  {
    kind: "DropletPowerState",
    args: { dropletId: 42, state: "active" },
    droplet: { status: "off" },
    posts: ["power_on"],
  },
  {
    kind: "DropletResize",
    args: { dropletId: 42, size: "s-2vcpu-2gb" },
    posts: ["shutdown", "resize", "power_on"],
  },
  {
    kind: "DropletResize",
    args: { dropletId: 42, size: "s-2vcpu-2gb", snapshotBefore: "before" },
    posts: ["shutdown", "snapshot", "resize", "power_on"],
  },
  {
    kind: "DropletSnapshot",
    args: { dropletId: 42, name: "n", powerOff: true },
    posts: ["shutdown", "snapshot", "power_on"],
  },
  { kind: "DropletReboot", args: { dropletId: 42, triggers: [1] }, posts: ["reboot"] },
  { kind: "DropletReboot", args: { dropletId: 42, hard: true }, posts: ["power_cycle"] },
  { kind: "DropletPasswordReset", args: { dropletId: 42 }, posts: ["password_reset"] },
  {
    kind: "DropletRestore",
    args: { dropletId: 42, image: 777, allowDataLoss: true },
    droplet: { backups: 1 },
    posts: ["restore"],
  },
  {
    kind: "DropletRestore",
    args: { dropletId: 42, image: 777, allowDataLoss: true, snapshotBefore: "before" },
    droplet: { backups: 1 },
    posts: ["snapshot", "restore"],
  },
  {
    kind: "DropletRebuild",
    args: { dropletId: 42, image: "debian-12-x64", allowDataLoss: true },
    posts: ["rebuild"],
  },
  {
    kind: "DropletRebuild",
    args: {
      dropletId: 42,
      image: "debian-12-x64",
      allowDataLoss: true,
      snapshotBefore: "before",
    },
    posts: ["snapshot", "rebuild"],
  },
  { kind: "DropletRename", args: { dropletId: 42, name: "other" }, posts: ["rename"] },
  {
    kind: "DropletKernel",
    args: { dropletId: 42, kernel: 991 },
    droplet: { kernel: 992 },
    posts: ["change_kernel"],
  },
  {
    kind: "DropletIpv6",
    args: { dropletId: 42 },
    posts: ["shutdown", "enable_ipv6", "power_on"],
  },
  {
    kind: "DropletIpv6",
    args: { dropletId: 42, snapshotBefore: "before" },
    posts: ["shutdown", "snapshot", "enable_ipv6", "power_on"],
  },
  {
    kind: "DropletBackups",
    args: { dropletId: 42, policy: { plan: "daily", hour: 0 } },
    posts: ["enable_backups"],
  },
  {
    kind: "DropletBackups",
    args: { dropletId: 42, policy: { plan: "weekly", weekday: "MON", hour: 8 } },
    droplet: { features: ["backups"] },
    posts: ["change_backup_policy"],
  },
  {
    kind: "DropletBackups",
    args: { dropletId: 42, enabled: false },
    droplet: { features: ["backups"] },
    posts: ["disable_backups"],
  },
  {
    kind: "DropletAction",
    args: { dropletId: 42, type: "power_cycle" },
    posts: ["power_cycle"],
  },
  { kind: "DropletTagAction", args: { tag: "web", type: "snapshot" }, posts: ["snapshot"] },
];
