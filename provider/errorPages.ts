import { isFilledIn, publishing } from "./publishing";

/** Where the docs are: in the repository's folder until that has an address, of which terminals then make a link. */
export const docs = isFilledIn(publishing) ? `${publishing.repository}/blob/main/docs` : "docs";

/** Anchors of docs/errors.md. A test finds a heading for each, and each heading here. */
export const errorPages = [
  // The token and the settings.
  "no-token",
  "token-rejected",
  "missing-scope",
  "invalid-setting",
  "journal-setting",
  "journal-unavailable",
  "unreadable-record",
  // Refused before anything is sent.
  "invalid-input",
  "value-not-known",
  "no-such-droplet",
  "no-droplet-with-the-tag",
  "not-found",
  "wrong-power-state",
  "downtime-not-allowed",
  "data-loss-not-allowed",
  "size-not-possible",
  "image-not-possible",
  "not-available-for-this-droplet",
  "healthcheck-not-possible",
  "unknown-action",
  "cannot-import",
  "bundled-program",
  "nodejs-too-old",
  // While an operation runs.
  "timed-out",
  "run-stopped",
  "another-process",
  "action-errored",
  "effect-not-visible",
  "not-healthy",
  "still-on",
  "droplet-left-off",
  "answer-lost",
  "some-droplets-failed",
  "droplet-destroyed",
  "rejected-by-digitalocean",
  "droplet-locked",
  "rate-limit",
  "digitalocean-unreachable",
  "unexpected-answer",
  "unexpected-error",
  // Warnings.
  "unfinished-resource",
  "interrupted-run",
  "droplet-found-off",
  "preview-not-checked",
  "conflicting-resources",
  "undocumented-backup-policy",
  "older-snapshot",
  "customtimeouts-without-effect",
] as const;

export type ErrorPage = (typeof errorPages)[number];

/** A text for the user, with the place where it is explained as its last words. */
export const withPage = (text: string, page: ErrorPage): string =>
  `${/[.!?]$/.test(text) ? text : `${text}.`} See ${docs}/errors.md#${page}`;
