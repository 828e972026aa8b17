import type { Context } from "../run/context";
import { create as plainCreate, update as plainUpdate } from "./bring";
import { check as plainCheck } from "./check";
import { preview as plainPreview } from "./preview";
import { importById as plainImportById, read as plainRead } from "./read";
import { remove as plainRemove } from "./remove";

export { type Context, nameOf, newSession } from "../run/context";
export { InitFailure } from "./bring";
export { operationKey } from "../operation/operation";
export { unknownValue } from "../resources/fields";
export { type Failure, holdsUnknown } from "./inputs";
export { diff } from "./diff";
export { notFound } from "./read";

export const check = showingHolds(plainCheck);
export const create = showingHolds(plainCreate);
export const importById = showingHolds(plainImportById);
export const preview = showingHolds(plainPreview);
export const read = showingHolds(plainRead);
export const update = showingHolds(plainUpdate);
export const remove = showingHolds(plainRemove);

type Verb<Rest extends unknown[], Result> = (context: Context, ...rest: Rest) => Promise<Result>;

/** A verb that says on the resource's own row when all requests wait because the rate limit is used up. */
function showingHolds<Rest extends unknown[], Result>(
  verb: Verb<Rest, Result>,
): Verb<Rest, Result> {
  return async (context, ...rest) => {
    let stop: (() => void) | undefined;
    const connect = () => {
      const account = context.connect();
      stop ??= account.budget.onHold((since, until) =>
        context.progress.waiting({ head: "waiting", tail: holdUntil(until) }, since),
      );
      return account;
    };
    try {
      return await verb({ ...context, connect }, ...rest);
    } finally {
      stop?.();
    }
  };
}

const holdUntil = (until: number) =>
  ` until ${new Date(until).toISOString().slice(11, 16)} (UTC): DigitalOcean's rate limit is used up`;
