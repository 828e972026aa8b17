import { DropletActionsError, isAbout, messageOf } from "../../errors";
import type { PostByTag, PostStep } from "../../plan/plan";
import type { Present, Seen } from "../../resources/define";
import { waitUntilHealthy } from "../health/wait";
import { prepareSteps, sendPost, sendPostByTag } from "./post";
import { type Run, stopIfUnwanted } from "../run";
import { partlyDone, settle, settleAll } from "../wait/settle";

/**
 * One POST for all Droplets of a tag, and the end of each. What is missing or errored is named and left to the next
 * run, which sends it to one Droplet after the other.
 */
export async function runByTag(run: Run, step: PostByTag): Promise<void> {
  if ((await sendPostByTag(run, step)) === "not now") return;
  stopIfUnwanted(run);
  const { log } = run;
  const lost = log.posts.some(({ action }) => action === null);
  const failures: string[] = [];
  try {
    await settleAll(run);
  } catch (error) {
    failures.push(isAbout(error, "some-droplets-failed") ? error.reason : messageOf(error));
  }
  // Its answer was lost and none was accepted, which is certain: the POST for all may be sent again.
  if (lost && log.posts.length === 0 && failures.length === 0) {
    return log.append({ is: "tagged", dropletIds: null });
  }
  const left = (log.operation.tagged ?? []).filter(
    (id) => !log.posts.some(({ dropletId }) => dropletId === id),
  );
  if (left.length > 0) {
    failures.push(
      `${step.type} was not started on Droplet ${left.join(", Droplet ")}, perhaps because of another action or the power there.`,
    );
  }
  if (failures.length > 0) throw partlyDone(run, failures);
}

/** What an action by tag has left over. One Droplet that cannot take it does not stop the others. */
export async function runOneByOne(run: Run, steps: readonly PostStep[]): Promise<void> {
  const failures: string[] = [];
  for (const step of steps) {
    stopIfUnwanted(run);
    try {
      await runOne(run, step);
    } catch (error) {
      failures.push(isAbout(error, "some-droplets-failed") ? error.reason : messageOf(error));
    }
  }
  if (failures.length > 0) throw partlyDone(run, failures);
}

/**
 * The next Droplets of a tag, when all before them are healthy. Those that are left are planned again after that, and the
 * first failure leaves them to the next run.
 */
export async function runBatch(
  run: Run,
  seen: Present<Seen>,
  steps: readonly PostStep[],
  size: number,
): Promise<void> {
  const { log } = run;
  const begun = new Set(log.posts.map(({ dropletId }) => dropletId));
  await waitUntilHealthy(run, seen, ({ id }) => begun.has(id));
  if (!log.operation.tagged) {
    // What can be known of all of them is known before the first is disturbed.
    if (!(await prepareSteps(run, steps))) return;
    const dropletIds = steps.flatMap(({ dropletId }) => dropletId ?? []);
    await log.append({ is: "tagged", dropletIds });
  }
  const failures: string[] = [];
  const note = (error: unknown) =>
    failures.push(isAbout(error, "some-droplets-failed") ? error.reason : messageOf(error));
  try {
    for (const step of steps.slice(0, size)) await send(run, step);
  } catch (error) {
    note(error);
  }
  stopIfUnwanted(run);
  await settleAll(run).catch(note);
  stopIfUnwanted(run);
  if (failures.length > 0) throw partlyDone(run, failures);
}

async function runOne(run: Run, step: PostStep): Promise<void> {
  await send(run, step);
  stopIfUnwanted(run);
  const sent = run.log.posts.at(-1);
  if (sent) await settle(run, sent);
}

async function send(run: Run, step: PostStep): Promise<void> {
  do {
    if (run.clock.now() >= run.deadline) {
      throw new DropletActionsError(
        "timed-out",
        { action: step.type, dropletId: step.dropletId },
        `Timed out (${run.limit}) before it was sent`,
        `\`doctl compute droplet actions ${step.dropletId}\` shows what runs there`,
      );
    }
  } while ((await sendPost(run, step)) === "not now");
}
