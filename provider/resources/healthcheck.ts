import { isIP } from "node:net";
import { z } from "zod";
import type { Outputs } from "./define";
import { objectOf, output, rule, whole } from "./fields";

const defaultPorts = { ssh: 22, tcp: undefined, http: 80, https: 443 } as const;
const protocols = Object.keys(defaultPorts) as (keyof typeof defaultPorts)[];

const quoted = protocols.map((protocol) => `"${protocol}"`);

export const healthcheckFields = {
  protocol: z.enum(protocols, { error: rule(`must be one of ${quoted.join(", ")}`) }).meta({
    type: "string",
    typescript: quoted.join(" | "),
    description:
      "`ssh` (the server's first line is read, without a login), `tcp` (a connection is accepted), `http` or `https`.",
  }),
  port: whole("must be a port: a whole number from 1 to 65535", 1, 65_535).optional().meta({
    type: "integer",
    description: "Required for `tcp`; else 22 (`ssh`), 80 (`http`) or 443 (`https`).",
  }),
  host: textThat(
    "must be a host name or an IP address, without protocol, port and path",
    (host) => isIP(host) !== 0 || /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?$/.test(host),
    "Name or IP address that is asked, if not the Droplet's public IPv4 address. `https` checks the certificate of a name only.",
  ),
  path: textThat(
    'must begin with "/" and have no spaces',
    (path) => /^\/[!-~]*$/.test(path),
    "Path that is asked for, with `http` and `https`. Default: `/`.",
  ),
  statusCodes: textThat(
    'must be HTTP status codes from 100 to 599, such as "200-399" or "200,204"',
    (codes) => codes.split(",").every(isRange),
    "Status codes that count as healthy, with `http` and `https`, such as `200,204`. Redirects are not followed. Default: `200-399`.",
  ),
  checkIntervalSeconds: seconds(3, 300, "Seconds between two checks. Default: 3."),
  responseTimeoutSeconds: seconds(5, 300, "Seconds that one check may take. Default: 5."),
  healthyThreshold: whole("must be a whole number from 1 to 100", 1, 100).default(2).meta({
    type: "integer",
    description: "Successes in a row that count as healthy. Default: 2.",
  }),
  timeoutSeconds: seconds(
    300,
    604_800,
    "Seconds until it must be healthy, counted from the end of the action. Then the resource is kept as unfinished, and the next `pulumi up` checks again and sends nothing. Default: 300.",
  ),
};

/** What is asked of the server before an operation ends, with all defaults filled in. */
export type Healthcheck = z.output<z.ZodObject<typeof healthcheckFields>> & {
  readonly port: number;
};

export const healthcheckOf = (inputs: Outputs): Healthcheck | undefined =>
  inputs["healthcheck"] as Healthcheck | undefined;

/** A resource that leaves the Droplet on waits until its server answers. */
export const healthcheck = (when = "") =>
  objectOf(healthcheckFields)
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

function seconds(fallback: number, most: number, description: string) {
  const must = `must be a whole number of seconds from 1 to ${most}`;
  return whole(must, 1, most).default(fallback).meta({ type: "integer", description });
}

function textThat(must: string, holds: (text: string) => boolean, description: string) {
  const error = rule(must);
  return z
    .string({ error })
    .refine(holds, { error })
    .optional()
    .meta({ type: "string", description });
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
