import type { Clock } from "../clock";
import type { Link } from "./link";

/** Requests of the minute's budget that are left to other tools using the same token. */
const reserve = 10;

/**
 * Keeps the process within its pace: the one asked for by `requestsPerSecond`, or else the server's own rate
 * headers, by slowing down when little of the budget is left.
 */
export const pace =
  (clock: Clock, requestsPerSecond: number | undefined): Link =>
  (next) => {
    let free = 0;
    let gap = requestsPerSecond ? 1000 / requestsPerSecond : 0;
    return async (request) => {
      const start = Math.max(clock.now(), free);
      free = start + gap;
      if (start > clock.now()) await clock.sleep(start - clock.now());
      const response = await next(request);
      if (!requestsPerSecond) {
        const remaining = Number(response.headers["ratelimit-remaining"] ?? Infinity);
        gap = remaining < reserve ? 1000 : 0;
      }
      return response;
    };
  };
