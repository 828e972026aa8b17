import {
  isKind,
  isNotFound,
  isTransient,
  messageOf,
  OutOfTimeError,
  PowerOwedError,
} from "../errors";
import { isInGrace } from "../actions/post";
import { owesPower } from "../plan/change";
import { sendPost } from "./post";
import type { Run } from "./run";
import { settle } from "./settle";
import { untilNextLook, waitFor } from "./wait";

/** Time to put the power back, beyond the change's own. */
const extraSeconds = 600;
/** How long a shutdown that was sent may still land after the change failed. */
const lateShutdownSeconds = 60;
const watching = `watching whether the shutdown that was sent still takes effect, for ${lateShutdownSeconds} s`;
/** An errored power_on has done nothing, so it may be tried again. */
const triesOfErrored = 3;

/** Turns the Droplet on again if this change's own POST turned it off, or still may. */
export async function putPowerBack(run: Run): Promise<void> {
  const { change, clock } = run;
  if (!owesPower(change)) return;
  const began = clock.now();
  const until = Math.max(run.deadline, began) + extraSeconds * 1000;
  const watchUntil = began + lateShutdownSeconds * 1000;
  // Also when nobody waits any more: a server that is left off is the worst end of all.
  const patient: Run = { ...run, deadline: until, stopped: () => false };
  let wasOff = false;
  let errored = 0;
  for (;;) {
    let status = "";
    try {
      status = (await run.api.droplet(change.target)).status;
    } catch (error) {
      // A Droplet that is gone has no power to put back.
      if (isNotFound(error)) return;
      if (!isTransient(error)) throw powerOwed(run, error);
    }
    if (status === "off") wasOff = true;
    if (status === "active" && (wasOff || !turningOff(run) || clock.now() >= watchUntil)) {
      for (const post of change.posts) {
        post.owesPower = false;
        if (post.type === "shutdown" || (post.type === "power_off" && wasOff)) post.settled = true;
      }
      return;
    }
    if (clock.now() >= until) throw powerOwed(run, undefined);
    if (status !== "off") {
      run.progress.waiting(
        status === "active" ? watching : "putting the power back: the Droplet cannot be read",
        began,
      );
      await clock.sleep(untilNextLook(clock.now(), clock.now()));
      continue;
    }
    try {
      await powerOn(patient, began);
    } catch (error) {
      if (isKind(error, "ActionErroredError") && ++errored < triesOfErrored) continue;
      if (!isTransient(error)) throw powerOwed(run, error);
    }
  }
}

/** Watches whether a shutdown still lands that nobody wants any more; true if it was there to be watched. */
export async function landsLate(run: Run): Promise<boolean> {
  const { api, change, clock, deadline } = run;
  const late = change.posts.filter(isInGrace);
  const [first] = late;
  if (!first) return false;
  const began = clock.now();
  const until = began + lateShutdownSeconds * 1000;
  const landed = await waitFor(run, watching, began, Math.min(until, deadline), async () => {
    return (await api.droplet(change.target)).status === "off";
  });
  if (!landed && clock.now() < until) {
    const { dropletId, actionId } = first;
    throw new OutOfTimeError(
      { action: "shutdown", dropletId, actionId },
      `${run.limit} are over, and the shutdown that an earlier run sent may still take effect`,
      "Run `pulumi up` again to go on",
    );
  }
  for (const post of late) post.settled = true;
  run.save();
  return true;
}

/** A POST of ours that may yet turn the Droplet off: it has not been seen to land. */
const turningOff = ({ change }: Run): boolean =>
  change.posts.some(
    ({ type, settled }) => (type === "shutdown" || type === "power_off") && !settled,
  );

async function powerOn(run: Run, began: number): Promise<void> {
  const { change, deadline: until } = run;
  const waiting = change.posts.find(({ type, settled }) => type === "power_on" && !settled);
  if (waiting) return settle(run, waiting, until);
  run.progress.waiting("power_on: putting the power back", began);
  if ((await sendPost(run, { type: "power_on", body: {} })) === "not now") return;
  const sent = change.posts.at(-1);
  if (sent) await settle(run, sent, until);
}

export function powerOwed(run: Run, cause: unknown): PowerOwedError {
  const dropletId = run.change.target;
  return new PowerOwedError(
    {},
    `Droplet ${dropletId} is OFF. It was on before this change and could not be turned on again${cause ? `: ${messageOf(cause)}` : " in time"}`,
    `Run \`pulumi up\` again, which turns it on and finishes the change; or turn it on by hand with \`doctl compute droplet-action power-on ${dropletId}\``,
  );
}
