import { DropletActionsError, isNotFound } from "../../errors";
import { hasErrored, isInGrace } from "../../operation/fold";
import type { TurnOff } from "../../plan/plan";
import { sendPost } from "../send/post";
import { duration } from "../progress";
import { noteAction, releasePosts } from "../record";
import type { Run } from "../run";
import { waitFor } from "../wait/wait";

/** A Droplet that listens is off after about this many seconds; slower ones make the typical time of a shutdown longer. */
const usualSeconds = 10;

/** The action is read beside the status as often as that at most: it only tells that nothing will come; milliseconds. */
const actionEvery = 5_000;

/**
 * Shutdown, grace, power_off. The Droplet's status is watched, for DigitalOcean completes a shutdown that did nothing;
 * the action only tells when it has errored.
 */
export async function turnOff(run: Run, step: TurnOff): Promise<void> {
  const { api, clock, deadline, log } = run;
  const { gracefulShutdown, shutdownTimeoutSeconds, forcePowerOff } = step.options;
  const { target } = log.operation;
  let shutdown = log.posts.find(isInGrace);
  if (gracefulShutdown && !shutdown) {
    const marks = { takesPower: step.restoresPower, awaits: "power off" } as const;
    if ((await sendPost(run, { type: "shutdown", body: {} }, marks)) === "not now") return;
    shutdown = log.posts.at(-1);
  }
  if (shutdown) {
    const { action } = shutdown;
    // Its answer was lost: the next round finds out what became of it.
    if (!action) return;
    const since = Date.parse(shutdown.sentAt);
    const usual = shutdown.usualSeconds ?? usualSeconds;
    const tail = ` (action ${action.id})`;
    const shows = `; \`doctl compute action get ${action.id}\` shows its state`;
    const graceEnd = since + shutdownTimeoutSeconds * 1000;
    const number = shutdown.number;
    const errored = () => hasErrored(log.post(number) ?? shutdown);
    let actionReadAt = clock.now();
    const isOver = async () => {
      if ((await api.droplet(target)).status === "off" || errored()) return true;
      if (clock.now() - actionReadAt < actionEvery) return false;
      actionReadAt = clock.now();
      await readEnd(run, number);
      return errored();
    };
    const over = await waitFor(
      run,
      { head: "shutdown", usualSeconds: usual, tail },
      since,
      Math.min(graceEnd, deadline),
      isOver,
      usual,
    );
    if (over && !errored()) {
      await releasePosts(run, [shutdown]);
      run.progress.done({ head: "shutdown: the Droplet is off", tail }, since);
      return;
    }
    const facts = { action: "shutdown", dropletId: target, actionId: action.id };
    if (!over && clock.now() < graceEnd) {
      throw new DropletActionsError(
        "timed-out",
        facts,
        `Timed out (${run.limit}) and the Droplet is still on; the shutdown may still take effect`,
        `Run \`pulumi up\` again to continue; no shutdown is sent twice${shows}`,
      );
    }
    if (!forcePowerOff && over) {
      await releasePosts(run, [shutdown]);
      throw new DropletActionsError(
        "action-errored",
        facts,
        "DigitalOcean ended it as errored. The Droplet is still on, and forcePowerOff is false, so its power was not cut",
        `Run \`pulumi up\` again to try once more, or allow forcePowerOff${shows}`,
      );
    }
    if (!forcePowerOff) {
      throw new DropletActionsError(
        "still-on",
        facts,
        `the Droplet is still on after ${duration(shutdownTimeoutSeconds)}, and forcePowerOff is false, so its power was not cut; the shutdown may still take effect`,
        `Run \`pulumi up\` again to start from what the Droplet then shows, raise shutdownTimeoutSeconds, or allow forcePowerOff${shows}`,
      );
    }
  }
  const marks = { takesPower: step.restoresPower };
  if ((await sendPost(run, { type: "power_off", body: {} }, marks)) === "not now") return;
  // One whose answer was lost may not have been accepted; then the grace does not begin again.
  if (shutdown && log.posts.at(-1)?.action) await releasePosts(run, [shutdown]);
}

/** What became of the action, as far as DigitalOcean tells it. */
async function readEnd(run: Run, number: number): Promise<void> {
  const post = run.log.post(number);
  if (post?.action?.status !== "in-progress") return;
  try {
    await noteAction(run, post, await run.api.action(post.dropletId, post.action.id));
  } catch (error) {
    // A new action's id may be unknown for a moment, and the Droplet's status tells the rest.
    if (!isNotFound(error)) throw error;
  }
}
