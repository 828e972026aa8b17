import { isAwaited, isInGrace, titleOf } from "../actions/post";
import { type DropletActionsError, isKind, isPlainAnswer, messageOf } from "../errors";
import { owesPower } from "../plan/change";
import { isRefusal, type Step } from "../plan/plan";
import { turnOn } from "../plan/power";
import type { Present, Seen } from "../resources/define";
import { lookOnceCreated, runChange } from "./change";
import { lookUp } from "./lookUp";
import { note } from "./post";
import { powerOwed, putPowerBack } from "./power";
import type { Run, Waiting } from "./run";
import { settleAll } from "./settle";

export type Outcome =
  | { readonly done: true; readonly seen: Present<Seen> }
  /** `unfinished`: the next run must know of this change, for it has begun something that is not at its end. */
  | {
      readonly done: false;
      readonly unfinished: boolean;
      readonly error: Error;
      readonly remaining: readonly Step[];
    };

/** Runs a change in its turn on the Droplet and leaves the power as the change found it, however it ends. */
export function applyChange(run: Waiting, timeoutSeconds: number): Promise<Outcome> {
  return inTurn(run, timeoutSeconds, apply);
}

/** The time begins when it is this change's turn. */
async function inTurn<T>(
  run: Waiting,
  timeoutSeconds: number,
  work: (run: Run) => Promise<T>,
): Promise<T> {
  const { api, change, clock, definition, progress, queue } = run;
  const { target } = definition;
  const droplets = await target.droplets(api, change.target);
  const keys = droplets.length > 0 ? droplets : [change.target];
  const arrived = clock.now();
  const busy = queue.busyOne(keys);
  const waits = busy !== undefined;
  // One of those that a tag stands for.
  const on = waits && droplets.length > 0 ? `Droplet ${busy}` : target.name(change.target);
  if (waits) progress.waiting(`waiting for its turn: another change on ${on} is running`, arrived);
  return queue.inTurn(keys, () => {
    const began = clock.now();
    // Where nothing is left to do, it is the last line, which stays on the finished row.
    if (waits) progress.done(`its turn on ${on} came`, arrived);
    const recent = { prepared: new Map(), refusals: 0, putOff: 0 };
    return work({ ...run, began, deadline: began + timeoutSeconds * 1000, recent });
  });
}

async function apply(run: Run): Promise<Outcome> {
  const { change } = run;
  const resumed = change.posts.length > 0;
  let outcome: Outcome;
  try {
    outcome = { done: true, seen: await runChange(run) };
  } catch (error) {
    outcome = await recover(run, asError(error), resumed);
  }
  // Whoever cancels does not want to wait for what is only a record.
  if (outcome.done || !run.cancelled()) await readEnds(run);
  return outcome;
}

async function recover(run: Run, error: Error, resumed: boolean): Promise<Outcome> {
  const { change } = run;
  const owed = owesPower(change);
  try {
    // DigitalOcean's plain no to power_on is final: asking again would get it again.
    const refused = isPlainAnswer(error) && error.facts.action === "power_on";
    if (refused && owed) throw powerOwed(run, error);
    const waits = change.posts.find(({ status, inGrace }) => status === "in-progress" && !inGrace);
    // The power can only come back when this has ended, and whoever cancels does not want to wait for that.
    if (run.cancelled() && waits && owed) {
      throw powerOwed(run, `${titleOf(waits)} has to end first`);
    }
    await putPowerBack(run);
  } catch (failure) {
    const both = new Error(`${messageOf(failure)} What went wrong first: ${error.message}`);
    return { done: false, unfinished: true, error: both, remaining: [turnOn()] };
  }
  // Without that nothing has passed since, and what is read now may not be answered.
  const { seen, remaining } =
    owed || !run.cancelled() ? await lookAgain(run) : { seen: undefined, remaining: [] };
  if (seen && remaining.length === 0) return { done: true, seen };
  // An errored action and a refusal are ends; a Droplet that did not shut down is one, too, once its power is safe.
  const ended = isKind(error, "ActionErroredError", "RefusedError", "GraceOverError");
  const inFlight = change.posts.some(isAwaited);
  const stoppedHalfWay = change.posts.length > 0 && !ended && !isPlainAnswer(error);
  return { done: false, unfinished: inFlight || stoppedHalfWay || resumed, error, remaining };
}

/** While the power was put back, what we had stopped waiting for may have come to its end. */
async function lookAgain(run: Run): Promise<{ seen?: Present<Seen>; remaining: readonly Step[] }> {
  const { definition, inputs, change, state } = run;
  if (change.posts.length === 0) return { remaining: [] };
  try {
    await settleAll(run, run.clock.now());
    const seen = await lookOnceCreated(run);
    const plan = definition.plan(inputs, seen, change, state);
    if (seen.droplet.status === "active" && change.posts.some(isInGrace)) return { remaining: [] };
    return isRefusal(plan) ? { remaining: [] } : { seen, remaining: plan.steps };
  } catch {
    return { remaining: [] };
  }
}

/** How long a removal waits for the effect of a completed action. */
const effectSeconds = 60;

/** Ends what an unfinished change has begun, without beginning anything more: for a resource that is removed. */
export function endChange(run: Waiting, timeoutSeconds: number): Promise<void> {
  return inTurn(run, timeoutSeconds, async (whole) => {
    try {
      // Only a removal that acts on what was made has to see it.
      const patience = whole.definition.remove ? Infinity : effectSeconds;
      await settleAll(whole, whole.deadline, patience);
    } catch (error) {
      // What errored, was refused, cannot be found or has ended without its effect has nothing more to wait for.
      const ended = isKind(
        error,
        "ActionErroredError",
        "RefusedError",
        "UnknownFateError",
        "EffectNotSeenError",
      );
      const open = run.change.posts.filter(isAwaited);
      // Of the Droplets of a tag, each has said why; nobody else would go on with one whose fate is unknown.
      const waits = open.some(
        ({ status }) => status !== "unknown" || !isKind(error, "PartlyDoneError"),
      );
      if (!ended && waits) {
        await putPowerBack(whole);
        throw error;
      }
    }
    await putPowerBack(whole);
  });
}

/** For `performedActions`: shutdowns are not waited for as actions, so their end is read once, at the end. */
async function readEnds(run: Run): Promise<void> {
  const { change } = run;
  for (const post of change.posts.filter((one) => !isAwaited(one))) {
    try {
      if (post.status === "unknown") await lookUp(run, post, run.clock.now());
      else if (post.status === "in-progress" && post.actionId !== null) {
        const action = await run.poller.glance(post.dropletId, post.actionId);
        if (action) note(post, action);
      }
    } catch {
      // Only the record of it is less complete.
    }
  }
}

const asError = (error: unknown): Error | DropletActionsError =>
  error instanceof Error ? error : new Error(String(error));
