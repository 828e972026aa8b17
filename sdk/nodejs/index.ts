// GENERATED from provider/resources by `npm run generate`; change it there.

export { DropletPowerState, type DropletPowerStateArgs } from "./dropletPowerState";
export { DropletResize, type DropletResizeArgs } from "./dropletResize";
export { DropletSnapshot, type DropletSnapshotArgs } from "./dropletSnapshot";
export type { PerformedAction } from "./dynamic";
