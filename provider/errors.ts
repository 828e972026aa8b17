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
 * What reaches the user: `<action> on Droplet <id> (action <id>): <cause>. <what to do next>.` Most are
 * distinguished by their page alone; those that the code treats alike whatever their page are a kind of their own.
 * Recognise one by its `page` or its `name`: two copies of this package may be loaded, which breaks `instanceof`.
 */
export class DropletActionsError extends Error {
  override readonly name: string = "DropletActionsError";

  constructor(
    /** Where docs/errors.md explains it. The adapters add that to the text, so that texts within texts do not repeat it. */
    readonly page: ErrorPage,
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
  constructor(page: ErrorPage, reason: string, next: string) {
    super(page, {}, reason, next);
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
    super(pageOfAnswer(facts, answer), facts, `DigitalOcean answered "${open(answer)}"`, next);
  }
}

function pageOfAnswer(facts: ErrorFacts, answer: string): ErrorPage {
  const { dropletId, httpStatus = 0 } = facts;
  if (isRejection(facts) && meaningOf(answer) === "locked") return "droplet-locked";
  if (httpStatus === 404) return dropletId ? "no-such-droplet" : "not-found";
  if (httpStatus >= 500) return "digitalocean-unreachable";
  if (httpStatus < 400) return "unexpected-answer";
  return pagesByStatus[httpStatus] ?? "rejected-by-digitalocean";
}

const pagesByStatus: Readonly<Record<number, ErrorPage>> = {
  401: "token-rejected",
  403: "missing-scope",
  429: "rate-limit",
};

/** The request certainly did not reach DigitalOcean. */
export class UnreachableError extends DropletActionsError {
  override readonly name = "UnreachableError";
}

/** The request was sent and its answer is missing or says nothing about whether it was accepted. */
export class LostAnswerError extends DropletActionsError {
  override readonly name = "LostAnswerError";
  constructor(
    facts: ErrorFacts,
    reason: string,
    next: string,
    /** Nobody waited for the answer any more, so the request may still be under way. */
    readonly givenUp = false,
  ) {
    super("answer-lost", facts, reason, next);
  }
}

/** The inputs ask for something that cannot or may not be done; found before anything was sent. */
export class RefusedError extends DropletActionsError {
  override readonly name = "RefusedError";
}

/** Nobody can say yet whether a POST was accepted; it must not be sent again. */
export class UnknownFateError extends DropletActionsError {
  override readonly name = "UnknownFateError";
}

type Kind =
  | "ConfigurationError"
  | "AnswerError"
  | "UnreachableError"
  | "LostAnswerError"
  | "RefusedError"
  | "UnknownFateError";

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
export const rejectionOf = (error: unknown, alreadySo?: RegExp): Rejection | undefined =>
  isPlainAnswer(error) ? meaningOf(error.answer, alreadySo) : undefined;

function meaningOf(rejection: string, alreadySo?: RegExp): Rejection {
  const text = rejection.toLowerCase();
  if (busyTexts.test(text)) return "busy";
  if (lockedText.test(text)) return "locked";
  return alreadySo?.test(text) ? "already so" : "final";
}

/** DigitalOcean rejected a POST, which so had no effect. A read that fails says nothing about earlier requests. */
export const isPlainAnswer = (error: unknown): error is AnswerError =>
  isKind(error, "AnswerError") && isRejection(error.facts);

const isRejection = ({ method, httpStatus }: ErrorFacts): boolean =>
  method === "POST" && httpStatus !== 429;

/** Another copy of this package may have made the error; what is no error of ours is a defect. */
export const pageOf = (error: unknown): ErrorPage =>
  error instanceof Error && "page" in error ? (error.page as ErrorPage) : "unexpected-error";

/** Whether one of these pages explains it. */
export const isAbout = (
  error: unknown,
  ...pages: readonly ErrorPage[]
): error is DropletActionsError => pages.includes(pageOf(error));

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
