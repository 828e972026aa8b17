import type { Clock } from "../clock";
import type { Link } from "./link";
import { within } from "./limits";

/** Milliseconds. A read that takes longer hangs, and the next one may not. */
const patience = 10_000;

/** One hung read does not hold up those who wait for it as long as a server may: it counts as lost, and is repeated. */
export const patiently =
  (clock: Clock): Link =>
  (next) =>
  (request) => {
    if (request.method !== "GET") return next(request);
    const { action, dropletId, signal } = request;
    const deadline = clock.now() + patience;
    return within(clock, { deadline, signal }, { action, dropletId }, (over) =>
      next({ ...request, signal: over }),
    );
  };
