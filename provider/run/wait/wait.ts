import { interval } from "../../account/cadence";
import type { Wait } from "../../account/poller";
import type { Action } from "../../api/wire";
import type { Row } from "../progress";
import { type Run, stopIfUnwanted } from "../run";

/** Lists that lag for minutes have been seen; what is on none of them after this time is not there. */
export const longestLagSeconds = 600;

/** Polls until `look` says yes or it times out; true if it said yes. */
export async function waitFor(
  run: Run,
  row: Row,
  since: number,
  until: number,
  look: () => Promise<boolean>,
  usualSeconds?: number,
): Promise<boolean> {
  const read = async () => (await look()) || undefined;
  return (await wait(run, row, { since, until, usualSeconds, read, atOnce: true })) ?? false;
}

/** Waits for the end of an action, polled with all others; undefined if it times out first. */
export function waitForAction(
  run: Run,
  row: Row & { readonly usualSeconds: number },
  dropletId: string,
  actionId: number,
  since: number,
  until: number,
): Promise<Action | undefined> {
  const read = async () => {
    const action = await run.api.action(dropletId, actionId);
    return action.status === "in-progress" ? undefined : action;
  };
  return wait(run, row, { since, until, usualSeconds: row.usualSeconds, read });
}

function wait<T>(run: Run, row: Row, one: Omit<Wait<T>, "onPoll">): Promise<T | undefined> {
  const onPoll = (trouble: string) => {
    stopIfUnwanted(run);
    run.progress.waiting({ ...row, tail: (row.tail ?? "") + trouble }, one.since);
  };
  return run.api.poller.wait({ ...one, onPoll });
}

/** Milliseconds until the next read of one who is not in a wait: all such reads fall on the same moments. */
export function untilNextLook(now: number, since: number): number {
  const step = interval((now - since) / 1000, undefined) * 1000;
  return Math.ceil(step - (now % step));
}
