import { messageOf } from "../errors";
import type { PostByTag } from "../plan/plan";
import { sendPostByTag } from "./post";
import type { Run } from "./run";
import { partlyDone, settleAll } from "./settle";

/**
 * One POST for all Droplets of a tag, and the end of each. What is missing or errored is told and left to the next
 * run, which sends it to one Droplet after the other.
 */
export async function runByTag(run: Run, step: PostByTag): Promise<void> {
  if ((await sendPostByTag(run, step)) === "not now") return;
  const { change } = run;
  const failures: string[] = [];
  try {
    await settleAll(run);
  } catch (error) {
    failures.push(messageOf(error));
  }
  // None was accepted, which is certain: the POST for all may be sent again.
  if (change.posts.length === 0 && failures.length === 0) {
    delete change.tagged;
    return;
  }
  const left = (change.tagged ?? []).filter(
    (id) => !change.posts.some(({ dropletId }) => dropletId === id),
  );
  if (left.length > 0) {
    failures.push(
      `${step.type} was not started on Droplet ${left.join(", Droplet ")}, perhaps because of another event there.`,
    );
  }
  if (failures.length > 0) throw partlyDone(run, failures);
}
