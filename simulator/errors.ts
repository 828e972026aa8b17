import type { SimulatorSwitches } from "./switches";
import type { Json } from "./views";

/** An answer that is not a success; thrown anywhere below a route. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly id: string,
    message: string,
    /** What the answer says beside its message, as `error_attributes`. */
    readonly attributes?: Json,
  ) {
    super(message);
  }
}

export const unprocessable = (message: string, attributes?: Json): Refusal =>
  new Refusal(422, "unprocessable_entity", message, attributes);

export const badRequest = (message: string): Refusal => new Refusal(400, "bad_request", message);

export const notFound = (): Refusal =>
  new Refusal(404, "not_found", "The resource you were accessing could not be found.");

/** https://github.com/ansible-collections/community.digitalocean/issues/375; the API description has another text. */
export const forbidden = (): Refusal =>
  new Refusal(403, "Forbidden", "You are not authorized to perform this operation");

export const unauthorized = (): Refusal =>
  new Refusal(401, "unauthorized", "Unable to authenticate you.");

export const tooManyRequests = ({ rateLimitAnswer }: SimulatorSwitches): Refusal =>
  new Refusal(
    429,
    "too_many_requests",
    rateLimitAnswer === "documented" ? "API rate limit exceeded." : "Too many requests",
  );

const busyAnswers: Record<SimulatorSwitches["busyAnswer"], () => Refusal> = {
  "pending-event": () => unprocessable("Droplet already has a pending event."),
  "blocking-events": () =>
    unprocessable("there are currently blocking events processing for one or more of the droplets"),
  "locked-by-event": () =>
    new Refusal(409, "conflict", "Droplet is currently locked by an in-progress event."),
};

export const busy = ({ busyAnswer }: SimulatorSwitches): Refusal => busyAnswers[busyAnswer]();

/** Nobody has reported the text. */
export const locked = (): Refusal =>
  unprocessable("This Droplet is locked. Please open a support ticket.");

/** The body of a refusal in one of the forms that clients met. */
export function bodyOf(
  { id, message, attributes }: Refusal,
  requestId: string,
  form: SimulatorSwitches["errorForm"],
): Json {
  const more = attributes === undefined ? {} : { error_attributes: attributes };
  if (form === "nested") return { error: { code: id, message, ...more } };
  const said = form === "plain" ? message : { errors: [message] };
  return { id, message: said, request_id: requestId, ...more };
}

const page = (title: string): string =>
  `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;

/**
 * What an answer with this status was seen to hold, for faults that do not say: gateways send pages
 * (https://github.com/digitalocean/marketplace-partners/issues/48), a 503 has no id of its request
 * (https://github.com/Gamocosm/Gamocosm/issues/96), and a 500 has a text of its own
 * (https://github.com/matt-major/do-wrapper/issues/48).
 */
export function usualBody(status: number, requestId: string, switches: SimulatorSwitches): unknown {
  if (status === 429) return bodyOf(tooManyRequests(switches), requestId, switches.errorForm);
  if (status === 500) {
    return {
      id: "internal_server_error",
      message: "Server was unable to give you a response.",
      request_id: requestId,
    };
  }
  if (status === 503) {
    return { id: "service_unavailable", message: "Service is currently unavailable." };
  }
  if (status === 502) return page("502 Bad Gateway");
  return status === 504 ? page("504 Gateway Time-out") : undefined;
}
