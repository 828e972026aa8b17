import { check as plainCheck } from "./check";
import { create as plainCreate } from "./create";
import { showingHolds } from "./holds";
import { read as plainRead } from "./read";
import { remove as plainRemove } from "./remove";
import { update as plainUpdate } from "./update";

export type { Call } from "./call";
export { nameOf, newSession } from "./call";
export { InitFailure } from "./change";
export { diff } from "./diff";

export const check = showingHolds(plainCheck);
export const create = showingHolds(plainCreate);
export const read = showingHolds(plainRead);
export const update = showingHolds(plainUpdate);
export const remove = showingHolds(plainRemove);
