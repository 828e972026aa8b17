// GENERATED from provider/resources by `npm run generate`; change it there.

export { DropletAction, type DropletActionArgs } from "./dropletAction";
export { DropletBackups, type DropletBackupsArgs } from "./dropletBackups";
export { DropletIpv6, type DropletIpv6Args } from "./dropletIpv6";
export { DropletKernel, type DropletKernelArgs } from "./dropletKernel";
export { DropletPasswordReset, type DropletPasswordResetArgs } from "./dropletPasswordReset";
export { DropletPowerState, type DropletPowerStateArgs } from "./dropletPowerState";
export { DropletReboot, type DropletRebootArgs } from "./dropletReboot";
export { DropletRebuild, type DropletRebuildArgs } from "./dropletRebuild";
export { DropletRename, type DropletRenameArgs } from "./dropletRename";
export { DropletResize, type DropletResizeArgs } from "./dropletResize";
export { DropletRestore, type DropletRestoreArgs } from "./dropletRestore";
export { DropletSnapshot, type DropletSnapshotArgs } from "./dropletSnapshot";
export { DropletTagAction, type DropletTagActionArgs } from "./dropletTagAction";
export type {
  PerformedAction,
  BackupPolicy,
  BackupWindow,
  CurrentImage,
  TagActionResult,
} from "./types";
