import type { ErrorPage } from "./errorPages";

/** What an error is about; every field that is known goes into its sentence. */
export interface ErrorFacts {
  /** The action's type, or what else was asked for, such as "delete snapshot". */
  readonly action?: string | undefined;
  readonly dropletId?: string | undefined;
  readonly actionId?: number | null | undefined;
  readonly httpStatus?: number | undefined;
  /** The method of the request that was answered. */
  readonly method?: string | undefined;
  /** DigitalOcean's own id of the request, which its support asks for. */
  readonly requestId?: string | undefined;
}

/**
 * Base of all errors that reach the user: `<action> on Droplet <id> (action <id>): <cause>. <what to do next>.`
 * Recognise a kind by its `name`: two copies of this package may be loaded, which breaks `instanceof`.
 */
export abstract class DropletActionsError extends Error {
  /** Where docs/errors.md explains it. The adapters add that to the text, so that texts within texts do not repeat it. */
  abstract readonly page: ErrorPage;

  constructor(
    readonly facts: ErrorFacts,
    readonly reason: string,
    readonly next: string,
  ) {
    super(sentence(facts, reason, next));
  }
}

function sentence(facts: ErrorFacts, reason: string, next: string): string {
  const droplet = facts.dropletId ? `Droplet ${facts.dropletId}` : "";
  const subject =
    facts.action && droplet ? `${facts.action} on ${droplet}` : facts.action || droplet;
  const action = facts.actionId ? ` (action ${facts.actionId})` : "";
  const details = [
    facts.httpStatus && `HTTP ${facts.httpStatus}`,
    facts.requestId && `request id ${facts.requestId}`,
  ].filter(Boolean);
  const cause = closed(details.length ? `${open(reason)} (${details.join(", ")})` : reason);
  return `${subject ? `${subject}${action}: ` : ""}${cause}${next ? ` ${closed(next)}` : ""}`;
}

const open = (text: string) => text.trim().replace(/[.!]$/, "");
const closed = (text: string) => (/[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);

/** A setting (token, address, requests per second) is missing or unusable. */
export class ConfigurationError extends DropletActionsError {
  override readonly name = "ConfigurationError";
  constructor(
    override readonly page: ErrorPage,
    reason: string,
    next: string,
  ) {
    super({}, reason, next);
  }
}

/** DigitalOcean answered, and the answer is an error. */
export class AnswerError extends DropletActionsError {
  override readonly name = "AnswerError";
  constructor(
    facts: ErrorFacts & { readonly httpStatus: number },
    readonly answer: string,
    next: string,
    /** For a 429: the seconds after which the rate limit allows a request again. */
    readonly retryAfterSeconds?: number,
  ) {
    super(facts, `DigitalOcean answered "${open(answer)}"`, next);
  }

  override get page(): ErrorPage {
    const { dropletId, httpStatus = 0 } = this.facts;
    if (rejectionOf(this) === "locked") return "droplet-locked";
    if (httpStatus === 404) return dropletId ? "no-such-droplet" : "not-found";
    if (httpStatus >= 500) return "digitalocean-unreachable";
    if (httpStatus < 400) return "unexpected-answer";
    return pagesByStatus[httpStatus] ?? "rejected-by-digitalocean";
  }
}

const pagesByStatus: Readonly<Record<number, ErrorPage>> = {
  401: "token-rejected",
  403: "missing-scope",
  429: "rate-limit",
};

/** The request certainly did not reach DigitalOcean. */
export class UnreachableError extends DropletActionsError {
  override readonly name = "UnreachableError";
  constructor(
    facts: ErrorFacts,
    reason: string,
    next: string,
    override readonly page: ErrorPage = "digitalocean-unreachable",
  ) {
    super(facts, reason, next);
  }
}

/** The request was sent and its answer is missing or says nothing about whether it was accepted. */
export class LostAnswerError extends DropletActionsError {
  override readonly name = "LostAnswerError";
  override readonly page = "answer-lost";
  constructor(
    facts: ErrorFacts,
    reason: string,
    next: string,
    /** Nobody waited for the answer any more, so the request may still be under way. */
    readonly givenUp = false,
  ) {
    super(facts, reason, next);
  }
}

/** The inputs ask for something that cannot or may not be done; found before anything was sent. */
export class RefusedError extends DropletActionsError {
  override readonly name = "RefusedError";
  constructor(
    override readonly page: ErrorPage,
    facts: ErrorFacts,
    reason: string,
    next: string,
  ) {
    super(facts, reason, next);
  }
}

/** DigitalOcean ended the action as `errored`. It gives no reason anywhere. */
export class ActionErroredError extends DropletActionsError {
  override readonly name = "ActionErroredError";
  override readonly page = "action-errored";
}

/** The operation timed out. */
export class TimedOutError extends DropletActionsError {
  override readonly name = "TimedOutError";
  constructor(
    facts: ErrorFacts,
    reason: string,
    next: string,
    override readonly page: ErrorPage = "timed-out",
  ) {
    super(facts, reason, next);
  }
}

/** The action is completed, and its effect cannot be seen. */
export class EffectNotSeenError extends DropletActionsError {
  override readonly name = "EffectNotSeenError";
  override readonly page = "effect-not-visible";
}

/** The action is done, and the Droplet's server does not answer as the healthcheck asks for. */
export class NotHealthyError extends DropletActionsError {
  override readonly name = "NotHealthyError";
  override readonly page = "not-healthy";
}

/** The Droplet is still on after the grace of its shutdown, and powering off is not allowed. */
export class GraceOverError extends DropletActionsError {
  override readonly name = "GraceOverError";
  override readonly page = "still-on";
}

/** Nobody waits for the operation any more. */
export class StoppedError extends DropletActionsError {
  override readonly name = "StoppedError";
  constructor(
    facts: ErrorFacts,
    reason: string,
    next: string,
    override readonly page: ErrorPage = "run-stopped",
  ) {
    super(facts, reason, next);
  }
}

/** Nobody can say yet whether a POST was accepted; it must not be sent again. */
export class UnknownFateError extends DropletActionsError {
  override readonly name = "UnknownFateError";
  override readonly page = "answer-lost";
}

/** An action by tag finished on some of the Droplets only. */
export class PartlyDoneError extends DropletActionsError {
  override readonly name = "PartlyDoneError";
  override readonly page = "some-droplets-failed";
}

/** A Droplet that was on before the operation is off and could not be turned on again. */
export class PowerNotRestoredError extends DropletActionsError {
  override readonly name = "PowerNotRestoredError";
  override readonly page = "droplet-left-off";
}

type Kind =
  | "ConfigurationError"
  | "AnswerError"
  | "UnreachableError"
  | "LostAnswerError"
  | "RefusedError"
  | "ActionErroredError"
  | "TimedOutError"
  | "EffectNotSeenError"
  | "NotHealthyError"
  | "GraceOverError"
  | "StoppedError"
  | "UnknownFateError"
  | "PartlyDoneError"
  | "PowerNotRestoredError";

/** True for an error of the given kind, also one made by another copy of this package. */
export function isKind<K extends Kind>(
  error: unknown,
  ...kinds: K[]
): error is DropletActionsError & { name: K } {
  return error instanceof Error && (kinds as string[]).includes(error.name);
}

/** The HTTP status of DigitalOcean's answer; 0 where there was none. */
const statusOf = (error: unknown): number =>
  isKind(error, "AnswerError") ? (error.facts.httpStatus ?? 0) : 0;

export const isNotFound = (error: unknown): error is AnswerError => statusOf(error) === 404;

export const isRateLimit = (error: unknown): boolean => statusOf(error) === 429;

/** Trouble with a read that may be over at the next one. */
export const isTransient = (error: unknown): boolean =>
  isKind(error, "LostAnswerError", "UnreachableError") ||
  isRateLimit(error) ||
  statusOf(error) >= 500;

/** No token, one that DigitalOcean rejects, or one without the scope for a read: what needs it cannot succeed later. */
export const isOfToken = (error: unknown): boolean =>
  isKind(error, "ConfigurationError") || statusOf(error) === 401 || statusOf(error) === 403;

/** The read itself is rejected, and not because of the rate limit or the token: another address may answer. */
export const isPlainNo = (error: unknown): boolean =>
  statusOf(error) >= 400 && statusOf(error) < 500 && statusOf(error) !== 401 && !isRateLimit(error);

/**
 * What a rejected POST waits for. "busy": another action on the Droplet, which passes. "locked": a lock by DigitalOcean's
 * staff, which does not pass by itself. "already so": the Droplet already matches the request. "final": anything else.
 */
export type Rejection = "busy" | "locked" | "already so" | "final";

/** DigitalOcean has no code for it, and its texts changed over the years: parts of them, in lower case. */
const busyTexts = /pending event|blocking event|in-progress event/;
const lockedText = /\blocked\b/;

/** The one place that decides what a rejection means; undefined where DigitalOcean did not reject. */
export function rejectionOf(error: unknown, alreadySo?: RegExp): Rejection | undefined {
  if (!isKind(error, "AnswerError") || error.facts.method !== "POST" || isRateLimit(error)) {
    return undefined;
  }
  const answer = error.reason.toLowerCase();
  if (busyTexts.test(answer)) return "busy";
  if (lockedText.test(answer)) return "locked";
  return alreadySo?.test(answer) ? "already so" : "final";
}

/** DigitalOcean rejected a POST, which so had no effect. A read that fails says nothing about earlier requests. */
export const isPlainAnswer = (error: unknown): error is AnswerError =>
  isKind(error, "AnswerError") && error.facts.method === "POST" && !isRateLimit(error);

/** Another copy of this package may have made the error; what is no error of ours is a defect. */
export const pageOf = (error: unknown): ErrorPage =>
  error instanceof Error && "page" in error ? (error.page as ErrorPage) : "unexpected-error";

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** The same error with more in its text, as another object: who read together share the error of their read. */
export function withMore(error: Error, more: string): Error {
  const copy = Object.create(
    Object.getPrototypeOf(error) as object,
    Object.getOwnPropertyDescriptors(error),
  ) as Error;
  copy.message = `${error.message} ${more}`;
  return copy;
}
