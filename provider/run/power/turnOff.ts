import { DropletActionsError, isNotFound } from "../../errors";
import { hasErrored, isInGrace } from "../../operation/fold";
import type { TurnOff } from "../../plan/plan";
import { sendPost } from "../send/post";
import { duration } from "../progress";
import { markPosts, readEnd } from "../record";
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
    shutdown = await sendPost(run, { type: "shutdown", body: {} }, marks);
    if (!shutdown) return;
  }
  if (shutdown) {
    const { action, number } = shutdown;
    // Its answer was lost: the next round finds out what became of it.
    if (!action) return;
    const since = Date.parse(shutdown.sentAt);
    const usual = shutdown.usualSeconds ?? usualSeconds;
    const tail = ` (action ${action.id})`;
    const shows = `; \`doctl compute action get ${action.id}\` shows its state`;
    const graceEnd = since + shutdownTimeoutSeconds * 1000;
    const errored = () => hasErrored(log.post(number) ?? shutdown);
    let actionReadAt = clock.now();
    const isOver = async () => {
      if ((await api.droplet(target)).status === "off" || errored()) return true;
      if (clock.now() - actionReadAt < actionEvery) return false;
      actionReadAt = clock.now();
      try {
        await readEnd(run, log.post(number) ?? shutdown);
      } catch (error) {
        // A new action's id may be unknown for a moment, and the Droplet's status tells the rest.
        if (!isNotFound(error)) throw error;
      }
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
      await markPosts(run, "released", [shutdown]);
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
      await markPosts(run, "released", [shutdown]);
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
  const sent = await sendPost(run, { type: "power_off", body: {} }, marks);
  // One whose answer was lost may not have been accepted; then the grace does not begin again.
  if (shutdown && sent?.action) await markPosts(run, "released", [shutdown]);
}
