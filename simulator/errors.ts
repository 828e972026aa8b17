/** An answer that is not a success; thrown anywhere below a route. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly id: string,
    message: string,
  ) {
    super(message);
  }
}

export const unprocessable = (message: string): Refusal =>
  new Refusal(422, "unprocessable_entity", message);

export const badRequest = (message: string): Refusal => new Refusal(400, "bad_request", message);

export const notFound = (): Refusal =>
  new Refusal(404, "not_found", "The resource you were accessing could not be found.");

export const forbidden = (): Refusal =>
  new Refusal(403, "forbidden", "You do not have permission to perform this action.");

export const unauthorized = (): Refusal =>
  new Refusal(401, "unauthorized", "Unable to authenticate you.");

export const pendingEvent = (): Refusal => unprocessable("Droplet already has a pending event.");
