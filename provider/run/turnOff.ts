import { isInGrace, titleOf } from "../actions/post";
import { GraceOverError, OutOfTimeError } from "../errors";
import type { TurnOff } from "../plan/plan";
import { sendPost } from "./post";
import { duration } from "./progress";
import type { Run } from "./run";
import { waitFor } from "./wait";

/** A Droplet that listens is off after about so many seconds. */
const usualSeconds = 10;

/**
 * Shutdown, grace, power_off. The Droplet's status is watched and not the action: DigitalOcean completes a shutdown
 * that did nothing.
 */
export async function turnOff(run: Run, step: TurnOff): Promise<void> {
  const { change, clock, deadline, api } = run;
  let shutdown = change.posts.find(isInGrace);
  if (step.graceful && !shutdown) {
    const marks = { owesPower: step.owed, inGrace: true };
    if ((await sendPost(run, { type: "shutdown", body: {} }, marks)) === "not now") return;
    shutdown = change.posts.at(-1);
  }
  // Its answer was lost: the next round finds out what became of it.
  if (shutdown?.status === "unknown") return;
  if (shutdown) {
    const since = Date.parse(shutdown.sentAt);
    const name = titleOf(shutdown);
    const usual = shutdown.usual ?? usualSeconds;
    const shows = shutdown.actionId
      ? `; \`doctl compute action get ${shutdown.actionId}\` shows its state`
      : "";
    const graceEnd = since + step.graceSeconds * 1000;
    const landed = await waitFor(
      run,
      `${name}: waiting for the Droplet to turn off, usually ${duration(usual)}, at most ${duration(step.graceSeconds)}`,
      since,
      Math.min(graceEnd, deadline),
      async () => (await api.droplet(change.target)).status === "off",
      usual,
    );
    if (landed) {
      shutdown.settled = true;
      run.progress.done(`${name}: the Droplet is off`, since);
      return;
    }
    const facts = {
      action: "shutdown",
      dropletId: change.target,
      actionId: shutdown.actionId,
    };
    if (clock.now() < graceEnd) {
      throw new OutOfTimeError(
        facts,
        `${run.limit} are over and the Droplet is still on; the shutdown may still take effect`,
        `Run \`pulumi up\` again to go on; no shutdown is sent twice${shows}`,
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
  const marks = { owesPower: step.owed };
  if ((await sendPost(run, { type: "power_off", body: {} }, marks)) === "not now") return;
  // One whose answer was lost may not have been accepted; then the grace is not begun anew.
  if (shutdown && change.posts.at(-1)?.actionId != null) shutdown.settled = true;
}
