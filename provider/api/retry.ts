import { type Clock, sleepOut } from "../clock";
import { isKind } from "../errors";
import { longestLimit, secondsUntilReset } from "./budget";
import type { ApiRequest, ApiResponse, Link } from "./link";

/** Waits between the tries of a GET, in seconds. */
const readWaits = [0.5, 1, 2, 4, 8, 16];
/** A 429 without a deadline of its own is waited out this long at most: hundreds of Droplets share a minute. */
const longestRateWaitSeconds = 900;

/**
 * Sends again what may be sent again, and nothing else: a GET whatever happened to it, and a DELETE that was answered
 * 429 or never left this machine. A POST is never repeated here, for after a wait its plan has to be made once more.
 */
export const retry =
  (clock: Clock): Link =>
  (next) =>
  async (request) => {
    const started = clock.now();
    for (let attempt = 0; ; attempt++) {
      const outcome = await next(request).catch((error: unknown) => error);
      const wait = waitBefore(request, outcome, attempt, clock.now());
      const isRateLimited = isResponse(outcome) && outcome.status === 429;
      const patience = started + (request.patience ?? Infinity);
      const limit = Math.min(
        request.deadline ?? started + longestRateWaitSeconds * 1000,
        isRateLimited ? Infinity : patience,
      );
      const isWorthIt = wait !== undefined && clock.now() + wait * 1000 <= limit;
      // Woken before its time, nobody wants to wait any longer.
      if (!isWorthIt || !(await sleepOut(clock, wait * 1000))) {
        if (outcome instanceof Error) throw outcome;
        return outcome as ApiResponse;
      }
    }
  };

/** Seconds to wait before the same request is sent again; undefined if it must not be. */
function waitBefore(
  request: ApiRequest,
  outcome: unknown,
  attempt: number,
  now: number,
): number | undefined {
  if (request.method === "POST") return undefined;
  if (isResponse(outcome)) {
    if (outcome.status === 429) return rateWait(outcome, attempt, now);
    return outcome.status >= 500 && request.method === "GET" ? readWaits[attempt] : undefined;
  }
  const repeatable = isKind(outcome, "LostAnswerError") && request.method === "GET";
  return repeatable || isKind(outcome, "UnreachableError") ? readWaits[attempt] : undefined;
}

/** `retry-after` comes with the limit by the minute only; for the hourly one, `ratelimit-reset` says when requests come back. */
export function rateWait(
  { headers }: Pick<ApiResponse, "headers">,
  attempt: number,
  now: number,
): number {
  const after = Number(headers["retry-after"]);
  if (after > 0) return Math.min(after, longestLimit);
  const reset = secondsUntilReset(headers, now);
  return reset > 0 ? Math.min(reset, 60) : Math.min(2 ** attempt, 30);
}

const isResponse = (outcome: unknown): outcome is ApiResponse => !(outcome instanceof Error);
