import { regions, sizeOfferedIn, sizes } from "./catalogue";
import { completePolicy, dailyPolicy, setBackupPolicy, type BackupPolicySpec } from "./backups";
import { notFound } from "./errors";
import type { Droplet, DropletStatus, Image, Ipv6, World } from "./state";

/** A Droplet to begin with. Whatever is not given is made up. */
export interface DropletSpec {
  id?: number;
  name?: string;
  status?: DropletStatus;
  size?: string;
  /** GiB; the plan's disk if not given. */
  disk?: number;
  region?: string;
  /** Id or slug. */
  image?: number | string;
  /** Id of a kernel managed outside of the Droplet; null or absent for anything made after March 2017. */
  kernel?: number | null;
  /** `backups` gives a daily policy, `ipv6` an address. */
  features?: string[];
  tags?: string[];
  /** null turns backups off. */
  backupPolicy?: BackupPolicySpec | null;
  locked?: boolean;
  volumeIds?: string[];
  usedGigabytes?: number;
  /** What its own HTTP server answers once it is up, such as 503; 200 if not given. */
  serverStatus?: number;
  /** Milliseconds since the epoch. */
  createdAt?: number;
  /** How many backups of it exist. */
  backups?: number;
  /** Names of snapshots of it that exist. */
  snapshots?: string[];
}

/** What somebody else can change behind a client's back. */
export type DropletDrift = Omit<DropletSpec, "id" | "backups" | "snapshots" | "createdAt">;

/** A mistake in a scenario or in a call of the simulator's own API. */
export class SpecError extends Error {}

export function addDroplet(world: World, spec: DropletSpec = {}): Droplet {
  const id = spec.id ?? world.newId("droplet");
  if (world.droplets.has(id)) throw new SpecError(`Droplet ${id} exists already`);
  world.reserveId("droplet", id);
  const size = spec.size ?? "s-1vcpu-1gb";
  const now = world.now();
  const droplet: Droplet = {
    id,
    name: `droplet-${id}`,
    status: "new",
    size,
    disk: sizes.get(size)?.disk ?? 0,
    region: "nyc3",
    image: 0,
    kernel: null,
    features: ["droplet_agent", "private_networking"],
    tags: [],
    backupPolicy: null,
    ipv6: null,
    locked: false,
    volumeIds: [],
    vpcUuid: "760e09ef-dc84-11e8-981e-3cfdfeaae000",
    usedGigabytes: 2.36,
    createdAt: spec.createdAt ?? now,
    visibleAt: now,
    bootCount: 0,
    bootedAt: now,
    serverStatus: 200,
    statusChanges: [],
  };
  applyDrift(world, droplet, { status: "active", image: "ubuntu-24-04-x64", ...spec });
  if (!sizeOfferedIn(droplet.size, droplet.region)) {
    throw new SpecError(`size ${droplet.size} is not offered in ${droplet.region}`);
  }
  world.droplets.set(id, droplet);
  for (let count = 0; count < (spec.backups ?? 0); count += 1) {
    addImageOf(world, droplet, "backup", `${droplet.name} backup ${count + 1}`, now);
  }
  for (const name of spec.snapshots ?? []) addImageOf(world, droplet, "snapshot", name, now);
  return droplet;
}

/** Changes a Droplet as its owner could in the control panel. */
export function applyDrift(world: World, droplet: Droplet, drift: DropletDrift): void {
  const { status, size, region, image, features, backupPolicy, tags, ...rest } = drift;
  if (size !== undefined && !sizes.has(size)) throw new SpecError(`there is no size ${size}`);
  if (region !== undefined && !regions.has(region)) {
    throw new SpecError(`there is no region ${region}`);
  }
  const found = image === undefined ? undefined : world.findImage(image);
  if (image !== undefined && !found) throw new SpecError(`there is no image ${image}`);

  const plain = [
    ...(["name", "disk", "kernel", "locked", "volumeIds", "usedGigabytes"] as const),
    "serverStatus" as const,
  ];
  for (const key of plain) {
    if (rest[key] !== undefined) Object.assign(droplet, { [key]: rest[key] });
  }
  if (size !== undefined) droplet.size = size;
  if (region !== undefined) droplet.region = region;
  if (found) droplet.image = found.id;
  if (features) applyFeatures(droplet, features);
  if (backupPolicy !== undefined) {
    setBackupPolicy(droplet, backupPolicy && completePolicy(backupPolicy));
  }
  if (tags) setTags(world, droplet, tags);
  if (status !== undefined) setStatus(world, droplet, status);
}

function applyFeatures(droplet: Droplet, features: string[]): void {
  droplet.features = [...features];
  droplet.ipv6 = features.includes("ipv6") ? ipv6Of(droplet.id) : null;
  setBackupPolicy(
    droplet,
    features.includes("backups") ? (droplet.backupPolicy ?? dailyPolicy) : null,
  );
}

export function setTags(world: World, droplet: Droplet, tags: string[]): void {
  droplet.tags = [...new Set(tags)];
  for (const tag of tags) world.tags.add(tag);
}

export function setStatus(world: World, droplet: Droplet, status: DropletStatus): void {
  if (droplet.status === status) return;
  if (status === "active") noteBoot(world, droplet);
  droplet.status = status;
  droplet.statusChanges.push({ at: world.now(), status });
}

/** The system starts again; the Droplet ends active. */
export function restart(world: World, droplet: Droplet): void {
  if (droplet.status === "active") noteBoot(world, droplet);
  setStatus(world, droplet, "active");
}

function noteBoot(world: World, droplet: Droplet): void {
  droplet.bootCount += 1;
  droplet.bootedAt = world.now();
}

export function enableIpv6(droplet: Droplet): void {
  droplet.ipv6 = ipv6Of(droplet.id);
  if (!droplet.features.includes("ipv6")) droplet.features.push("ipv6");
}

function ipv6Of(dropletId: number): Ipv6 {
  const group = (dropletId % 0xffff).toString(16);
  return { address: `2604:a880:800:a1::${group}:1`, gateway: "2604:a880:800:a1::1" };
}

export function addImageOf(
  world: World,
  droplet: Droplet,
  type: "snapshot" | "backup",
  name: string,
  createdAt: number,
): Image {
  const image: Image = {
    id: world.newId("image"),
    type,
    name,
    distribution: world.images.get(droplet.image)?.distribution ?? "Unknown",
    slug: null,
    public: false,
    regions: [droplet.region],
    createdAt,
    minDiskSize: droplet.disk,
    sizeGigabytes: droplet.usedGigabytes,
    dropletId: droplet.id,
    deleted: false,
  };
  world.images.set(image.id, image);
  return image;
}

export function findDroplet(world: World, id: number): Droplet {
  const droplet = world.droplets.get(id);
  if (!droplet || droplet.visibleAt > world.now()) throw notFound();
  return droplet;
}

/** Its backups go with it, its snapshots stay. */
export function removeDroplet(world: World, droplet: Droplet): void {
  for (const backup of world.imagesOf(droplet.id, "backup")) backup.deleted = true;
  world.droplets.delete(droplet.id);
}

/** At once, as nobody's request does it. */
export function destroyDroplet(world: World, droplet: Droplet): void {
  const now = world.now();
  removeDroplet(world, droplet);
  world.addAction({
    type: "destroy",
    status: "completed",
    dropletId: droplet.id,
    region: droplet.region,
    startedAt: now,
    endsAt: now,
    completedAt: now,
    outcome: "completed",
    body: {},
  });
}
