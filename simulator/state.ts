import type { Clock } from "../provider/clock";
import { baseImages } from "./catalogue";
import { shuffled } from "./pages";
import { seededRandom } from "./random";
import type {
  Duration,
  Durations,
  EventType,
  Outcome,
  Seconds,
  SimulatorSwitches,
} from "./switches";

export interface BackupPolicy {
  plan: string;
  weekday?: string;
  hour: number;
  retentionPeriodDays: number;
  windowLengthHours: number;
}

export interface Ipv6 {
  address: string;
  gateway: string;
}

export type DropletStatus = "new" | "active" | "off" | "archive";

/** A Droplet as it truly is, whatever a token may see of it. Sizes, regions and images by their keys. */
export interface Droplet {
  readonly id: number;
  name: string;
  status: DropletStatus;
  size: string;
  /** GiB; stays behind the plan's disk after a resize without `disk`. */
  disk: number;
  region: string;
  image: number;
  kernel: number | null;
  features: string[];
  tags: string[];
  backupPolicy: BackupPolicy | null;
  ipv6: Ipv6 | null;
  locked: boolean;
  volumeIds: string[];
  vpcUuid: string;
  /** How full the disk is; decides the size of snapshots and how long they take. */
  usedGigabytes: number;
  /** Milliseconds since the epoch, as all times in here. */
  createdAt: number;
  /** From then on it is found. */
  visibleAt: number;
  /** Grows whenever the system starts; a shutdown that was sent before is forgotten then. */
  bootCount: number;
  /** When it did so last. */
  bootedAt: number;
  /** What its own HTTP server answers, where the simulator serves that. */
  serverStatus: number;
  /** When the power changed: the downtime of a Droplet can be read from this. */
  statusChanges: { at: number; status: DropletStatus }[];
}

export interface Action {
  readonly id: number;
  /** One of the action types, or of a foreign event: `create`, `destroy`, `backup`, `attach_volume`… */
  type: string;
  status: "in-progress" | "completed" | "errored";
  dropletId: number;
  region: string;
  startedAt: number;
  /** When it will end, or has ended; null if it never does. */
  endsAt: number | null;
  completedAt: number | null;
  outcome: Outcome;
  /** What was posted. */
  body: Record<string, unknown>;
}

/** Base images, snapshots and backups are all images. */
export interface Image {
  readonly id: number;
  type: "base" | "snapshot" | "backup" | "custom";
  name: string;
  distribution: string;
  slug: string | null;
  public: boolean;
  regions: string[];
  createdAt: number;
  minDiskSize: number;
  sizeGigabytes: number;
  /** The Droplet it was taken from. */
  dropletId: number | null;
  /** Deleted images are kept: a Droplet still shows the image it was made from. */
  deleted: boolean;
}

export interface WorldOptions {
  clock: Pick<Clock, "now">;
  switches: SimulatorSwitches;
  durations: Durations;
  timeScale: number;
  seed: number;
  /** The public IPv4 address of a Droplet, if it is not one that leads nowhere. */
  addressOf?: ((droplet: Droplet) => string) | undefined;
  /** Above 2^31 if not given, as DigitalOcean's are since 2026 (https://github.com/digitalocean/godo/pull/1006). */
  firstActionId?: number | undefined;
}

/** The end of a Droplet's addresses. */
export const hostOf = (id: number): string => `${(id >> 8) & 0xff}.${id & 0xff || 1}`;

interface Appointment {
  at: number;
  run: () => void;
}

/**
 * Everything that exists in the account. Nothing here waits: what is to happen is put on an agenda, and `advance`
 * runs what has become due, in order of time, before each look at the world.
 */
export class World {
  readonly droplets = new Map<number, Droplet>();
  readonly actions = new Map<number, Action>();
  readonly images = new Map<number, Image>();
  readonly tags = new Set<string>();
  readonly dropletSwitches = new Map<number, Partial<SimulatorSwitches>>();
  readonly random: () => number;
  readonly addressOf: (droplet: Droplet) => string;
  switches: SimulatorSwitches;
  durations: Durations;
  timeScale: number;

  /** The action that runs on each Droplet. */
  private readonly running = new Map<number, number>();
  private readonly actionsByDroplet = new Map<number, Action[]>();
  private readonly clock: Pick<Clock, "now">;
  private agenda: Appointment[] = [];
  private virtualNow: number | undefined;
  private readonly nextIds: Record<"droplet" | "action" | "image", number>;

  constructor(options: WorldOptions) {
    this.clock = options.clock;
    this.switches = structuredClone(options.switches);
    this.durations = structuredClone(options.durations);
    this.timeScale = options.timeScale;
    const { firstActionId = 3_169_590_176 } = options;
    this.nextIds = { droplet: 3164444, action: firstActionId, image: 119192817 };
    this.random = seededRandom(options.seed);
    this.addressOf = options.addressOf ?? (({ id }) => `203.0.${hostOf(id)}`);
    for (const base of baseImages) {
      this.images.set(base.id, {
        ...base,
        type: "base",
        public: true,
        regions: [],
        createdAt: Date.UTC(2026, 0, 15),
        dropletId: null,
        deleted: false,
      });
    }
  }

  /** While an appointment runs: the time it was made for. */
  now(): number {
    return this.virtualNow ?? this.clock.now();
  }

  newId(kind: "droplet" | "action" | "image"): number {
    return this.nextIds[kind]++;
  }

  get nextActionId(): number {
    return this.nextIds.action;
  }

  /** Ids given by a scenario must not be handed out again. */
  reserveId(kind: "droplet" | "image", id: number): void {
    this.nextIds[kind] = Math.max(this.nextIds[kind], id + 1);
  }

  schedule(at: number, run: () => void): void {
    const index = this.agenda.findIndex((appointment) => appointment.at > at);
    this.agenda.splice(index === -1 ? this.agenda.length : index, 0, { at, run });
  }

  /** Lets happen what has become due. */
  advance(): void {
    const now = this.clock.now();
    for (let next = this.agenda[0]; next !== undefined && next.at <= now; next = this.agenda[0]) {
      this.agenda.shift();
      this.virtualNow = next.at;
      try {
        next.run();
      } finally {
        this.virtualNow = undefined;
      }
    }
  }

  /** Simulated seconds in milliseconds of the clock. */
  milliseconds(seconds: number): number {
    return (seconds * 1000) / this.timeScale;
  }

  durationOf(type: EventType, droplet: Droplet): number {
    return this.milliseconds(this.seconds(this.durations[type], droplet));
  }

  private seconds(duration: Duration, droplet: Droplet): number {
    if (typeof duration === "object" && "perGigabyte" in duration) {
      return duration.perGigabyte * droplet.usedGigabytes;
    }
    return this.secondsWithin(duration);
  }

  secondsWithin(seconds: Seconds): number {
    if (typeof seconds === "number") return seconds;
    const [shortest, longest] = seconds;
    return shortest + this.random() * (longest - shortest);
  }

  /** Those that are found. */
  get visibleDroplets(): Droplet[] {
    return [...this.droplets.values()].filter((droplet) => droplet.visibleAt <= this.now());
  }

  /** The switches as they stand for one Droplet. */
  switchesOf(dropletId: number): SimulatorSwitches {
    const own = this.dropletSwitches.get(dropletId);
    return own ? { ...this.switches, ...own } : this.switches;
  }

  addAction(action: Omit<Action, "id">): Action {
    const added: Action = { id: this.newId("action"), ...action };
    this.actions.set(added.id, added);
    const ofDroplet = this.actionsByDroplet.get(added.dropletId);
    if (ofDroplet === undefined) this.actionsByDroplet.set(added.dropletId, [added]);
    else ofDroplet.push(added);
    if (added.status === "in-progress") this.running.set(added.dropletId, added.id);
    return added;
  }

  endAction(action: Action, status: "completed" | "errored"): void {
    action.status = status;
    action.completedAt = this.now();
    if (this.running.get(action.dropletId) === action.id) this.running.delete(action.dropletId);
  }

  hasPendingEvent(dropletId: number): boolean {
    return this.running.has(dropletId);
  }

  actionsOf(dropletId: number): readonly Action[] {
    return this.actionsByDroplet.get(dropletId) ?? [];
  }

  imagesOf(dropletId: number, type: "snapshot" | "backup"): Image[] {
    return [...this.images.values()].filter(
      (image) => image.dropletId === dropletId && image.type === type && !image.deleted,
    );
  }

  /** In the order in which lists come. */
  inOrder<Item extends { readonly id: number }>(items: Item[]): Item[] {
    return this.switches.listOrder === "shuffled" ? shuffled(items) : items;
  }

  /** An image that exists, by id or slug; `"42"` is an id. */
  findImage(key: unknown): Image | undefined {
    const id = typeof key === "string" && /^\d+$/.test(key) ? Number(key) : key;
    return [...this.images.values()].find(
      (image) => !image.deleted && (image.id === id || (image.slug !== null && image.slug === id)),
    );
  }
}
