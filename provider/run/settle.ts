import { actionOf } from "../actions";
import { isAwaited, type Post, titleOf } from "../actions/post";
import {
  ActionErroredError,
  EffectNotSeenError,
  isNotFound,
  messageOf,
  OutOfTimeError,
  PartlyDoneError,
  RefusedError,
} from "../errors";
import { holdsConcealed } from "../journal/secrets";
import { lookAtDroplet } from "../resources/look";
import { disown, lookUp } from "./lookUp";
import { forgetPosts, note } from "./post";
import { duration } from "./progress";
import { refused } from "./refused";
import type { Run } from "./run";
import { sleepUnlessUnwanted } from "./stop";
import { waitFor, waitForAction } from "./wait";

/** An action found by looking it up has shown its effect this long after its end, or it was not ours. */
const adoptedSeconds = 300;
/** So many looks must agree in that: a clock may have been set meanwhile. */
const looksThatAgree = 10;

/** Waits until everything that was posted has ended and shows. Turning off watches the grace of its shutdown itself. */
export async function settleAll(
  run: Run,
  until = run.deadline,
  /** From the end of an action to its effect. */
  effectSeconds = Infinity,
): Promise<void> {
  const waiting = run.change.posts.filter(isAwaited);
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
  if (post.status === "unknown" && (await lookUp(run, post, until)) === "absent") {
    return forgetPosts(run, [post]);
  }
  run.save();
  const facts = { action: post.type, dropletId: post.dropletId, actionId: post.actionId };
  const since = Date.parse(post.sentAt);
  const name = titleOf(post);
  const usual = duration(usualSeconds(post));
  if (post.status === "in-progress" && !(await ended(run, post, until))) {
    throw new OutOfTimeError(
      facts,
      `still in progress after ${duration((run.clock.now() - since) / 1000)} (usually ${usual})`,
      goOn(run, post),
    );
  }
  if (post.status === "errored") {
    post.settled = true;
    run.save();
    throw new ActionErroredError(
      facts,
      "DigitalOcean ended it as errored, and gives no reason",
      `The Droplet's history in the control panel may say more (\`doctl compute action get ${post.actionId}\`). Run \`pulumi up\` again to try once more`,
    );
  }
  const endedAt = run.clock.now();
  let without = 0;
  let isForeign = false;
  const shows = await waitFor(
    run,
    `${name}: completed, waiting until it shows on the Droplet, usually seconds`,
    endedAt,
    Math.min(until, endedAt + effectSeconds * 1000),
    async () => {
      const shows = await effectShows(run, post);
      // Only an answer tells that: what cannot be read may well be there.
      if (!shows) without++;
      if (shows || without % looksThatAgree > 0) return shows;
      if (!post.adopted) return isOvertaken(run, post);
      isForeign = run.clock.now() >= endOf(post, endedAt) + adoptedSeconds * 1000;
      return isForeign;
    },
  );
  if (isForeign) {
    disown(post);
    run.save();
    return settle(run, post, until, effectSeconds);
  }
  if (!shows) {
    throw new EffectNotSeenError(
      facts,
      "DigitalOcean says completed, but its effect does not show on the Droplet",
      goOn(run, post),
    );
  }
  post.settled = true;
  run.save();
  run.progress.done(`${name}: completed`, since);
}

/** Waits for the end of the action; false when the time is over first. */
async function ended(run: Run, post: Post, until: number): Promise<boolean> {
  const { dropletId, actionId } = post;
  if (actionId === null) return false;
  const since = Date.parse(post.sentAt);
  const what = `${titleOf(post)}: in progress, usually ${duration(usualSeconds(post))}`;
  for (;;) {
    try {
      const action = await waitForAction(run, what, {
        dropletId,
        actionId,
        since,
        until,
        usualSeconds: usualSeconds(post),
      });
      if (action) note(post, action);
      return action !== undefined;
    } catch (error) {
      if (!isNotFound(error)) throw error;
      // A new action's id may be unknown for a moment, and a destroyed Droplet's for ever.
      if (!(await lookAtDroplet(run.api, dropletId))) throw gone(run, post);
      if (run.clock.now() >= until) return false;
      run.progress.waiting(what, since);
      await sleepUnlessUnwanted(run, 1_000);
    }
  }
}

/** As it was on this Droplet before, or else as it typically is. */
const usualSeconds = ({ type, usual }: Post) => usual ?? actionOf(type).typicalSeconds;

/** By our clock, and if that is known and earlier, in whichever run it was. */
const endOf = ({ completedAt, skew = 0 }: Post, seenAt: number): number =>
  Math.min(seenAt, (Date.parse(completedAt ?? "") || Infinity) - skew);

/** Another action of the type has ended since, such as a rename to another name: what this one did is gone by that. */
async function isOvertaken({ api }: Run, { dropletId, type, actionId }: Post): Promise<boolean> {
  const { leavesTrace, onceOnly } = actionOf(type);
  if (!leavesTrace || onceOnly || actionId === null) return false;
  const { actions } = await api.actionList(dropletId);
  return actions.some(
    (other) => other.type === type && other.id > actionId && other.status === "completed",
  );
}

async function effectShows(run: Run, post: Post): Promise<boolean> {
  // It cannot be told from another one.
  if (holdsConcealed(post.body)) return true;
  try {
    return await actionOf(post.type).shows(run.api, post.dropletId, post);
  } catch (error) {
    throw isOneOfTag(run) && isNotFound(error) ? gone(run, post) : error;
  }
}

/** Of the Droplets of a tag, one that is gone has nothing more to wait for, and the others go on. */
function gone(run: Run, post: Post): RefusedError {
  if (!isOneOfTag(run)) return refused(run.definition.target.missing(post.dropletId), run);
  post.settled = true;
  const { type: action, dropletId, actionId } = post;
  return new RefusedError(
    { action, dropletId, actionId },
    "the Droplet was destroyed meanwhile",
    "",
  );
}

const isOneOfTag = ({ definition }: Run): boolean => definition.target.input === "tag";

const goOn = ({ limit }: Run, post: Post) =>
  `Run \`pulumi up\`, or the same command, again to go on waiting (nothing is posted twice), with larger ${limit} if need be; \`doctl compute action get ${post.actionId}\` shows its state`;

/** Several Droplets of a tag did not come to the end, each for its own reason. */
export function partlyDone(
  { change, definition }: Run,
  reasons: readonly string[],
): PartlyDoneError {
  return new PartlyDoneError(
    { action: `${definition.name} of ${definition.target.name(change.target)}` },
    reasons.join(" "),
    "Run `pulumi up` again: it goes on with these Droplets one by one",
  );
}
