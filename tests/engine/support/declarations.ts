import type { DropletSpec, Simulator } from "../../../simulator";

/** Ten resources on seven Droplets, and what they come to. Each adapter writes them in its own language. */

export interface Declaration {
  readonly kind: string;
  readonly name: string;
  readonly args: (simulator: Simulator) => Record<string, unknown>;
}

export const droplets: DropletSpec[] = [
  { id: 1, name: "web" },
  { id: 2, name: "db", backups: 1 },
  { id: 3, name: "worker" },
  { id: 4, name: "mail" },
  { id: 5, name: "night" },
  { id: 6, name: "batch-1", tags: ["batch"] },
  { id: 7, name: "batch-2", tags: ["batch"] },
];

const backup = (simulator: Simulator) => simulator.backups(2)[0]?.id;

export const declarations: readonly Declaration[] = [
  {
    kind: "DropletResize",
    name: "bigger",
    args: () => ({ dropletId: 1, size: "s-2vcpu-2gb", disk: true }),
  },
  { kind: "DropletRename", name: "named", args: () => ({ dropletId: 1, name: "web-2" }) },
  {
    kind: "DropletRestore",
    name: "restored",
    args: (simulator) => ({ dropletId: 2, image: backup(simulator), allowDataLoss: true }),
  },
  {
    kind: "DropletBackups",
    name: "weekly",
    args: () => ({ dropletId: 2, policy: { plan: "weekly", weekday: "MON", hour: 8 } }),
  },
  {
    kind: "DropletSnapshot",
    name: "kept",
    args: () => ({ dropletId: 3, name: "kept", powerOff: true }),
  },
  { kind: "DropletPasswordReset", name: "password", args: () => ({ dropletId: 4 }) },
  {
    kind: "DropletRebuild",
    name: "anew",
    args: () => ({ dropletId: 4, image: "debian-12-x64", allowDataLoss: true }),
  },
  { kind: "DropletReboot", name: "again", args: () => ({ dropletId: 4, triggers: [1] }) },
  { kind: "DropletPowerState", name: "asleep", args: () => ({ dropletId: 5, state: "off" }) },
  { kind: "DropletTagAction", name: "all", args: () => ({ tag: "batch", type: "power_cycle" }) },
];

/** Of each Droplet: the actions that must run once, and how it is when all is done. */
const ends: Readonly<Record<number, { once: string[]; status: string; isSo: IsSo }>> = {
  1: {
    once: ["rename", "resize"],
    status: "active",
    isSo: ({ name, size, disk }) => name === "web-2" && size === "s-2vcpu-2gb" && disk === 60,
  },
  2: {
    once: ["enable_backups", "restore"],
    status: "active",
    isSo: ({ backupPolicy }) => backupPolicy?.plan === "weekly" && backupPolicy.weekday === "MON",
  },
  3: {
    once: ["snapshot"],
    status: "active",
    isSo: (_droplet, snapshots) => snapshots.join() === "kept",
  },
  4: {
    once: ["password_reset", "reboot", "rebuild"],
    status: "active",
    isSo: () => true,
  },
  5: { once: [], status: "off", isSo: () => true },
  6: { once: ["power_cycle"], status: "active", isSo: () => true },
  7: { once: ["power_cycle"], status: "active", isSo: () => true },
};

type IsSo = (droplet: ReturnType<Simulator["droplet"]>, snapshots: string[]) => boolean;

/** These only serve others: a process that restores the power leaves the next one to take it again. */
const switching = ["shutdown", "power_off", "power_on"];

/** What the account shows that should not be. */
export function differences(simulator: Simulator, mayTakePowerAgain: boolean): string[] {
  return Object.entries(ends).flatMap(([id, { once, status, isSo }]) => {
    const droplet = simulator.droplet(id);
    const types = simulator.actions
      .filter(({ dropletId }) => dropletId === droplet.id)
      .map(({ type }) => type);
    const seen = types.filter((type) => !switching.includes(type)).sort();
    const count = (type: string) => types.filter((one) => one === type).length;
    const offs = count("shutdown") + count("power_off");
    const snapshots = simulator.snapshots(id).map(({ name }) => name);
    const on = `Droplet ${id}`;
    return [
      seen.join() === once.join() ? [] : `${on} has [${seen.join()}], wanted [${once.join()}]`,
      droplet.status === status ? [] : `${on} is ${droplet.status}, wanted ${status}`,
      isSo(droplet, snapshots) ? [] : `${on} differs from its inputs: ${JSON.stringify(droplet)}`,
      offs > 1 && !mayTakePowerAgain ? `${on} was turned off ${offs} times` : [],
      offs === count("power_on") + (status === "off" ? 1 : 0)
        ? []
        : `${on} was turned off ${offs} and on ${count("power_on")} times`,
    ].flat();
  });
}
