/**
 * The Pulumi program of the smoke run. One Droplet, one story: a chain of `dependsOn`, which three deployments pass
 * through. The restore comes last, for it is the one that DigitalOcean may refuse: it documents backups only.
 */
import type { Resource } from "@pulumi/pulumi";
import {
  DropletBackups,
  DropletIpv6,
  DropletPasswordReset,
  DropletPowerState,
  DropletReboot,
  DropletRebuild,
  DropletRename,
  DropletResize,
  DropletRestore,
  DropletSnapshot,
} from "../../sdk/nodejs/plugin";
import type { ProgramInputs } from "./deployment";

const { stage, dropletId, run, size, image, resetsPassword } = JSON.parse(
  process.env["SMOKE_INPUTS"] ?? "{}",
) as ProgramInputs;

let last: Resource | undefined;

/** Hands over what a resource depends on: the one before it. */
function next<Kind extends Resource>(make: (options: { dependsOn: Resource[] }) => Kind): Kind {
  const made = make({ dependsOn: last ? [last] : [] });
  last = made;
  return made;
}

const weekly = { plan: "weekly", weekday: "SUN", hour: 8 };
const daily = { plan: "daily", hour: 20 };

next((options) => new DropletRename("renamed", { dropletId, name: `${run}-renamed` }, options));
// enable_backups, change_backup_policy, disable_backups
const backups = next(
  (options) =>
    new DropletBackups(
      "backups",
      {
        dropletId,
        ...(stage === 3 ? { enabled: false } : { policy: stage === 1 ? weekly : daily }),
      },
      options,
    ),
);
next((options) => new DropletReboot("reboot", { dropletId }, options));
next((options) => new DropletReboot("power-cycle", { dropletId, hard: true }, options));
const snapshot = next(
  (options) => new DropletSnapshot("snapshot", { dropletId, name: `${run}-snapshot` }, options),
);
next(
  (options) => new DropletRebuild("rebuilt", { dropletId, image, allowDataLoss: true }, options),
);
// shutdown, resize, power_on
next((options) => new DropletResize("resized", { dropletId, size }, options));
// power_off, enable_ipv6, power_on
next((options) => new DropletIpv6("ipv6", { dropletId, gracefulShutdown: false }, options));
if (resetsPassword) {
  next((options) => new DropletPasswordReset("password", { dropletId }, options));
}
next(
  (options) =>
    new DropletRestore(
      "restored",
      { dropletId, image: snapshot.snapshotId, allowDataLoss: true },
      options,
    ),
);
// Not after the restore: a refused one should not keep it from running.
if (stage > 1) {
  new DropletPowerState(
    "power",
    { dropletId, state: stage === 2 ? "off" : "active", gracefulShutdown: false },
    { dependsOn: [backups] },
  );
}
