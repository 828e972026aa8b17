import { actions } from "../actions";
import type { Post } from "../actions/post";
import {
  ActionErroredError,
  isNotFound,
  OutOfTimeError,
  RefusedError,
  UnknownFateError,
} from "../errors";
import { lookAtDroplet } from "../resources/look";
import { note } from "./post";
import { duration } from "./progress";
import type { Run } from "./run";
import { waitFor } from "./wait";

/** How long the effect of a POST with a lost answer is looked for before its fate counts as unknown. */
const lostAnswerSeconds = 60;

/** Waits until everything that was posted has ended and shows on the Droplet. Turning off watches its shutdown itself. */
export async function settleAll(run: Run, until = run.deadline): Promise<void> {
  for (const post of run.change.posts) {
    if (!post.settled && post.type !== "shutdown") await settle(run, post, until);
  }
}

export async function settle(run: Run, post: Post, until = run.deadline): Promise<void> {
  const facts = { action: post.type, dropletId: run.change.dropletId, actionId: post.actionId };
  const since = Date.parse(post.sentAt);
  const name = `${post.type}${post.actionId ? ` (action ${post.actionId})` : ""}`;
  const typical = duration(typicalSeconds(post));

  if (post.status === "unknown") {
    const watch = Math.min(until, since + lostAnswerSeconds * 1000);
    const shows = await waitFor(
      run,
      `${post.type}: its answer was lost, looking for its effect`,
      since,
      watch,
      () => effectShows(run, post),
    );
    if (!shows) throw unknownFate(run, post);
    post.status = "completed";
  } else if (post.status === "in-progress") {
    const ended = await waitFor(run, `${name}: in progress, usually ${typical}`, since, until, () =>
      actionEnded(run, post),
    );
    if (!ended) {
      throw new OutOfTimeError(
        facts,
        `still in progress after ${duration((run.clock.now() - since) / 1000)} (usually ${typical})`,
        goOn(post),
      );
    }
  }
  if (post.status === "errored") {
    post.settled = true;
    throw new ActionErroredError(
      facts,
      "DigitalOcean ended it as errored, and gives no reason",
      `The Droplet's history in the control panel may say more (\`doctl compute action get ${post.actionId}\`). Run \`pulumi up\` again to try once more`,
    );
  }
  const shows = await waitFor(
    run,
    `${name}: completed, waiting until it shows on the Droplet`,
    since,
    until,
    () => effectShows(run, post),
  );
  if (!shows) {
    throw new OutOfTimeError(
      facts,
      "DigitalOcean says completed, but its effect does not show on the Droplet",
      goOn(post),
    );
  }
  post.settled = true;
  run.progress.done(`${name}: completed`, since);
}

async function actionEnded(run: Run, post: Post): Promise<boolean> {
  if (post.actionId === null) return false;
  const { dropletId } = run.change;
  try {
    note(post, await run.api.action(dropletId, post.actionId));
  } catch (error) {
    if (!isNotFound(error)) throw error;
    // A new action's id may be unknown for a moment, and a destroyed Droplet's for ever.
    if (!(await lookAtDroplet(run.api, dropletId))) throw dropletGone(dropletId);
    return false;
  }
  return post.status !== "in-progress";
}

const effectShows = (run: Run, post: Post) =>
  definitionOf(post).shows(run.api, run.change.dropletId, post);

const definitionOf = (post: Post) => actions[post.type as keyof typeof actions];
const typicalSeconds = (post: Post) => definitionOf(post).typicalSeconds;

const goOn = (post: Post) =>
  `Run \`pulumi up\` again to go on waiting (nothing is posted twice), with a larger timeoutSeconds if need be; \`doctl compute action get ${post.actionId}\` shows its state`;

export const dropletGone = (dropletId: string) =>
  new RefusedError(
    { dropletId },
    "there is no such Droplet for this token",
    "Check dropletId, whether the Droplet was destroyed, and whether the token belongs to its team",
  );

function unknownFate(run: Run, post: Post): UnknownFateError {
  const { dropletId } = run.change;
  return new UnknownFateError(
    { action: post.type, dropletId },
    `it was sent at ${post.sentAt}, the answer was lost, and its effect does not show; DigitalOcean may or may not have accepted it, so it is not sent again`,
    `Look for it in the Droplet's history in the control panel, or with \`doctl compute droplet actions ${dropletId}\`. If it is there, run \`pulumi up\` again once it has ended; if it is not, \`pulumi up --replace <urn>\` runs it anew`,
  );
}
