import { GraceOverError, OutOfTimeError } from "../../errors";
import { isInGrace, titleOf } from "../../operation/fold";
import type { TurnOff } from "../../plan/plan";
import { sendPost } from "../send/post";
import { duration } from "../progress";
import { releasePosts } from "../record";
import type { Run } from "../run";
import { waitFor } from "../wait/wait";

/** A Droplet that listens is off after about so many seconds. */
const usualSeconds = 10;

/**
 * Shutdown, grace, power_off. The Droplet's status is watched and not the action: DigitalOcean completes a shutdown
 * that did nothing.
 */
export async function turnOff(run: Run, step: TurnOff): Promise<void> {
  const { api, clock, deadline, log } = run;
  const { target } = log.operation;
  let shutdown = log.posts.find(isInGrace);
  if (step.graceful && !shutdown) {
    const marks = { takesPower: step.owed, awaits: "power off" } as const;
    if ((await sendPost(run, { type: "shutdown", body: {} }, marks)) === "not now") return;
    shutdown = log.posts.at(-1);
  }
  if (shutdown) {
    const { action } = shutdown;
    // Its answer was lost: the next round finds out what became of it.
    if (!action) return;
    const since = Date.parse(shutdown.sentAt);
    const name = titleOf(shutdown);
    const usual = shutdown.usualSeconds ?? usualSeconds;
    const shows = `; \`doctl compute action get ${action.id}\` shows its state`;
    const graceEnd = since + step.graceSeconds * 1000;
    const landed = await waitFor(
      run,
      `${name}: waiting for the Droplet to turn off, usually ${duration(usual)}, at most ${duration(step.graceSeconds)}`,
      since,
      Math.min(graceEnd, deadline),
      async () => (await api.droplet(target)).status === "off",
      usual,
    );
    if (landed) {
      await releasePosts(run, [shutdown]);
      run.progress.done(`${name}: the Droplet is off`, since);
      return;
    }
    const facts = { action: "shutdown", dropletId: target, actionId: action.id };
    if (clock.now() < graceEnd) {
      throw new OutOfTimeError(
        facts,
        `Timed out (${run.limit}) and the Droplet is still on; the shutdown may still take effect`,
        `Run \`pulumi up\` again to continue; no shutdown is sent twice${shows}`,
      );
    }
    if (!step.force) {
      throw new GraceOverError(
        facts,
        `the Droplet is still on after ${duration(step.graceSeconds)}, and forcePowerOff is false, so its power was not cut; the shutdown may still take effect`,
        `Run \`pulumi up\` again to start from what the Droplet then shows, raise shutdownTimeoutSeconds, or allow forcePowerOff${shows}`,
      );
    }
  }
  const marks = { takesPower: step.owed };
  if ((await sendPost(run, { type: "power_off", body: {} }, marks)) === "not now") return;
  // One whose answer was lost may not have been accepted; then the grace does not begin again.
  if (shutdown && log.posts.at(-1)?.action) await releasePosts(run, [shutdown]);
}
