import { check as plainCheck } from "./check";
import { create as plainCreate } from "./create";
import { showingHolds } from "./holds";
import { importById as plainImportById } from "./import";
import { preview as plainPreview } from "./preview";
import { read as plainRead } from "./read";
import { remove as plainRemove } from "./remove";
import { update as plainUpdate } from "./update";

export { type Context, nameOf, newSession } from "../run/context";
export { InitFailure } from "./bring";
export { operationKey } from "../operation/operation";
export { unknownValue } from "../resources/fields";
export { type Failure, holdsUnknown } from "./inputs";
export { diff, type DiffResult } from "./diff";
export type { ReadResult } from "./read";

export const check = showingHolds(plainCheck);
export const create = showingHolds(plainCreate);
export const importById = showingHolds(plainImportById);
export const preview = showingHolds(plainPreview);
export const read = showingHolds(plainRead);
export const update = showingHolds(plainUpdate);
export const remove = showingHolds(plainRemove);
