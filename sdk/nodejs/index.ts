// GENERATED from provider/resources by `npm run generate`; change it there.

export { DropletAction } from "./dropletAction";
export type { DropletActionArgs } from "./dropletAction";
export { DropletBackups } from "./dropletBackups";
export type { DropletBackupsArgs } from "./dropletBackups";
export { DropletIpv6 } from "./dropletIpv6";
export type { DropletIpv6Args } from "./dropletIpv6";
export { DropletKernel } from "./dropletKernel";
export type { DropletKernelArgs } from "./dropletKernel";
export { DropletPasswordReset } from "./dropletPasswordReset";
export type { DropletPasswordResetArgs } from "./dropletPasswordReset";
export { DropletPowerState } from "./dropletPowerState";
export type { DropletPowerStateArgs } from "./dropletPowerState";
export { DropletReboot } from "./dropletReboot";
export type { DropletRebootArgs } from "./dropletReboot";
export { DropletRebuild } from "./dropletRebuild";
export type { DropletRebuildArgs } from "./dropletRebuild";
export { DropletRename } from "./dropletRename";
export type { DropletRenameArgs } from "./dropletRename";
export { DropletResize } from "./dropletResize";
export type { DropletResizeArgs } from "./dropletResize";
export { DropletRestore } from "./dropletRestore";
export type { DropletRestoreArgs } from "./dropletRestore";
export { DropletSnapshot } from "./dropletSnapshot";
export type { DropletSnapshotArgs } from "./dropletSnapshot";
export { DropletTagAction } from "./dropletTagAction";
export type { DropletTagActionArgs } from "./dropletTagAction";
export type {
  PerformedAction,
  BackupPolicy,
  BackupWindow,
  CurrentImage,
  KeptSnapshot,
  Healthcheck,
  TagActionResult,
} from "./types";
