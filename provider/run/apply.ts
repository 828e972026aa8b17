import { isAbout, isKind, isPlainAnswer, withMore } from "../errors";
import { isAwaited, isInGrace, type Operation } from "../operation/fold";
import { isRefusal, type Step } from "../plan/plan";
import { turnOn } from "../plan/power";
import { lookAtDroplet, type Present, type Seen } from "../resources/define";
import { advanceToEnd, lookOnceCreated } from "./advance";
import { timeoutOf } from "./context";
import { hostsAwaited } from "./health/target";
import { waitUntilHealthy } from "./health/wait";
import { lookUp } from "./wait/lookUp";
import { notRestored, restorePower } from "./power/restore";
import { readEnd } from "./record";
import type { Run, WaitingRun } from "./run";
import { settleAll } from "./wait/settle";
import { longestLagSeconds } from "./wait/wait";

export type Outcome =
  | { readonly done: true; readonly seen: Present<Seen> }
  /** `unfinished`: the next run must know of this operation, for something that it sent has not ended. */
  | {
      readonly done: false;
      readonly unfinished: boolean;
      readonly error: Error;
      readonly remaining: readonly Step[];
    };

/** Runs an operation when it leaves the queue of its Droplet and leaves the power as it was, however it ends. */
export function applyOperation(run: WaitingRun): Promise<Outcome> {
  return inTurn(run, apply);
}

/** The timeout begins when the operation leaves the queue. */
async function inTurn<T>(run: WaitingRun, work: (run: Run) => Promise<T>): Promise<T> {
  const { api, clock, definition, log, progress } = run;
  const { queue } = run.session;
  const { target } = log.operation;
  const droplets = await definition.target.droplets(api, target);
  const keys = droplets.length > 0 ? droplets : [target];
  const arrived = clock.now();
  const busy = keys.find((key) => queue.isBusy(key));
  const waits = busy !== undefined;
  // One of those that a tag stands for.
  const on = waits && droplets.length > 0 ? `Droplet ${busy}` : definition.target.name(target);
  if (waits)
    progress.waiting({ head: "queued", tail: `: another operation on ${on} is running` }, arrived);
  // In one order everywhere, so that two operations on several Droplets cannot wait for each other.
  return queue.acquire([...keys].sort(), () => {
    const began = clock.now();
    // Where nothing is left to do, it is the last line, which stays on the finished row.
    if (waits) progress.done({ head: `left the queue of ${on}` }, arrived);
    const deadline = began + timeoutOf(run, run.inputs) * 1000;
    const attempts = { prepared: new Map(), rejected: 0, putOff: 0 };
    return work({ ...run, api: api.within({ deadline }), began, deadline, attempts });
  });
}

async function apply(run: Run): Promise<Outcome> {
  const resumed = run.log.posts.length > 0;
  let outcome: Outcome;
  try {
    const seen = await advanceToEnd(run);
    await waitUntilHealthy(run, seen);
    outcome = { done: true, seen };
  } catch (error) {
    outcome = await recover(run, asError(error), resumed);
  }
  // Whoever cancels does not want to wait for what is only a record.
  if (outcome.done || !run.cancelled()) await readEnds(run);
  return outcome;
}

async function recover(stopped: Run, cause: Error, resumed: boolean): Promise<Outcome> {
  // What is read from now on is read for the sake of the power, whoever has cancelled the run.
  const run = { ...stopped, api: stopped.api.within({ signal: undefined }) };
  const { definition, log } = run;
  const restores = log.operation.restoresPower;
  let error = cause;
  try {
    // DigitalOcean's plain no to power_on is final: asking again would get it again.
    const isFinal = isPlainAnswer(error) && error.facts.action === "power_on";
    if (isFinal && restores) throw notRestored(run, error);
    if (await restorePower(run)) {
      error = withMore(cause, `Droplet ${log.operation.target} is on again.`);
    }
  } catch (failure) {
    const both = withMore(asError(failure), `What went wrong first: ${cause.message}`);
    return { done: false, unfinished: true, error: both, remaining: [turnOn()] };
  }
  // Without that nothing has passed since, and what is read now may not be answered.
  const { seen, remaining } =
    restores || !run.cancelled() ? await lookAgain(run) : { seen: undefined, remaining: [] };
  const isNotHealthy = isAbout(error, "not-healthy");
  const isReady = seen && hostsAwaited(run, seen, log.operation).length === 0;
  if (isReady && remaining.length === 0) return { done: true, seen };
  // An errored action and a refusal are ends; a Droplet that did not shut down is one, too, once its power is safe.
  const ended =
    (isKind(error, "RefusedError") || isAbout(error, "action-errored", "still-on")) &&
    // Something that belongs to the resource although its Droplet may be gone: forgotten, it would be nobody's.
    !(await judge(run, definition.outlives, true));
  const inFlight = log.posts.some(isAwaited);
  const stoppedHalfWay = log.posts.length > 0 && !ended && !isPlainAnswer(error);
  const unfinished = inFlight || stoppedHalfWay || resumed || isNotHealthy;
  // What it has made all the same, and nobody would look for.
  const kept = unfinished ? undefined : await judge(run, definition.kept, undefined);
  if (kept) error = withMore(error, `${kept}. The next run takes a new one.`);
  return { done: false, unfinished, error, remaining };
}

/** Judges by what is seen after a failed operation, as far as it can be read; undefined where nothing was sent. */
async function judge<T>(
  { api, definition, inputs, log: { operation } }: Run,
  by: ((seen: Seen, operation: Operation) => T) | undefined,
  unread: T,
): Promise<T | undefined> {
  if (!by || operation.posts.length === 0) return undefined;
  try {
    const known = { inputs, from: null, operation };
    return by(await definition.look(api, operation.target, known), operation);
  } catch {
    return unread;
  }
}

/** While the power was restored, what we had stopped waiting for may have ended. */
async function lookAgain(run: Run): Promise<{ seen?: Present<Seen>; remaining: readonly Step[] }> {
  const { definition, inputs, log } = run;
  if (log.posts.length === 0) return { remaining: [] };
  try {
    await settleAll(run, run.clock.now());
    const seen = await lookOnceCreated(run);
    const plan = definition.plan(inputs, seen, log.operation);
    if (seen.droplet.status === "active" && log.posts.some(isInGrace)) return { remaining: [] };
    return isRefusal(plan) ? { remaining: [] } : { seen, remaining: plan.steps };
  } catch {
    return { remaining: [] };
  }
}

/** How long a removal waits for the effect of a completed action. */
const effectSeconds = 60;

/** Ends what an unfinished operation has sent, without sending anything more. */
export function endOperation(run: WaitingRun): Promise<void> {
  return inTurn(run, async (whole) => {
    try {
      // Only a removal that acts on what was made has to see it.
      const patience = whole.definition.remove ? Infinity : effectSeconds;
      await settleAll(whole, whole.deadline, patience);
    } catch (error) {
      if (!(await isOver(whole, error))) {
        await restorePower(whole);
        throw error;
      }
    }
    await restorePower(whole);
  });
}

/** Whether there is nothing more to wait for. */
async function isOver(run: Run, error: unknown): Promise<boolean> {
  const { api, definition, log, say } = run;
  const { posts, target } = log.operation;
  if (definition.target.input === "dropletId" && (await lookAtDroplet(api, target)) === null) {
    say(`Droplet ${target} is gone, so nothing is waited for`);
    return true;
  }
  if (isAbout(error, "effect-not-visible") && mayStillShow(run)) return false;
  // What errored, was refused, cannot be found or has ended without its effect.
  if (
    isKind(error, "RefusedError", "UnknownFateError") ||
    isAbout(error, "action-errored", "effect-not-visible")
  ) {
    return true;
  }
  // Each Droplet of a tag has said why; nobody else would resume one whose fate is unknown.
  const isPartly = isAbout(error, "some-droplets-failed");
  return posts.filter(isAwaited).every(({ action }) => action === null && isPartly);
}

/** What outlives its Droplet, a removal has to see; it may be on its list some minutes after its action has ended. */
function mayStillShow({ clock, definition, log }: Run): boolean {
  const since = clock.now() - longestLagSeconds * 1000;
  return (
    definition.outlives !== undefined &&
    log.record.events.some(
      (event) =>
        event.is === "action" && event.status === "completed" && Date.parse(event.at) > since,
    )
  );
}

/** For `performedActions`: shutdowns are not waited for as actions, so their end is read once, at the end. */
async function readEnds(run: Run): Promise<void> {
  for (const post of run.log.posts.filter((one) => !isAwaited(one))) {
    try {
      if (!post.action) await lookUp(run, post, run.clock.now());
      else await readEnd(run, post);
    } catch {
      // Only the record of it is less complete.
    }
  }
}

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));
