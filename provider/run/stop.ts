import { StoppedError } from "../errors";
import { type Run, subjectOf } from "./run";

/** Ends an operation that nobody waits for any more at its next poll; what was sent is in the journal. */
export function stopIfUnwanted(run: Run): void {
  if (!run.stopped()) return;
  throw new StoppedError(
    { action: subjectOf(run) },
    run.cancelled() ? "the run was cancelled" : "the Pulumi CLI has ended",
    "Run the same command again to continue; accepted actions are not sent twice",
  );
}

/** A run that ends before it sleeps is not woken any more, and one that was woken has no more to do. */
export async function sleepUnlessUnwanted(run: Run, milliseconds: number): Promise<void> {
  stopIfUnwanted(run);
  await run.clock.sleep(milliseconds);
  stopIfUnwanted(run);
}
