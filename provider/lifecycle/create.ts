import { bring, type Brought } from "./bring";
import type { Context, Request } from "../run/context";
import { replacedBefore } from "./state";

/** Runs the actions that the inputs call for, none if the Droplet already matches the inputs. */
export const create = (context: Context, request: Request): Promise<Brought> =>
  bring(context, { ...request, state: null, replaced: replacedBefore(context, null) });
