import { actionOf } from "../../actions";
import {
  DropletActionsError,
  isNotFound,
  isRateLimit,
  isTransient,
  messageOf,
  type RefusedError,
} from "../../errors";
import { hasErrored, isAwaited, type Post, type PostedAction } from "../../operation/fold";
import { holdsConcealed } from "../../operation/secrets";
import { lookAtDroplet } from "../../resources/define";
import { lookUp } from "./lookUp";
import { duration } from "../progress";
import { noteAction, releasePosts } from "../record";
import { destroyed, type Run, sleepUnlessUnwanted, subjectOf } from "../run";
import { waitFor, waitForAction } from "./wait";

/** An action found by looking it up has shown its effect this long after its end, or it was not ours. */
const adoptedSeconds = 300;
/** This many reads must agree on that, because a clock may have been set meanwhile. */
const readsThatAgree = 10;

/** After the end of an action, while the Droplet is off and nothing that shows its effect can be read. */
const unreadableSeconds = 60;

/**
 * Waits until everything that was sent has ended and its effect is seen. Turning off watches the grace of its shutdown
 * itself.
 */
export async function settleAll(
  run: Run,
  until = run.deadline,
  /** The wait from the end of an action to its effect. */
  effectSeconds = Infinity,
): Promise<void> {
  const waiting = run.log.posts.filter(isAwaited);
  const ends = await Promise.allSettled(
    waiting.map((post) => settle(run, post, until, effectSeconds)),
  );
  const errors = ends.flatMap((end) => (end.status === "rejected" ? [end.reason as Error] : []));
  if (errors.length > 1) throw partlyDone(run, errors.map(messageOf));
  if (errors[0]) throw errors[0];
}

export async function settle(
  run: Run,
  post: Post,
  until = run.deadline,
  effectSeconds = Infinity,
): Promise<void> {
  try {
    await settleFound(run, post, until, effectSeconds);
  } catch (error) {
    // An action that could not be found is gone with its Droplet.
    const isGone = isNotFound(error) && (await lookAtDroplet(run.api, post.dropletId)) === null;
    throw isGone ? await gone(run, post) : error;
  }
}

async function settleFound(
  run: Run,
  { number }: Post,
  until: number,
  effectSeconds: number,
): Promise<void> {
  const { log } = run;
  const lost = log.post(number);
  if (lost?.action === null && !(await lookUp(run, lost, until))) return;
  const sent = log.post(number);
  if (!sent?.action) return;
  const facts = { action: sent.type, dropletId: sent.dropletId, actionId: sent.action.id };
  const since = Date.parse(sent.sentAt);
  if (sent.action.status === "in-progress" && !(await ended(run, sent, sent.action, until))) {
    throw new DropletActionsError(
      "timed-out",
      facts,
      `still in progress after ${duration((run.clock.now() - since) / 1000)} (usually ${duration(usualSecondsOf(sent))})`,
      toContinue(run, sent.action),
    );
  }
  const post = log.post(number) ?? sent;
  if (hasErrored(post)) {
    await releasePosts(run, [post]);
    throw new DropletActionsError(
      "action-errored",
      facts,
      "DigitalOcean ended it as errored, and gives no reason",
      `The Droplet's history in the control panel may say more (\`doctl compute action get ${sent.action.id}\`). Run \`pulumi up\` again to try once more`,
    );
  }
  const end = await waitForEffect(run, post, until, effectSeconds);
  if (end === "foreign") {
    await log.append({ is: "disowned", post: number });
    return settleFound(run, post, until, effectSeconds);
  }
  if (end === "not seen") {
    throw new DropletActionsError(
      "effect-not-visible",
      facts,
      "DigitalOcean says completed, but its effect cannot be seen on the Droplet",
      toContinue(run, sent.action),
    );
  }
  await log.append({ is: "verified", post: number });
  run.progress.done({ head: `${sent.type} completed`, tail: actionIn(sent) }, since);
}

/** "foreign": the action that was found by look-up has had another effect than ours would have. */
async function waitForEffect(
  run: Run,
  post: Post,
  until: number,
  effectSeconds: number,
): Promise<"seen" | "not seen" | "foreign"> {
  const endedAt = run.clock.now();
  let without = 0;
  let isForeign = false;
  let unread: unknown;
  const shows = await waitFor(
    run,
    { head: `${post.type} completed, not seen yet`, tail: actionIn(post) },
    endedAt,
    Math.min(until, endedAt + effectSeconds * 1000),
    async () => {
      const shows = await effectShows(run, post).catch((error: unknown) => {
        // A server is not left off for as long as a list cannot be read: the next run verifies.
        const isLong = run.clock.now() >= endedAt + unreadableSeconds * 1000;
        const gaveUp = isLong && run.log.operation.restoresPower && without === 0;
        if (!gaveUp || !isTransient(error) || isRateLimit(error)) throw error;
        unread = error;
        return true;
      });
      // Only an answer tells that: what cannot be read may well be there.
      if (!shows) without++;
      if (shows || without % readsThatAgree > 0) return shows;
      if (!post.action?.adopted) return isOvertaken(run, post);
      isForeign = run.clock.now() >= endOf(post, endedAt) + adoptedSeconds * 1000;
      return isForeign;
    },
  );
  if (unread !== undefined) {
    throw new DropletActionsError(
      "effect-not-visible",
      { action: post.type, dropletId: post.dropletId, actionId: post.action?.id },
      `DigitalOcean says completed, but its effect cannot be read: ${messageOf(unread)}`,
      "Run `pulumi up` again to read it; nothing is sent twice",
    );
  }
  if (isForeign) return "foreign";
  return shows ? "seen" : "not seen";
}

/** Waits for the end of the action; false if it times out first. */
async function ended(
  run: Run,
  post: Post,
  { id: actionId }: PostedAction,
  until: number,
): Promise<boolean> {
  const { dropletId } = post;
  const since = Date.parse(post.sentAt);
  const usualSeconds = usualSecondsOf(post);
  const row = { head: post.type, usualSeconds, tail: actionIn(post) };
  for (;;) {
    try {
      const action = await waitForAction(run, row, {
        dropletId,
        actionId,
        since,
        until,
        usualSeconds,
      });
      if (action) await noteAction(run, post, action);
      return action !== undefined;
    } catch (error) {
      if (!isNotFound(error)) throw error;
      // A new action's id may be unknown for a moment, and a destroyed Droplet's for ever.
      if (!(await lookAtDroplet(run.api, dropletId))) throw error;
      if (run.clock.now() >= until) return false;
      run.progress.waiting(row, since);
      await sleepUnlessUnwanted(run, 1_000);
    }
  }
}

const actionIn = ({ action }: Post): string => (action ? ` (action ${action.id})` : "");

/** How long it took on this Droplet before, or else how long it typically takes. */
const usualSecondsOf = ({ type, usualSeconds }: Post) =>
  usualSeconds ?? actionOf(type).typicalSeconds;

/** When it was sent, by our clock; or when it began at DigitalOcean, if that is earlier. */
const endOf = ({ action, skewMilliseconds = 0 }: Post, seenAt: number): number =>
  Math.min(seenAt, (Date.parse(action?.completedAt ?? "") || Infinity) - skewMilliseconds);

/** Another action of the type has ended since, such as a rename to another name: what this one did is gone since then. */
async function isOvertaken({ api }: Run, { dropletId, type, action }: Post): Promise<boolean> {
  const { leavesTrace, onceOnly } = actionOf(type);
  if (!leavesTrace || onceOnly || !action) return false;
  const { actions } = await api.actionList(dropletId);
  return actions.some(
    (other) => other.type === type && other.id > action.id && other.status === "completed",
  );
}

/** A parameter that holds a secret which has changed since cannot be recognised. */
const effectShows = async ({ api }: Run, post: Post): Promise<boolean> =>
  holdsConcealed(post.body) || actionOf(post.type).shows(api, post.dropletId, post);

/** A tag may stand for several Droplets: one that is gone has nothing more to wait for, and the others continue. */
async function gone(run: Run, post: Post): Promise<RefusedError> {
  if (run.definition.target.input === "tag") await releasePosts(run, [post]);
  return destroyed(run, post);
}

const toContinue = ({ limit }: Run, { id }: PostedAction) =>
  `Run \`pulumi up\`, or the same command, again to continue waiting (nothing is sent twice), with larger ${limit} if need be; \`doctl compute action get ${id}\` shows its state`;

/** Several Droplets of a tag were not finished, each for its own reason. */
export function partlyDone(run: Run, reasons: readonly string[]): DropletActionsError {
  return new DropletActionsError(
    "some-droplets-failed",
    { action: subjectOf(run) },
    reasons.join(" "),
    "Run `pulumi up` again: it continues with these Droplets one by one",
  );
}
