import { dailyPolicy, readBackupPolicy, setBackupPolicy } from "./backups";
import { kernels, sizes } from "./catalogue";
import { addImageOf, enableIpv6, restart, setStatus } from "./droplets";
import { unprocessable } from "./errors";
import {
  checkEnableIpv6,
  checkName,
  checkRebuild,
  checkResize,
  imageToRestore,
  mustBeOn,
} from "./preconditions";
import type { BackupPolicy, Droplet, DropletStatus, World } from "./state";
import type { ActionType, SimulatorSwitches } from "./switches";

export interface ActionContext {
  world: World;
  droplet: Droplet;
  body: Record<string, unknown>;
  switches: SimulatorSwitches;
  /** This and what follows are from when the action was posted. */
  startedAt: number;
  statusBefore: DropletStatus;
  bootCountBefore: number;
}

export interface ActionKind {
  /** Needed beside `droplet:update`. */
  scopes: string[];
  /** Whether it can be posted for all Droplets of a tag. */
  byTag: boolean;
  /** Throws the refusal that the API would answer. */
  check?: (context: ActionContext) => void;
  /** What shows at once. */
  begin?: (context: ActionContext) => void;
  /** When the effect shows, if not with the completion; undefined = never. */
  landsAt?: (context: ActionContext, completedAt: number) => number | undefined;
  effect?: (context: ActionContext) => void;
}

/** Everything that the API does differently from one action to the next. */
export const actionKinds: Record<ActionType, ActionKind> = {
  enable_backups: {
    scopes: [],
    byTag: true,
    check: ({ droplet, body, switches }) => {
      if (droplet.backupPolicy && switches.enableBackupsWhenEnabled === "refuse") {
        throw unprocessable("Backups have already been enabled on this Droplet.");
      }
      policyToEnable(body);
    },
    effect: ({ droplet, body }) => setBackupPolicy(droplet, policyToEnable(body)),
  },

  disable_backups: {
    scopes: [],
    byTag: true,
    check: ({ droplet, switches }) => {
      if (!droplet.backupPolicy && switches.disableBackupsWhenDisabled === "refuse") {
        throw unprocessable("Backups have already been disabled on this Droplet.");
      }
    },
    effect: ({ droplet }) => setBackupPolicy(droplet, null),
  },

  change_backup_policy: {
    scopes: [],
    byTag: false,
    check: ({ droplet, body, switches }) => {
      if (!droplet.backupPolicy && switches.changePolicyWhenDisabled === "refuse") {
        throw unprocessable("Backups are not enabled on this Droplet.");
      }
      readBackupPolicy(body.backup_policy);
    },
    effect: ({ droplet, body }) => setBackupPolicy(droplet, readBackupPolicy(body.backup_policy)),
  },

  reboot: {
    scopes: [],
    byTag: false,
    check: ({ droplet, switches }) => {
      if (droplet.status === "off" && switches.rebootWhileOff === "refuse") {
        throw unprocessable(mustBeOn);
      }
    },
    effect: ({ world, droplet }) => restart(world, droplet),
  },

  power_cycle: {
    scopes: [],
    byTag: true,
    check: ({ droplet, switches }) => {
      if (droplet.status === "off" && switches.powerCycleWhileOff === "refuse") {
        throw unprocessable(mustBeOn);
      }
    },
    effect: ({ world, droplet }) => restart(world, droplet),
  },

  // A Droplet that is off already is no error here, unlike with power_off.
  shutdown: {
    scopes: [],
    byTag: true,
    landsAt: ({ world, switches, startedAt }, completedAt) => {
      const { shutdownBehaviour } = switches;
      if (shutdownBehaviour === "ignored") return undefined;
      if (shutdownBehaviour === "works") return completedAt;
      const delay = world.milliseconds(shutdownBehaviour.landsAfterSeconds);
      return Math.max(completedAt, startedAt + delay);
    },
    effect: ({ world, droplet, bootCountBefore }) => {
      // The system that was asked to stop may be gone by now.
      if (droplet.bootCount === bootCountBefore) setStatus(world, droplet, "off");
    },
  },

  power_off: {
    scopes: [],
    byTag: true,
    check: ({ droplet }) => {
      if (droplet.status === "off") throw unprocessable("Droplet is already powered off.");
    },
    effect: ({ world, droplet }) => setStatus(world, droplet, "off"),
  },

  power_on: {
    scopes: [],
    byTag: true,
    check: ({ droplet, switches }) => {
      if (droplet.status === "active" && switches.powerOnWhileActive === "refuse") {
        throw unprocessable("Droplet is already powered on");
      }
    },
    effect: ({ world, droplet }) => setStatus(world, droplet, "active"),
  },

  restore: {
    scopes: ["droplet:admin"],
    byTag: false,
    check: (context) => void imageToRestore(context),
    effect: (context) => {
      const { world, droplet, switches } = context;
      if (switches.restoreChangesImage) droplet.image = imageToRestore(context).id;
      restart(world, droplet);
    },
  },

  password_reset: {
    scopes: ["droplet:admin"],
    byTag: false,
    effect: ({ world, droplet }) => {
      if (droplet.status === "active") restart(world, droplet);
    },
  },

  resize: {
    scopes: ["droplet:create"],
    byTag: false,
    check: checkResize,
    begin: ({ world, droplet }) => setStatus(world, droplet, "off"),
    effect: ({ world, droplet, body, switches, statusBefore }) => {
      const size = String(body.size);
      droplet.size = size;
      if (body.disk === true) droplet.disk = sizes.get(size)?.disk ?? droplet.disk;
      if (statusBefore === "active" && switches.resizeWhileActive === "off-ends-active") {
        setStatus(world, droplet, "active");
      }
    },
  },

  rebuild: {
    scopes: ["droplet:admin"],
    byTag: false,
    check: checkRebuild,
    effect: ({ world, droplet, body, switches }) => {
      droplet.image = world.findImage(body.image)?.id ?? droplet.image;
      const staysOff = droplet.status === "off" && switches.rebuildWhileOff === "ends-off";
      if (!staysOff) restart(world, droplet);
    },
  },

  rename: {
    scopes: [],
    byTag: false,
    check: ({ body }) => checkName(body.name),
    effect: ({ droplet, body }) => {
      droplet.name = String(body.name);
    },
  },

  change_kernel: {
    scopes: [],
    byTag: false,
    check: ({ droplet, body }) => {
      if (droplet.kernel === null) {
        throw unprocessable("The kernel of this Droplet is managed internally.");
      }
      if (!kernels.some((kernel) => kernel.id === body.kernel)) {
        throw unprocessable("You specified an invalid kernel for the Droplet.");
      }
    },
    effect: ({ droplet, body }) => {
      droplet.kernel = Number(body.kernel);
    },
  },

  enable_ipv6: {
    scopes: [],
    byTag: true,
    check: checkEnableIpv6,
    effect: ({ droplet }) => enableIpv6(droplet),
  },

  snapshot: {
    scopes: ["image:create"],
    byTag: true,
    // Clients find their snapshot by its `created_at`, which is the action's `started_at` or a moment later.
    effect: ({ world, droplet, body, switches, startedAt }) => {
      const name = typeof body.name === "string" ? body.name : `${droplet.name}-${startedAt}`;
      const createdAt = startedAt + world.milliseconds(switches.snapshotCreatedAfterSeconds);
      addImageOf(world, droplet, "snapshot", name, createdAt);
    },
  },

  enable_private_networking: {
    scopes: [],
    byTag: true,
    effect: ({ droplet }) => {
      droplet.features = [...new Set([...droplet.features, "private_networking"])];
    },
  },
};

const policyToEnable = ({ backup_policy: policy }: Record<string, unknown>): BackupPolicy =>
  policy === undefined || policy === null ? dailyPolicy : readBackupPolicy(policy);
