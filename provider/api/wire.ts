/** DigitalOcean's words in ours. Wire names (snake_case) stop in this file. */

/** https://docs.digitalocean.com/reference/api/digitalocean/#tag/Droplets */
export interface Droplet {
  readonly id: string;
  readonly name: string;
  /** "new", "active", "off" or "archive". */
  readonly status: string;
  readonly size: string;
  readonly vcpus: number;
  /** MiB. */
  readonly memory: number;
  /** GiB; what the Droplet has, which may be less than its plan offers. */
  readonly disk: number;
  /** GiB; what its plan offers. */
  readonly sizeDisk: number;
  readonly region: string;
  /** What the region offers, such as "ipv6". */
  readonly regionFeatures: readonly string[];
  readonly features: readonly string[];
  /** Null if the token has no scope image:read. */
  readonly image: OwnImage | null;
  /** Null for Droplets made after March 2017, whose kernel is managed inside. */
  readonly kernel: Kernel | null;
  /** Public; null for a Droplet without one. */
  readonly ipv4: string | null;
  /** Null if IPv6 is not enabled. */
  readonly ipv6: Ipv6 | null;
  readonly backupIds: readonly number[];
  readonly nextBackupWindow: { readonly start: string; readonly end: string } | null;
}

/** The image that a Droplet was made from. */
export interface OwnImage {
  readonly id: number;
  readonly slug: string | null;
  readonly name: string;
  /** "base", "snapshot", "backup", "custom" or "admin". */
  readonly type: string;
  readonly distribution: string;
}

export interface Image extends OwnImage {
  /** "available" when it can be used. */
  readonly status: string;
  /** GiB. */
  readonly minDiskSize: number;
  readonly regions: readonly string[];
  readonly createdAt: string;
}

export interface Kernel {
  readonly id: number;
  readonly name: string;
}

export interface Ipv6 {
  readonly address: string;
  readonly gateway: string;
  readonly prefixLength: number;
}

export interface BackupPolicy {
  /** An open set of words: DigitalOcean has more plans than its API description lists. */
  readonly plan: string;
  readonly weekday?: string | undefined;
  readonly hour?: number | undefined;
  readonly retentionPeriodDays?: number | undefined;
  readonly windowLengthHours?: number | undefined;
}

export interface Backups {
  readonly enabled: boolean;
  /** Null when backups are off. */
  readonly policy: BackupPolicy | null;
}

export interface Action {
  readonly id: number;
  readonly dropletId: string;
  readonly type: string;
  /** "in-progress", "completed" or "errored". */
  readonly status: string;
  readonly startedAt: string;
  /** DigitalOcean leaves it null on some completed actions; only `status` shows the end. */
  readonly completedAt: string | null;
}

export interface Size {
  readonly slug: string;
  readonly disk: number;
  readonly available: boolean;
  readonly regions: readonly string[];
  /** 0 for plans without any. */
  readonly gpus: number;
  /** US dollars; undefined where DigitalOcean does not tell. */
  readonly priceMonthly: number | undefined;
}

export interface Snapshot {
  /** A number under /droplets and a string under /snapshots; always a string here. */
  readonly id: string;
  readonly name: string;
  /** Filled in the account's list only; empty in a Droplet's own. */
  readonly dropletId: string;
  readonly createdAt: string;
  readonly sizeGigabytes: number;
  readonly minDiskSize: number;
  readonly regions: readonly string[];
}

type Wire = Readonly<Record<string, unknown>>;

export function parseDroplet(value: unknown): Droplet {
  const droplet = object(value);
  const size = object(droplet["size"]);
  const region = object(droplet["region"]);
  const window = object(droplet["next_backup_window"]);
  return {
    id: string(droplet["id"]),
    name: string(droplet["name"]),
    status: string(droplet["status"]),
    size: string(droplet["size_slug"] ?? size["slug"]),
    vcpus: number(droplet["vcpus"]),
    memory: number(droplet["memory"]),
    disk: number(droplet["disk"]),
    sizeDisk: number(size["disk"] ?? droplet["disk"]),
    region: string(region["slug"]),
    regionFeatures: strings(region["features"]),
    features: strings(droplet["features"]),
    image: droplet["image"] ? parseOwnImage(droplet["image"]) : null,
    kernel: droplet["kernel"] ? parseKernel(droplet["kernel"]) : null,
    ipv4: publicIpv4(object(droplet["networks"])["v4"]),
    ipv6: parseIpv6(object(droplet["networks"])["v6"]),
    backupIds: list(droplet["backup_ids"]).map(number),
    nextBackupWindow: window["start"]
      ? { start: string(window["start"]), end: string(window["end"]) }
      : null,
  };
}

/** Empty where the token has no scope tag:read. */
export const parseTags = (droplet: unknown): string[] => strings(object(droplet)["tags"]);

function parseOwnImage(value: unknown): OwnImage {
  const image = object(value);
  return {
    id: number(image["id"]),
    slug: string(image["slug"]) || null,
    name: string(image["name"]),
    type: string(image["type"]),
    distribution: string(image["distribution"]),
  };
}

export function parseImage(value: unknown): Image {
  const image = object(value);
  return {
    ...parseOwnImage(image),
    status: string(image["status"] ?? "available"),
    minDiskSize: number(image["min_disk_size"]),
    regions: strings(image["regions"]),
    createdAt: string(image["created_at"]),
  };
}

export function parseKernel(value: unknown): Kernel {
  const kernel = object(value);
  return { id: number(kernel["id"]), name: string(kernel["name"]) };
}

function publicIpv4(value: unknown): string | null {
  const open = list(value)
    .map(object)
    .find(({ type }) => type === "public");
  return string(open?.["ip_address"]) || null;
}

function parseIpv6(value: unknown): Ipv6 | null {
  const addresses = list(value).map(object);
  const address = addresses.find(({ type }) => type === "public") ?? addresses[0];
  return address
    ? {
        address: string(address["ip_address"]),
        gateway: string(address["gateway"]),
        prefixLength: number(address["netmask"]),
      }
    : null;
}

export function parseBackups(value: unknown): Backups {
  const answer = object(value);
  const policy = object(answer["backup_policy"]);
  const enabled = answer["backup_enabled"] === true;
  const count = (field: string) => (field in policy ? number(policy[field]) : undefined);
  return {
    enabled,
    policy:
      enabled && policy["plan"]
        ? {
            plan: string(policy["plan"]),
            // Some clients send an empty weekday with a daily plan, and it comes back so.
            weekday: string(policy["weekday"]) || undefined,
            hour: count("hour"),
            retentionPeriodDays: count("retention_period_days"),
            windowLengthHours: count("window_length_hours"),
          }
        : null,
  };
}

export function parseAction(value: unknown): Action {
  const action = object(value);
  return {
    id: number(action["id"]),
    dropletId: string(action["resource_id"]),
    type: string(action["type"]),
    status: string(action["status"]),
    startedAt: string(action["started_at"]),
    completedAt: typeof action["completed_at"] === "string" ? action["completed_at"] : null,
  };
}

export function parseSize(value: unknown): Size {
  const size = object(value);
  return {
    slug: string(size["slug"]),
    disk: number(size["disk"]),
    available: size["available"] !== false,
    regions: strings(size["regions"]),
    gpus: number(object(size["gpu_info"])["count"]),
    priceMonthly: number(size["price_monthly"]) || undefined,
  };
}

export function parseSnapshot(value: unknown): Snapshot {
  const snapshot = object(value);
  return {
    id: string(snapshot["id"]),
    name: string(snapshot["name"]),
    dropletId: string(snapshot["resource_id"]),
    createdAt: string(snapshot["created_at"]),
    sizeGigabytes: number(snapshot["size_gigabytes"]),
    minDiskSize: number(snapshot["min_disk_size"]),
    regions: strings(snapshot["regions"]),
  };
}

/** The named part of an answer, such as `action` in `{"action": {…}}`; undefined if it is not there. */
export function part(data: unknown, name: string): unknown {
  return object(data)[name];
}

const object = (value: unknown): Wire =>
  typeof value === "object" && value !== null ? (value as Wire) : {};
const string = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";
const number = (value: unknown): number => (typeof value === "number" ? value : Number(value) || 0);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const strings = (value: unknown): string[] => list(value).map(string);
