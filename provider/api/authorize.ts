import type { Link } from "./link";

/** Adds the token to the request. It lives in this closure only. */
export const authorize =
  (token: string): Link =>
  (next) =>
  (request) =>
    next({ ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } });
