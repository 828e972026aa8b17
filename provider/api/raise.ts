import type { Clock } from "../clock";
import type { TokenSource } from "../configuration";
import { AnswerError, LostAnswerError, rejectionOf } from "../errors";
import type { ApiRequest, ApiResponse, Link } from "./link";
import { rateWait } from "./retry";
import { part } from "./wire";

/**
 * Turns answers into errors. A 5xx answer to anything but a GET is a lost answer: DigitalOcean's gateways answer
 * so after an action was accepted, too (https://github.com/digitalocean/marketplace-partners/issues/48).
 */
export const raise =
  (clock: Clock, tokenFrom: TokenSource): Link =>
  (next) =>
  async (request) => {
    const response = await next(request);
    if (response.status < 300) return response;
    const facts = {
      action: request.action ?? `${request.method} ${request.path}`,
      dropletId: request.dropletId,
      httpStatus: response.status,
      method: request.method,
      requestId: inWords(part(response.data, "request_id")) || response.headers["x-request-id"],
    };
    const answer = answerOf(response);
    if (response.status >= 500 && request.method !== "GET") {
      throw new LostAnswerError(
        facts,
        `DigitalOcean answered "${answer}", which does not say whether the request was accepted`,
        "It is not sent again",
      );
    }
    const wait = response.status === 429 ? rateWait(response, 2, clock.now()) : undefined;
    const error = new AnswerError(facts, answer, advice(request, response.status, tokenFrom), wait);
    if (rejectionOf(error) !== "locked") throw error;
    throw new AnswerError(facts, answer, unlock);
  };

const unlock =
  "DigitalOcean has locked the Droplet, and only its support can unlock it (https://cloudsupport.digitalocean.com). Run `pulumi up` again after that";

/** For answers that DigitalOcean would not give. */
export function incomplete(path: string, name: string): AnswerError {
  return new AnswerError(
    { action: `GET ${path}`, httpStatus: 200 },
    `an answer without "${name}"`,
    "Check that the API address is DigitalOcean's",
  );
}

/** Longer answers are cut: they go into one line on a terminal. */
const longestAnswer = 300;

/**
 * All that an answer says, in one line. Its message may be an object (https://github.com/hashicorp/packer/issues/6384),
 * or lie within `error`; `error_attributes` say what would be possible, such as other regions.
 */
function answerOf({ data }: ApiResponse): string {
  const line = (typeof data === "string" ? ofPage(data) : ofBody(data)).replace(/\s+/g, " ").trim();
  if (line.length > longestAnswer) return `${line.slice(0, longestAnswer - 1)}…`;
  return line || "an error without a message";
}

/** A gateway's page: its title says more than its markup. */
const ofPage = (page: string): string =>
  /<title>([^<]*)<\/title>/i.exec(page)?.[1] ?? (page.trimStart().startsWith("<") ? "" : page);

function ofBody(body: unknown): string {
  const nested = part(body, "error");
  const message = [part(body, "message"), part(nested, "message"), nested, part(body, "id")]
    .map(inWords)
    .find(Boolean);
  const attributes = part(body, "error_attributes") ?? part(nested, "error_attributes");
  const more = Object.entries(attributes ?? {}).map(
    ([name, value]) => `${name}: ${inWords(value)}`,
  );
  const isEmpty = Object.keys(Object(body) as object).length === 0;
  const rest = message ?? (isEmpty ? "" : inWords(body));
  return more.length > 0 ? `${rest.replace(/\.$/, "")} (${more.join("; ")})` : rest;
}

/** Text as it is, a list of texts with commas, and anything else as JSON. */
function inWords(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  const isListOfTexts = Array.isArray(value) && value.every((item) => typeof item === "string");
  return isListOfTexts ? value.join(", ") : JSON.stringify(value);
}

function advice(request: ApiRequest, status: number, tokenFrom: TokenSource): string {
  if (status === 401) {
    const late = tokenFrom.isKept ? ". A refresh or destroy sees it only with --run-program" : "";
    return `The token from ${tokenFrom.name} is mistyped, expired or revoked: set a new one there and run the same command again${late}`;
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
