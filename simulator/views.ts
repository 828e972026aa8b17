import type { Token } from "./access";
import { nextBackupWindow } from "./backups";
import {
  kernels,
  regions,
  regionsOffering,
  sizes,
  sizesOfferedIn,
  type Gpu,
  type Size,
} from "./catalogue";
import {
  type Action,
  type BackupPolicy,
  type Droplet,
  hostOf,
  type Image,
  type World,
} from "./state";
import type { SimulatorSwitches } from "./switches";

/** JSON on the wire: DigitalOcean's names from here on. */
export type Json = Record<string, unknown>;

/** Times on the wire have no fractions of a second. */
export const timestamp = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");

const timestampOrNull = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : timestamp(milliseconds);

export function viewRegion(slug: string, token: Token, switches: SimulatorSwitches): Json {
  const region = regions.get(slug);
  return {
    name: region?.name ?? slug,
    slug,
    features: region?.features ?? [],
    available: !switches.unavailableRegions.includes(slug),
    sizes: token.can("sizes:read") ? sizesOfferedIn(slug) : [],
  };
}

export function viewSize(slug: string, switches: SimulatorSwitches): Json {
  const size = sizes.get(slug);
  if (!size) return { slug };
  return {
    slug,
    memory: size.memory,
    vcpus: size.vcpus,
    disk: size.disk,
    transfer: size.transfer,
    price_monthly: size.priceMonthly,
    price_hourly: Number((size.priceMonthly / 672).toFixed(5)),
    regions: regionsOffering(slug),
    available: !size.isOld && !switches.unavailableSizes.includes(slug),
    description: size.description,
    ...viewDisks(size.disk, size.gpu, switches),
    ...(switches.answerFields === "seen" ? { networking_throughput: 2000 } : {}),
    ...viewGpu(size.gpu),
  };
}

function viewDisks(gigabytes: number, gpu: Gpu | undefined, switches: SimulatorSwitches): Json {
  if (switches.answerFields === "seen") return {};
  const disk = (type: string, amount: number) => ({ type, size: { amount, unit: "gib" } });
  const scratch = gpu ? [disk("scratch", gpu.scratchDisk)] : [];
  return { disk_info: [disk("local", gigabytes), ...scratch] };
}

const viewGpu = (gpu: Gpu | undefined): Json =>
  gpu
    ? {
        gpu_info: {
          count: gpu.count,
          model: gpu.model,
          vram: { amount: gpu.vram, unit: "gib" },
        },
      }
    : {};

/** `below` tells whether it is read at `/v2/droplets/{id}/actions` or at `/v2/actions`. */
export function viewAction(
  action: Action,
  token: Token,
  switches: SimulatorSwitches,
  below: "droplet" | "account",
): Json {
  const hidden = below === "droplet" && switches.completedAtNull;
  return {
    id: action.id,
    status: action.status,
    type: action.type,
    started_at: timestamp(action.startedAt),
    completed_at: hidden ? null : timestampOrNull(action.completedAt),
    resource_id: action.dropletId,
    resource_type: "droplet",
    region: viewRegion(action.region, token, switches),
    region_slug: action.region,
  };
}

export function viewImage(image: Image, switches: SimulatorSwitches): Json {
  return {
    id: image.id,
    name: image.name,
    distribution: image.distribution,
    slug: image.slug,
    public: image.public,
    regions: image.public ? [...regions.keys()] : image.regions,
    created_at: timestamp(image.createdAt),
    min_disk_size: image.minDiskSize,
    size_gigabytes: image.sizeGigabytes,
    type: image.type,
    description: image.public ? `${image.distribution} ${image.name}` : null,
    tags: [],
    status: image.deleted ? "retired" : "available",
    ...(switches.answerFields === "seen" ? {} : { error_message: "" }),
  };
}

/** A snapshot as it is read below `/v2/droplets/{id}`: the id is a number. */
export function viewDropletImage(image: Image): Json {
  return {
    id: image.id,
    name: image.name,
    distribution: image.distribution,
    slug: null,
    public: false,
    regions: image.regions,
    created_at: timestamp(image.createdAt),
    min_disk_size: image.minDiskSize,
    size_gigabytes: image.sizeGigabytes,
    type: image.type,
  };
}

/** A snapshot as it is read below `/v2/snapshots`: the ids are strings. */
export function viewSnapshot(image: Image): Json {
  return {
    id: String(image.id),
    name: image.name,
    created_at: timestamp(image.createdAt),
    regions: image.regions,
    resource_id: String(image.dropletId),
    resource_type: "droplet",
    min_disk_size: image.minDiskSize,
    size_gigabytes: image.sizeGigabytes,
    tags: [],
  };
}

export function viewBackupPolicy(policy: BackupPolicy, switches: SimulatorSwitches): Json {
  const emptyWeekday =
    policy.plan === "daily" && switches.dailyPolicyWeekday === "empty" ? { weekday: "" } : {};
  return {
    plan: policy.plan,
    ...(policy.weekday === undefined ? emptyWeekday : { weekday: policy.weekday }),
    hour: policy.hour,
    window_length_hours: policy.windowLengthHours,
    retention_period_days: policy.retentionPeriodDays,
  };
}

function viewNextWindow(world: World, droplet: Droplet): Json | null {
  if (!droplet.backupPolicy) return null;
  const { start, end } = nextBackupWindow(droplet.backupPolicy, world.now());
  return { start: timestamp(start), end: timestamp(end) };
}

export function viewDropletPolicy(world: World, droplet: Droplet): Json {
  if (!droplet.backupPolicy) return { droplet_id: droplet.id, backup_enabled: false };
  return {
    droplet_id: droplet.id,
    backup_enabled: true,
    backup_policy: viewBackupPolicy(droplet.backupPolicy, world.switchesOf(droplet.id)),
    next_backup_window: viewNextWindow(world, droplet),
  };
}

export function viewDroplet(world: World, droplet: Droplet, token: Token): Json {
  const switches = world.switchesOf(droplet.id);
  const size: Partial<Size> = sizes.get(droplet.size) ?? {};
  const image = world.images.get(droplet.image);
  const kernel = kernels.find(({ id }) => id === droplet.kernel);
  const pending = world.hasPendingEvent(droplet.id);
  return {
    id: droplet.id,
    name: droplet.name,
    memory: size.memory,
    vcpus: size.vcpus,
    disk: droplet.disk,
    ...viewDisks(droplet.disk, size.gpu, switches),
    ...viewGpu(size.gpu),
    locked: droplet.locked || (switches.lockedDuringActions && pending),
    status: droplet.status,
    kernel: kernel ?? null,
    created_at: timestamp(droplet.createdAt),
    features: droplet.features,
    next_backup_window: viewNextWindow(world, droplet),
    size: viewSize(droplet.size, switches),
    size_slug: droplet.size,
    networks: viewNetworks(world, droplet, switches),
    region: viewRegion(droplet.region, token, switches),
    ...byScope(token, switches, "image:read", {
      image: image ? viewImage(image, switches) : null,
      backup_ids: world.imagesOf(droplet.id, "backup").map(({ id }) => id),
      snapshot_ids: world.imagesOf(droplet.id, "snapshot").map(({ id }) => id),
    }),
    ...byScope(token, switches, "tag:read", { tags: droplet.tags }),
    ...byScope(token, switches, "block_storage:read", { volume_ids: droplet.volumeIds }),
    ...byScope(token, switches, "vpc:read", { vpc_uuid: droplet.vpcUuid }),
  };
}

function byScope(token: Token, switches: SimulatorSwitches, scope: string, fields: Json): Json {
  if (token.can(scope)) return fields;
  if (switches.fieldsWithoutScope === "omitted") return {};
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, Array.isArray(value) ? [] : null]),
  );
}

function viewNetworks(
  world: World,
  droplet: Droplet,
  { networkOrder, privateGateway }: SimulatorSwitches,
): Json {
  const { id, ipv6 } = droplet;
  const netmask = "255.255.240.0";
  const gateway = { nil: "nil", empty: "", address: "10.108.0.1" }[privateGateway];
  const own = { ip_address: `10.108.${hostOf(id)}`, netmask, gateway, type: "private" };
  const open = {
    ip_address: world.addressOf(droplet),
    netmask,
    gateway: "203.0.0.1",
    type: "public",
  };
  return {
    v4: networkOrder === "private-first" ? [own, open] : [open, own],
    v6: ipv6
      ? [{ ip_address: ipv6.address, netmask: 64, gateway: ipv6.gateway, type: "public" }]
      : [],
  };
}
