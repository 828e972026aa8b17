import type { Clock } from "../clock";
import { AnswerError, LostAnswerError } from "../errors";
import type { ApiRequest, ApiResponse, Link } from "./link";
import { rateWait } from "./retry";

/**
 * Turns answers into errors. A 5xx answer to anything but a GET is a lost answer: DigitalOcean's gateways answer
 * so after an action was accepted, too (https://github.com/digitalocean/marketplace-partners/issues/48).
 */
export const raise =
  (clock: Clock): Link =>
  (next) =>
  async (request) => {
    const response = await next(request);
    if (response.status < 300) return response;
    const facts = {
      action: request.action ?? `${request.method} ${request.path}`,
      dropletId: request.dropletId,
      httpStatus: response.status,
      method: request.method,
      requestId: text(field(response.data, "request_id")) ?? response.headers["x-request-id"],
    };
    const answer = answerOf(response);
    if (response.status >= 500 && request.method !== "GET") {
      throw new LostAnswerError(
        facts,
        `DigitalOcean answered "${answer}", which does not tell whether the request was accepted`,
        "It is not sent again",
      );
    }
    const wait = response.status === 429 ? rateWait(response, 2, clock.now()) : undefined;
    throw new AnswerError(facts, answer, advice(request, response.status), wait);
  };

/** For answers that DigitalOcean would not give. */
export function incomplete(path: string, name: string): AnswerError {
  return new AnswerError(
    { action: `GET ${path}`, httpStatus: 200 },
    `an answer without "${name}"`,
    "Check that the API address is DigitalOcean's",
  );
}

function answerOf(response: ApiResponse): string {
  const message = text(field(response.data, "message")) ?? text(field(response.data, "id"));
  if (message) return message;
  // A gateway's page: its title says more than its markup.
  const page = typeof response.data === "string" ? response.data : "";
  const title = /<title>([^<]*)<\/title>/i.exec(page)?.[1] ?? (page.startsWith("<") ? "" : page);
  return title.trim().slice(0, 200) || "an error without a message";
}

function advice(request: ApiRequest, status: number): string {
  if (status === 401) {
    return "Check the token: it may be mistyped, expired or revoked (https://cloud.digitalocean.com/account/api/tokens)";
  }
  if (status === 403) {
    return `Use a token that has the scope${request.scopes.length > 1 ? "s" : ""} ${request.scopes.join(" and ")} (https://cloud.digitalocean.com/account/api/tokens)`;
  }
  if (status === 404 && request.dropletId) {
    return "Check dropletId, and whether the token belongs to the team that owns the Droplet";
  }
  if (status === 429) {
    return "The token's rate limit is used up; other tools may be using it. Try again later, or set requestsPerSecond";
  }
  if (status >= 500) return "Try again later; https://status.digitalocean.com shows known trouble";
  if (status < 400) return "Check that the API address is DigitalOcean's";
  if (request.method === "POST") {
    return "Bring the Droplet or the inputs to what DigitalOcean asks for, and run `pulumi up` again";
  }
  return request.method === "GET" ? "Check the ids in the program, or the one that was given" : "";
}

const field = (data: unknown, name: string): unknown =>
  typeof data === "object" && data !== null ? (data as Record<string, unknown>)[name] : undefined;

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;
