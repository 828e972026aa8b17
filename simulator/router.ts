import type { Token } from "./access";
import { badRequest, forbidden, notFound } from "./errors";
import type { Action, World } from "./state";
import type { Json } from "./views";

export interface Request {
  method: string;
  /** Absolute, as the client wrote it. */
  url: URL;
  /** Parsed JSON; undefined without a body. */
  body: unknown;
}

/** All that a route sees. */
export interface Context {
  world: World;
  token: Token;
  url: URL;
  /** Values of the `:names` in the route's path. */
  params: Record<string, string>;
  body: Json;
}

export interface Reply {
  status: number;
  body?: unknown;
  /** What was started, for the request log. */
  actions?: Action[];
}

export interface Route {
  method: string;
  path: string;
  /** All of these are needed. */
  scopes: string[];
  run: (context: Context) => Reply;
}

/** The first route that fits answers, so literal paths stand before those with `:id`. */
export function findRoute(
  routes: readonly Route[],
  request: Request,
): { route: Route; params: Record<string, string> } {
  for (const route of routes) {
    const params = matchPath(route.path, request.url.pathname);
    if (params && route.method === request.method) return { route, params };
  }
  throw notFound();
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.replace(/\/$/, "").split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? "";
    if (segment.startsWith(":")) params[segment.slice(1)] = decodeSegment(value);
    else if (segment !== value) return undefined;
  }
  return params;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badRequest("malformed path");
  }
}

export function answer(
  routes: readonly Route[],
  request: Request,
  world: World,
  token: Token,
): Reply {
  const { route, params } = findRoute(routes, request);
  requireScopes(token, route.scopes);
  return route.run({ world, token, url: request.url, params, body: asObject(request.body) });
}

export function requireScopes(token: Token, scopes: readonly string[]): void {
  if (!scopes.every((scope) => token.can(scope))) throw forbidden();
}

function asObject(body: unknown): Json {
  if (body === undefined || body === null) return {};
  if (typeof body !== "object" || Array.isArray(body))
    throw badRequest("error parsing request body");
  return body as Json;
}

/** A numeric id in the path; anything else does not exist. */
export function idParam(params: Record<string, string>, name: string): number {
  const value = params[name] ?? "";
  if (!/^\d{1,15}$/.test(value)) throw notFound();
  return Number(value);
}
