import { DropletActionsError, isAbout, isNotFound, isTransient, messageOf } from "../../errors";
import { hasErrored, isAwaited, isInGrace, type Post } from "../../operation/fold";
import { sendPost } from "../send/post";
import { releasePosts } from "../record";
import type { Run } from "../run";
import { settle } from "../wait/settle";
import { untilNextLook, waitFor } from "../wait/wait";

/** Time to restore the power, beyond the operation's own. */
const extraSeconds = 600;
/** How long a shutdown that was sent may still take effect after the operation failed. */
const lateShutdownSeconds = 60;
const watching = {
  head: "watching",
  usualSeconds: lateShutdownSeconds,
  tail: ": the shutdown that was sent may still take effect",
};
/** An errored power_on has done nothing, so it may be tried again. */
const triesOfErrored = 3;

/** Turns the Droplet on again if this operation's own POST turned it off, or still may. True if it was off. */
export async function restorePower(run: Run): Promise<boolean> {
  const { clock, log } = run;
  if (!log.operation.restoresPower) return false;
  const began = clock.now();
  const until = Math.max(run.deadline, began) + extraSeconds * 1000;
  const watchUntil = began + lateShutdownSeconds * 1000;
  // Also when nobody waits any more: a server that is left off is the worst end of all.
  const api = run.api.within({ deadline: until, signal: undefined });
  const patient: Run = { ...run, api, deadline: until, stopped: () => false };
  let wasOff = false;
  let errored = 0;
  for (;;) {
    let status = "";
    try {
      status = (await api.droplet(log.operation.target)).status;
    } catch (error) {
      // A Droplet that is gone has no power to restore.
      if (isNotFound(error)) return false;
      if (!isTransient(error)) throw notRestored(run, error);
    }
    if (status === "off") {
      wasOff = true;
      // They have landed: on record, the next run does not take their grace for one that goes on.
      await releasePosts(run, log.posts.filter(turnsOff));
    }
    if (status === "active" && (!turningOff(run) || clock.now() >= watchUntil)) {
      await releasePosts(run, log.posts.filter(isInGrace));
      await log.append({ is: "power restored" });
      return wasOff;
    }
    if (clock.now() >= until) throw notRestored(run, undefined);
    if (status !== "off") {
      run.progress.waiting(
        status === "active"
          ? watching
          : { head: "restoring the power", tail: ": the Droplet cannot be read" },
        began,
      );
      await clock.sleep(untilNextLook(clock.now(), clock.now()));
      continue;
    }
    try {
      await powerOn(patient, began);
    } catch (error) {
      if (isAbout(error, "action-errored") && ++errored < triesOfErrored) continue;
      if (!isTransient(error)) throw notRestored(run, error);
    }
  }
}

/** Watches whether a shutdown still lands that nobody wants any more; true if it was there to be watched. */
export async function landsLate(run: Run): Promise<boolean> {
  const { api, clock, deadline, log } = run;
  const late = log.posts.filter(isInGrace);
  const [first] = late;
  if (!first) return false;
  const began = clock.now();
  const until = began + lateShutdownSeconds * 1000;
  const landed = await waitFor(run, watching, began, Math.min(until, deadline), async () => {
    return (await api.droplet(log.operation.target)).status === "off";
  });
  if (!landed && clock.now() < until) {
    const { dropletId, action } = first;
    throw new DropletActionsError(
      "timed-out",
      { action: "shutdown", dropletId, actionId: action?.id },
      `Timed out (${run.limit}), and the shutdown that an earlier run sent may still take effect`,
      "Run `pulumi up` again to continue",
    );
  }
  await releasePosts(run, late);
  return true;
}

/** A POST of ours that turns the Droplet off, and has not been seen to land. */
const turnsOff = ({ type, awaits }: Post): boolean =>
  (type === "shutdown" || type === "power_off") && awaits !== null;

const turningOff = ({ log }: Run): boolean =>
  log.posts.some((post) => turnsOff(post) && !hasErrored(post));

async function powerOn(run: Run, began: number): Promise<void> {
  const { deadline: until, log } = run;
  const waiting = log.posts.find((post) => post.type === "power_on" && isAwaited(post));
  if (waiting) return settle(run, waiting, until);
  run.progress.waiting({ head: "restoring the power", tail: " (power_on)" }, began);
  if ((await sendPost(run, { type: "power_on", body: {} })) === "not now") return;
  const sent = log.posts.at(-1);
  if (sent) await settle(run, sent, until);
}

export function notRestored(run: Run, cause: unknown): DropletActionsError {
  const dropletId = run.log.operation.target;
  return new DropletActionsError(
    "droplet-left-off",
    {},
    `Droplet ${dropletId} is OFF. It was on before this operation and could not be turned on again${cause ? `: ${messageOf(cause)}` : " in time"}`,
    `Run \`pulumi up\` again, which turns it on and finishes the operation; or turn it on by hand with \`doctl compute droplet-action power-on ${dropletId}\``,
  );
}
