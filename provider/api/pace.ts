import type { Clock } from "../clock";
import { AnswerError } from "../errors";
import { type Budget, reserve } from "./budget";
import { Gate } from "./gate";
import type { ApiRequest, ApiResponse, Link } from "./link";
import { rateWait } from "./retry";

/** DigitalOcean allows 250 requests a minute; so far apart, ours stay below that. */
const carefulGap = 250;
/** Refused again although careful: other tools take their part, so ours is made smaller, down to this. */
const largestGap = 2_000;
const minute = 60_000;
/** What we take of a minute's requests at most. */
const ourShare = 0.9;

/**
 * Keeps the process within its pace: the one asked for by `requestsPerSecond`, or else the server's own rate
 * headers. One gate for all requests: if each waited by itself, all would come back at the same moment.
 */
export const pace =
  (clock: Clock, budget: Budget, requestsPerSecond: number | undefined): Link =>
  (next) => {
    const gate = new Gate(clock);
    const lately: number[] = [];
    let careful = carefulGap;
    let carefulUntil = 0;
    let heldUntil = 0;

    /** Closes the gate behind a request. */
    const close = (now: number) => {
      if (requestsPerSecond) return gate.close(now + 1000 / requestsPerSecond);
      while ((lately[0] ?? now) <= now - minute) lately.shift();
      lately.push(now);
      if (now < carefulUntil) gate.close(now + careful);
      const left = budget.perMinute * ourShare - lately.length;
      const untilFirstEnds = Number(lately[0]) + minute - now;
      if (left < 1) gate.close(now + untilFirstEnds);
      // Half of a minute's requests may come at once; the rest is spread, so that looks are not kept out for long.
      else if (left <= lately.length) gate.close(now + untilFirstEnds / left, "rest");
    };
    const heed = (response: ApiResponse) => {
      const now = clock.now();
      budget.heed(response);
      if (budget.remaining < reserve) carefulUntil = Math.max(carefulUntil, now + minute);
      if (response.status !== 429) return;
      const open = now + rateWait(response, 0, now) * 1000;
      if (now >= heldUntil) {
        careful = now < carefulUntil ? Math.min(careful * 2, largestGap) : carefulGap;
      }
      heldUntil = Math.max(heldUntil, open);
      carefulUntil = Math.max(carefulUntil, open + minute);
      gate.close(open);
      const hoursLimit = response.headers["retry-after"] === undefined;
      budget.holdBack(hoursLimit ? Math.max(open, budget.resetAt) : open);
    };
    return async (request) => {
      const rank = request.method === "POST" ? "post" : request.isLook ? "look" : "read";
      const onTurn = () => {
        request.onTurn?.();
        close(clock.now());
      };
      await gate.pass(rank, onTurn, () => {
        if (rank !== "post") throw givenUp(request);
        request.onTurn?.();
      });
      const response = await next(request);
      heed(response);
      return response;
    };
  };

/** Of a request that was not sent. What DigitalOcean answered to the others is true of it, too. */
const givenUp = ({ method, path, action, dropletId }: ApiRequest) =>
  new AnswerError(
    { action: action ?? `${method} ${path}`, dropletId, httpStatus: 429 },
    "API rate limit exceeded",
    "The run was ended while all requests were held back. Run it again later",
  );
