import { isIP } from "node:net";
import { z } from "zod";
import type { Outputs } from "./define";
import { objectOf, output, rule, whole } from "./fields";

const defaultPorts = { ssh: 22, tcp: undefined, http: 80, https: 443 } as const;
const protocols = Object.keys(defaultPorts) as (keyof typeof defaultPorts)[];

/** What is asked of the server before an operation ends, with all defaults filled in. */
export interface Healthcheck {
  readonly protocol: keyof typeof defaultPorts;
  readonly port: number;
  /** A name or an address; absent: the Droplet's public IPv4 address. */
  readonly host?: string;
  /** Only http and https have one, and `statusCodes`. */
  readonly path?: string;
  readonly statusCodes?: string;
  readonly checkIntervalSeconds: number;
  readonly responseTimeoutSeconds: number;
  /** The number of successes in a row. */
  readonly healthyThreshold: number;
  readonly timeoutSeconds: number;
}

export const healthcheckOf = (inputs: Outputs): Healthcheck | undefined =>
  inputs["healthcheck"] as Healthcheck | undefined;

/** A resource that leaves the Droplet on waits until its server answers. */
export const healthcheck = (when = "") =>
  z
    // Languages that have no undefined hand over null for a field that is not set.
    .preprocess(withoutNull, fields())
    .superRefine((given, context) => {
      const { protocol, port } = given;
      const refuse = (field: string, message: string) =>
        context.addIssue({ code: "custom", path: [field], message });
      if (protocol === "tcp" && port === undefined) {
        refuse(
          "port",
          'is required for the protocol "tcp", which has no usual port. Set the one that the server listens on',
        );
      }
      if (isHttp(protocol)) return;
      for (const field of ["path", "statusCodes"] as const) {
        if (given[field] === undefined) continue;
        refuse(
          field,
          `means nothing for the protocol "${protocol}": leave it out, or choose "http" or "https"`,
        );
      }
    })
    .transform((given) => ({
      ...(isHttp(given.protocol) ? { path: "/", statusCodes: "200-399" } : {}),
      port: defaultPorts[given.protocol],
      ...given,
    }))
    .optional()
    .meta({
      type: "Healthcheck",
      role: "how",
      description: `Waits at the end until the Droplet's server answers${when}. Without it, the operation ends when DigitalOcean shows the Droplet as it should be.`,
    });

/** Outputs of the resources that have a healthcheck. */
export const healthOutputs = {
  readyAt: output(
    "string",
    "When the server was healthy after the last change, in ISO 8601; null without a healthcheck.",
    { nullable: true },
  ),
  downSeconds: output(
    "number",
    "Seconds from the request that took the Droplet down until its server was healthy. Null without a healthcheck, if the last change did not take it down, or if the Droplets of a tag were done one after the other.",
    { nullable: true },
  ),
};

const isHttp = (protocol: string) => protocol === "http" || protocol === "https";

const withoutNull = (given: unknown): unknown =>
  typeof given === "object" && given !== null && !Array.isArray(given)
    ? Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))
    : given;

function fields() {
  const known = protocols.map((protocol) => `"${protocol}"`).join(", ");
  return objectOf({
    protocol: z.enum(protocols, { error: rule(`must be one of ${known}`) }),
    port: whole("must be a port: a whole number from 1 to 65535", 1, 65_535).optional(),
    host: textThat(
      "must be a host name or an IP address, without protocol, port and path",
      (host) => isIP(host) !== 0 || /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?$/.test(host),
    ),
    path: textThat('must begin with "/" and have no spaces', (path) => /^\/[!-~]*$/.test(path)),
    statusCodes: textThat(
      'must be HTTP status codes from 100 to 599, such as "200-399" or "200,204"',
      (codes) => codes.split(",").every(isRange),
    ),
    checkIntervalSeconds: seconds(3, 300),
    responseTimeoutSeconds: seconds(5, 300),
    healthyThreshold: whole("must be a whole number from 1 to 100", 1, 100).default(2),
    timeoutSeconds: seconds(300, 604_800),
  });
}

const seconds = (fallback: number, most: number) =>
  whole(`must be a whole number of seconds from 1 to ${most}`, 1, most).default(fallback);

function textThat(must: string, holds: (text: string) => boolean) {
  const error = rule(must);
  return z.string({ error }).refine(holds, { error }).optional();
}

/** From and to of `200-399`; of `200` both are the same. */
const boundsOf = (range: string): readonly [number, number] => {
  const [from, to = from] = range.split("-").map(Number);
  return [from ?? NaN, to ?? NaN];
};

function isRange(range: string): boolean {
  const [from, to] = boundsOf(range);
  return /^ *\d{3}(-\d{3})? *$/.test(range) && from >= 100 && from <= to && to <= 599;
}

/** Whether a status is among codes such as `200-299,304`. */
export const isAmong = (codes: string, status: number): boolean =>
  codes.split(",").some((range) => {
    const [from, to] = boundsOf(range);
    return status >= from && status <= to;
  });
