export type { Call } from "./call";
export { nameOf, newSession } from "./call";
export { InitFailure } from "./change";
export { check } from "./check";
export { create } from "./create";
export { diff } from "./diff";
export { read } from "./read";
export { remove } from "./remove";
export { update } from "./update";
