import { isIP } from "node:net";
import type { Droplet } from "../../api/wire";
import type { Operation } from "../../operation/fold";
import { endsOn } from "../../plan/downtime";
import { refuse, type Refusal, type Steps } from "../../plan/plan";
import { dropletsIn, type Seen } from "../../resources/define";
import { type Healthcheck, healthcheckOf } from "../../resources/healthcheck";
import type { Request } from "../context";
import { takenDownBy } from "../result";

/** Whom a healthcheck asks, and how it is said. */

const page = "healthcheck-not-possible";

/** Why a healthcheck can tell nothing here, before anything is disturbed. */
export function healthRefusal(
  { definition, inputs }: Request,
  seen: Seen,
  operation: Operation,
): Refusal | undefined {
  const check = healthcheckOf(inputs);
  if (!check || !operation.awaitsHealth) return undefined;
  const why = definition.withoutHealth?.(inputs);
  if (why) return refuse(page, "healthcheck", `is set, and ${why}`, "Leave healthcheck out");
  const [hidden] = dropletsOf(operation, seen).filter(({ id, ipv4 }) => id !== "" && !ipv4);
  if (check.host !== undefined || !hidden) return undefined;
  return refuse(
    page,
    "healthcheck",
    `has no host, and Droplet ${hidden.id} has no public IPv4 address`,
    "Set healthcheck.host to an address that can be reached from here, or leave healthcheck out",
  );
}

/** The addresses that are asked at the end of an operation; none where nothing is waited for. */
export function hostsAwaited(
  { inputs }: Request,
  seen: Seen,
  operation: Operation,
  isWanted: (droplet: Droplet) => boolean = () => true,
): string[] {
  const check = healthcheckOf(inputs);
  // One that was off before may stay so; one that this operation took down has to come up.
  const mayBeOff = takenDownBy(operation.posts) === undefined;
  const on = dropletsOf(operation, seen)
    .filter(isWanted)
    .filter(({ status }) => !mayBeOff || status === "active");
  if (!check || !operation.awaitsHealth || on.length === 0) return [];
  return [...new Set(hostsOf(check, on))];
}

/** An address that is not known yet is an empty text. */
const hostsOf = ({ host }: Healthcheck, droplets: readonly Droplet[]): string[] =>
  host === undefined ? droplets.map(({ ipv4 }) => ipv4 ?? "") : [host];

/** A Droplet that got the tag since takes no part. */
const dropletsOf = ({ tagged }: Operation, seen: Seen): readonly Droplet[] =>
  dropletsIn(seen).filter(({ id }) => tagged?.includes(id) ?? true);

/** For the preview: what is waited for after these steps; undefined if nothing is. */
export function describePlannedWait(
  { inputs }: Request,
  { steps }: Steps,
  seen: Seen,
  operation: Operation,
): string | undefined {
  const check = healthcheckOf(inputs);
  const droplets = dropletsIn(seen);
  if (!check || !operation.awaitsHealth || !endsOn(steps, droplets)) return undefined;
  return `${steps.length > 0 ? "Then waits" : "Waits"} ${describeWait(check, hostsOf(check, droplets))}`;
}

/** Completes "waits …". */
export function describeWait(check: Healthcheck, hosts: readonly string[] = []): string {
  const { healthyThreshold, statusCodes, timeoutSeconds } = check;
  const codes = statusCodes === undefined ? "" : ` ${statusCodes}`;
  const times = healthyThreshold === 1 ? "" : `${healthyThreshold} times in a row, `;
  return `until ${nameOf(check, hosts)} answers${codes} (${times}at most ${timeoutSeconds} s)`;
}

/** Such as "ssh on 203.0.113.5:22". An address that is not known yet is an empty text. */
export function nameOf(check: Healthcheck, hosts: readonly string[]): string {
  const { protocol, port, path = "" } = check;
  const [host = check.host ?? ""] = hosts;
  const whose = hosts.length > 1 ? "each Droplet" : "the Droplet";
  if (hosts.length > 1 || !host) {
    return `${protocol} on port ${port} of ${whose}${path.length > 1 ? ` (${path})` : ""}`;
  }
  return `${protocol} on ${isIP(host) === 6 ? `[${host}]` : host}:${port}${path}`;
}
