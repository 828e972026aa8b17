import type { Clock } from "../clock";
import type { ApiResponse, Link } from "./link";
import { rateWait } from "./retry";

/** Requests of the budget that are left to other tools using the same token. */
const reserve = 25;
/** DigitalOcean allows 250 requests a minute; so far apart, ours stay below that. */
const carefulGap = 250;
const carefulMilliseconds = 60_000;

/**
 * Keeps the process within its pace: the one asked for by `requestsPerSecond`, or else the server's own rate
 * headers. One gate for all requests: if each waited by itself, all would come back at the same moment.
 */
export const pace =
  (clock: Clock, requestsPerSecond: number | undefined): Link =>
  (next) => {
    let free = 0;
    let carefulUntil = 0;
    const gap = () => {
      if (requestsPerSecond) return 1000 / requestsPerSecond;
      return clock.now() < carefulUntil ? carefulGap : 0;
    };
    const heed = (response: ApiResponse) => {
      const now = clock.now();
      const remaining = Number(response.headers["ratelimit-remaining"] ?? Infinity);
      if (remaining < reserve) carefulUntil = now + carefulMilliseconds;
      if (response.status !== 429) return;
      const open = now + rateWait(response, 0, now) * 1000;
      free = Math.max(free, open);
      carefulUntil = Math.max(carefulUntil, open + carefulMilliseconds);
    };
    /** The next free moment is taken only when it is there, for a refusal meanwhile puts it off for all. */
    const turn = async () => {
      while (free > clock.now()) await clock.sleep(free - clock.now());
      free = clock.now() + gap();
    };
    return async (request) => {
      await turn();
      const response = await next(request);
      heed(response);
      return response;
    };
  };
