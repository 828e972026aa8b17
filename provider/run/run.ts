import type { Account } from "../account/account";
import type { Action, Kernel, Size } from "../api/wire";
import { DropletActionsError, RefusedError } from "../errors";
import type { Post } from "../operation/fold";
import type { OperationLog } from "../operation/log";
import type { Before } from "../operation/operation";
import type { Refusal } from "../plan/plan";
import { type Context, limitOf, type Request } from "./context";
import type { Planned } from "./result";

/** One operation on its way: what is declared, by whom, and until when. */
export interface Run extends Context, Request {
  readonly api: Account;
  readonly log: OperationLog;
  /** When the operation left the queue of its Droplet; milliseconds since the epoch, as `deadline`. */
  readonly began: number;
  readonly deadline: number;
  /** The name of what sets the time: `timeoutSeconds` or `customTimeouts`. */
  readonly limit: string;
  readonly attempts: Attempts;
  readonly planned: Planned;
  /** Why records of earlier runs cannot be read, so that it is not known what they have sent. */
  readonly unreadable: readonly string[];
}

/** A run that may still be queued. */
export type WaitingRun = Omit<Run, "began" | "deadline" | "attempts">;

/** What a run remembers between its attempts to send a POST. */
export interface Attempts {
  /** What was read before a POST, by Droplet and type of action, until such a POST was sent or any was rejected. */
  readonly prepared: Map<string, Prepared>;
  /** Rejections in a row. */
  rejected: number;
  /** Since when they say that DigitalOcean's staff has locked the Droplet; milliseconds since the epoch. */
  lockedSince?: number;
  /** How often in a row the plan had become too old before the POST left the queue. */
  putOff: number;
  /** What ran on the Droplet when a POST was rejected last. */
  blockedBy?: Action;
  /** The plans that DigitalOcean offers and the kernels of the Droplet, once they were read. */
  sizes?: Size[];
  kernels?: Kernel[];
}

/** What is read before a POST. */
export interface Prepared {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly before: Before;
  readonly usualSeconds: number | undefined;
  /** How far DigitalOcean's clock was ahead of ours; undefined if it did not tell. */
  readonly skewMilliseconds: number | undefined;
  /** How far our clock was ahead of one that nobody sets. */
  readonly aheadMilliseconds: number;
}

export function prepareRun(
  context: Context,
  request: Request,
  log: OperationLog,
  unreadable: readonly string[],
): WaitingRun {
  return {
    ...context,
    ...request,
    api: context.connect(),
    log,
    limit: limitOf(context),
    unreadable,
    planned: { texts: new Map() },
  };
}

/** Ends an operation that nobody waits for any more at its next poll; what was sent is in the journal. */
export function stopIfUnwanted(run: Run): void {
  if (!run.stopped()) return;
  throw new DropletActionsError(
    "run-stopped",
    { action: subjectOf(run) },
    run.cancelled() ? "the run was cancelled" : "the Pulumi CLI has ended",
    "Run the same command again to continue; accepted actions are not sent twice",
  );
}

/** A run that ends before it sleeps is not woken any more, and one that was woken has no more to do. */
export async function sleepUnlessUnwanted(run: Run, milliseconds: number): Promise<void> {
  stopIfUnwanted(run);
  await run.clock.sleep(milliseconds);
  stopIfUnwanted(run);
}

/** The error of a plan that is a refusal. */
export const refused = (
  { page, input, reason, next }: Refusal,
  run: Pick<Run, "definition" | "log">,
): RefusedError => new RefusedError(page, { action: subjectOf(run) }, `${input} ${reason}`, next);

/** The error of a Droplet that is no longer there although this was sent to it. */
export const destroyed = ({ definition }: Run, { type, dropletId, action }: Post): RefusedError =>
  new RefusedError(
    "droplet-destroyed",
    { action: type, dropletId, actionId: action?.id },
    "the Droplet was destroyed meanwhile",
    definition.target.input === "tag"
      ? ""
      : "Remove this resource from the program, or give it another Droplet",
  );

/** What errors call it. */
export const subjectOf = ({ definition, log }: Pick<Run, "definition" | "log">): string =>
  `${definition.name} of ${definition.target.name(log.operation.target)}`;
