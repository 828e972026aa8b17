import { deleteSnapshot as deleteOnce } from "../actions/snapshot";
import { DropletActionsError } from "../errors";
import type { DeleteSnapshot } from "../plan/plan";
import { type Run, sleepUnlessUnwanted } from "./run";
import { untilNextLook } from "./wait/wait";

/**
 * Deletes a snapshot and waits until it is gone, because the plan is made again from what is seen. Nothing is recorded
 * of it: whoever resumes looks whether it is still there.
 */
export async function deleteSnapshot(run: Run, { snapshotId }: DeleteSnapshot): Promise<void> {
  const { api, clock, deadline, limit } = run;
  const began = clock.now();
  await deleteOnce(api, snapshotId);
  while ((await api.snapshot(snapshotId)) !== null) {
    if (clock.now() >= deadline) {
      throw new DropletActionsError(
        "timed-out",
        { action: `delete snapshot ${snapshotId}` },
        `Timed out (${limit}) before the deleted snapshot was gone`,
        "Run `pulumi up` again to look it up once more",
      );
    }
    run.progress.waiting(
      { head: "waiting", tail: ` for snapshot ${snapshotId} to be gone` },
      began,
    );
    await sleepUnlessUnwanted(run, untilNextLook(clock.now(), began));
  }
  run.say(`Deleted snapshot ${snapshotId}`);
}
