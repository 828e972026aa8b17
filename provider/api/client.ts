import type { Clock } from "../clock";
import type { Configuration } from "../configuration";
import { version } from "../version";
import { Budget } from "./budget";
import { within } from "./limits";
import type { Client, Link, Send } from "./link";
import { raise } from "./raise";
import { retry } from "./retry";
import { send } from "./send";

/** The way of every request, outermost link first. */
export function createClient(
  configuration: Configuration,
  clock: Clock,
  transport: Send = send(configuration.apiUrl),
): Client {
  const { token, tokenFrom, requestsPerSecond } = configuration;
  const budget = new Budget(clock, requestsPerSecond);
  const links = [
    raise(clock, tokenFrom),
    redact(token),
    retry(clock),
    budget.link,
    patiently(clock),
    identify(token),
  ];
  return Object.assign(
    links.reduceRight((next, link) => link(next), transport),
    { budget },
  );
}

/** Last guard against a server or a proxy that echoes the request: no answer that becomes an error holds the token. */
const redact =
  (token: string): Link =>
  (next) =>
  async (request) => {
    const response = await next(request);
    if (response.status < 300 || response.data === undefined) return response;
    const data: unknown = JSON.parse(
      JSON.stringify(response.data).replaceAll(JSON.stringify(token).slice(1, -1), "[token]"),
    );
    return { ...response, data };
  };

/** Milliseconds. A read that takes longer hangs, and the next one may not. */
const patience = 10_000;

/** One hung read does not hold up those who wait for it as long as a server may: it counts as lost, and is repeated. */
const patiently =
  (clock: Clock): Link =>
  (next) =>
  (request) => {
    if (request.method !== "GET") return next(request);
    const deadline = clock.now() + patience;
    return within(clock, { ...request, deadline }, (signal) => next({ ...request, signal }));
  };

/** Says who asks, so that DigitalOcean can tell our requests from other tools'. The token lives in this closure only. */
const identify =
  (token: string): Link =>
  (next) =>
  (request) =>
    next({
      ...request,
      headers: {
        accept: "application/json",
        "user-agent": `pulumi-droplet-actions/${version} node/${process.versions.node}`,
        authorization: `Bearer ${token}`,
      },
    });
