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
  readonly features: readonly string[];
}

export interface Action {
  readonly id: number;
  readonly type: string;
  /** "in-progress", "completed" or "errored". */
  readonly status: string;
  readonly startedAt: string;
  /** DigitalOcean leaves it null on some completed actions; only `status` tells the end. */
  readonly completedAt: string | null;
}

export interface Size {
  readonly slug: string;
  readonly disk: number;
  readonly available: boolean;
  readonly regions: readonly string[];
}

export interface Snapshot {
  /** A number under /droplets and a string under /snapshots; always a string here. */
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly sizeGigabytes: number;
  readonly minDiskSize: number;
  readonly regions: readonly string[];
}

type Wire = Readonly<Record<string, unknown>>;

export function parseDroplet(value: unknown): Droplet {
  const droplet = object(value);
  const size = object(droplet["size"]);
  return {
    id: string(droplet["id"]),
    name: string(droplet["name"]),
    status: string(droplet["status"]),
    size: string(droplet["size_slug"] ?? size["slug"]),
    vcpus: number(droplet["vcpus"]),
    memory: number(droplet["memory"]),
    disk: number(droplet["disk"]),
    sizeDisk: number(size["disk"] ?? droplet["disk"]),
    region: string(object(droplet["region"])["slug"]),
    features: strings(droplet["features"]),
  };
}

export function parseAction(value: unknown): Action {
  const action = object(value);
  return {
    id: number(action["id"]),
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
  };
}

export function parseSnapshot(value: unknown): Snapshot {
  const snapshot = object(value);
  return {
    id: string(snapshot["id"]),
    name: string(snapshot["name"]),
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
const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(string) : []);
