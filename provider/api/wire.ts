/** DigitalOcean's words in ours. Wire names (snake_case) stop in this file. */

/** https://docs.digitalocean.com/reference/api/digitalocean/#tag/Droplets */
export type Droplet = Readonly<ReturnType<typeof parseDroplet>>;

export function parseDroplet(value: unknown) {
  const droplet = object(value);
  const size = object(droplet["size"]);
  const region = object(droplet["region"]);
  const networks = object(droplet["networks"]);
  const window = object(droplet["next_backup_window"]);
  return {
    id: string(droplet["id"]),
    name: string(droplet["name"]),
    /** "new", "active", "off" or "archive". */
    status: string(droplet["status"]),
    size: string(droplet["size_slug"] ?? size["slug"]),
    vcpus: number(droplet["vcpus"]),
    /** MiB. */
    memory: number(droplet["memory"]),
    /** GiB; what the Droplet has, which may be less than its plan offers. */
    disk: number(droplet["disk"]),
    /** GiB; what its plan offers. */
    sizeDisk: number(size["disk"] ?? droplet["disk"]),
    region: string(region["slug"]),
    /** What the region offers, such as "ipv6". */
    regionFeatures: strings(region["features"]),
    features: strings(droplet["features"]),
    /** Null if the token has no scope image:read. */
    image: droplet["image"] ? parseOwnImage(droplet["image"]) : null,
    /** Null for Droplets made after March 2017, whose kernel is managed inside. */
    kernel: droplet["kernel"] ? parseKernel(droplet["kernel"]) : null,
    /** Public; null for a Droplet without one. */
    ipv4: publicIpv4(networks["v4"]),
    /** Null if IPv6 is not enabled. */
    ipv6: parseIpv6(networks["v6"]),
    backupIds: list(droplet["backup_ids"]).map(number),
    nextBackupWindow: window["start"]
      ? { start: string(window["start"]), end: string(window["end"]) }
      : null,
  };
}

/** Empty where the token has no scope tag:read. */
export const parseTags = (droplet: unknown) => strings(object(droplet)["tags"]);

/** The image that a Droplet was made from. */
function parseOwnImage(value: unknown) {
  const image = object(value);
  return {
    id: number(image["id"]),
    slug: string(image["slug"]) || null,
    name: string(image["name"]),
    /** "base", "snapshot", "backup", "custom" or "admin". */
    type: string(image["type"]),
    distribution: string(image["distribution"]),
  };
}

export type Image = Readonly<ReturnType<typeof parseImage>>;

export function parseImage(value: unknown) {
  const image = object(value);
  return {
    ...parseOwnImage(image),
    /** "available" when it can be used. */
    status: string(image["status"] ?? "available"),
    /** GiB. */
    minDiskSize: number(image["min_disk_size"]),
    regions: strings(image["regions"]),
    createdAt: string(image["created_at"]),
  };
}

export type Kernel = Readonly<ReturnType<typeof parseKernel>>;

export function parseKernel(value: unknown) {
  const kernel = object(value);
  return { id: number(kernel["id"]), name: string(kernel["name"]) };
}

function publicIpv4(value: unknown): string | null {
  const open = list(value)
    .map(object)
    .find(({ type }) => type === "public");
  return string(open?.["ip_address"]) || null;
}

function parseIpv6(value: unknown) {
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

export type Backups = Readonly<ReturnType<typeof parseBackups>>;
export type BackupPolicy = Readonly<NonNullable<Backups["policy"]>>;

export function parseBackups(value: unknown) {
  const answer = object(value);
  const policy = object(answer["backup_policy"]);
  const enabled = answer["backup_enabled"] === true;
  const count = (field: string) => (field in policy ? number(policy[field]) : undefined);
  return {
    enabled,
    /** Null when backups are off. */
    policy:
      enabled && policy["plan"]
        ? {
            /** An open set of words: DigitalOcean has more plans than its API description lists. */
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

export type Action = Readonly<ReturnType<typeof parseAction>>;

export function parseAction(value: unknown) {
  const action = object(value);
  const completedAt = action["completed_at"];
  return {
    id: number(action["id"]),
    dropletId: string(action["resource_id"]),
    type: string(action["type"]),
    status: parseActionStatus(action["status"]),
    startedAt: string(action["started_at"]),
    /** DigitalOcean leaves it null on some completed actions; only `status` shows the end. */
    completedAt: typeof completedAt === "string" ? completedAt : null,
  };
}

type ActionStatus = "in-progress" | "completed" | "errored";

/** A status that is not documented, such as one of an action that is queued, is none that ends an action. */
const parseActionStatus = (status: unknown): ActionStatus =>
  status === "completed" || status === "errored" ? status : "in-progress";

export type Size = Readonly<ReturnType<typeof parseSize>>;

export function parseSize(value: unknown) {
  const size = object(value);
  return {
    slug: string(size["slug"]),
    disk: number(size["disk"]),
    available: size["available"] !== false,
    regions: strings(size["regions"]),
    /** 0 for plans without any. */
    gpus: number(object(size["gpu_info"])["count"]),
    /** US dollars; undefined where DigitalOcean does not tell. */
    priceMonthly: number(size["price_monthly"]) || undefined,
  };
}

export type Snapshot = Readonly<ReturnType<typeof parseSnapshot>>;

export function parseSnapshot(value: unknown) {
  const snapshot = object(value);
  return {
    /** A number under /droplets and a string under /snapshots; always a string here. */
    id: string(snapshot["id"]),
    name: string(snapshot["name"]),
    /** Filled in the account's list only; empty in a Droplet's own. */
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

const object = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
const string = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";
const number = (value: unknown): number => (typeof value === "number" ? value : Number(value) || 0);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const strings = (value: unknown): readonly string[] => list(value).map(string);
