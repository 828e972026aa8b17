import { actionOf } from "../../actions";
import type { Action } from "../../api/wire";
import { isKind, isNotFound, isTransient, messageOf, rejectionOf } from "../../errors";
import { markPosts } from "../record";
import { type Run, sleepUnlessUnwanted, stopIfUnwanted } from "../run";
import { waitForAction } from "../wait/wait";

/** Seconds until the next try where nothing tells when it is worth one; the last for all that follow. */
const triesAfter = [3, 3, 6, 10, 15];
/** A lock by DigitalOcean's staff may be a moment's; milliseconds. */
const lockPatience = 60_000;
/** What began earlier and has not ended is stuck. */
const longestSeconds = 7 * 86_400;
/** Milliseconds by which an end may lie before the moment at which the rejection was read: times have whole seconds. */
const answerMilliseconds = 3_000;
/** Another action is waited for until it is twice its usual time old, but as long as this, in seconds; longer each time. */
const shortestPatience = 60;

/**
 * Waits for what kept a POST from being accepted, if that passes. An error that does not pass, or not in time, is
 * thrown. After it the Droplet is read again and the plan is made once more.
 */
export async function waitAfterRejection(
  run: Run,
  type: string,
  dropletIds: readonly string[],
  error: unknown,
): Promise<void> {
  const { attempts, clock, deadline, log, progress } = run;
  if (attempts.rejected === 0) delete attempts.lockedSince;
  const pause = (triesAfter[attempts.rejected++] ?? 15) * 1000;
  const later = isKind(error, "UnreachableError") ? pause : rateLimit(error);
  if (later !== undefined && clock.now() + later < deadline) {
    progress.waiting({ head: `${type} waits`, tail: `: ${messageOf(error)}` }, clock.now());
    return sleepUnlessUnwanted(run, later);
  }
  const rejection = rejectionOf(error, actionOf(type).alreadySo);
  // Another action, such as an automatic backup, a volume or somebody's own action: it passes.
  if (rejection === "busy") {
    const [dropletId = "", ...others] = dropletIds;
    // With a tag, DigitalOcean does not say which Droplet it is.
    if (others.length === 0 && (await waitForRunning(run, type, dropletId))) return;
    if (await doubtNotFound(run, type, dropletIds)) return;
    progress.waiting({ head: `${type} waits`, tail: " for another action to end" }, run.began);
  } else if (rejection === "locked") {
    attempts.lockedSince ??= clock.now();
    if (clock.now() - attempts.lockedSince >= lockPatience) throw error;
    progress.waiting(
      { head: `${type} waits`, usualSeconds: 60, tail: ": the Droplet is locked" },
      run.began,
    );
  } else {
    // Where a state is declared, the next look shows whether it is really so.
    if (rejection !== "already so" || log.operation.due) throw error;
    progress.waiting({ head: `${type} waits`, tail: " until what is so already shows" }, run.began);
  }
  await sleepUnlessUnwanted(run, Math.max(0, Math.min(pause, deadline - clock.now())));
}

/** For a 429: milliseconds until the rate limit allows a request again. */
function rateLimit(error: unknown): number | undefined {
  const after =
    error instanceof Error && "retryAfterSeconds" in error ? error.retryAfterSeconds : 0;
  return typeof after === "number" && after > 0 ? after * 1000 : undefined;
}

/**
 * What keeps the Droplet busy and is on no list may be the action of a POST whose answer was lost and that counts as
 * not accepted: it is looked up once more. True if there is one.
 */
async function doubtNotFound(
  run: Run,
  type: string,
  dropletIds: readonly string[],
): Promise<boolean> {
  if (!actionOf(type).onceOnly) return false;
  const doubted = run.log.operation.notFound.filter(
    (post) => post.type === type && dropletIds.includes(post.dropletId),
  );
  await markPosts(run, "doubted", doubted);
  return doubted.length > 0;
}

/**
 * Waits for the end of the action that runs on the Droplet; true if that ended after the POST was rejected, which it
 * then explains. Lists lag, so one that they show in progress may have ended before; and some stay in progress on them
 * for ever and hold nothing up, so in the end the POST itself is tried again.
 */
async function waitForRunning(run: Run, type: string, dropletId: string): Promise<boolean> {
  const rejectedAt = run.clock.now();
  try {
    const { running, skewMilliseconds } = await runningOn(run, dropletId);
    if (!running) return false;
    run.attempts.blockedBy = running;
    const since = run.clock.now();
    const usualSeconds = actionOf(running.type).typicalSeconds;
    const row = {
      head: `${type} waits`,
      usualSeconds,
      tail: ` for another action: ${running.type} (action ${running.id})`,
    };
    stopIfUnwanted(run);
    run.progress.waiting(row, since);
    const { attempts, deadline } = run;
    const age = (since - (Date.parse(running.startedAt) || since)) / 1000;
    const patience =
      Math.max(shortestPatience, usualSeconds * 2 - age) * 2 ** (attempts.rejected - 1);
    const until = Math.min(deadline, since + patience * 1000);
    const ended = await waitForAction(run, row, dropletId, running.id, since, until);
    return endOf(ended) >= rejectedAt + skewMilliseconds - answerMilliseconds;
  } catch (error) {
    // Trouble with reading does not matter here: then the POST itself tells when it is accepted.
    if (isNotFound(error) || isTransient(error)) return false;
    throw error;
  }
}

const endOf = (action: Action | undefined): number => Date.parse(action?.completedAt ?? "");

/** The youngest, for an older one may be stuck, and how far DigitalOcean's clock is ahead of ours. */
async function runningOn({ api, clock }: Run, dropletId: string) {
  const { actions, serverTime } = await api.latestActions(dropletId, longestSeconds);
  const running = actions.find(({ status }) => status === "in-progress");
  return { running, skewMilliseconds: (serverTime ?? clock.now()) - clock.now() };
}
