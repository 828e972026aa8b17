import { StoppedError } from "../errors";
import type { Run } from "./run";

/** Ends a change that nobody waits for any more at its next look; what was begun is in the journal. */
export function stopIfUnwanted({ stopped, cancelled, definition, change }: Run): void {
  if (!stopped()) return;
  throw new StoppedError(
    { action: `${definition.name} of ${definition.target.name(change.target)}` },
    cancelled() ? "the run was cancelled" : "the Pulumi CLI has ended",
    "Run the same command again to go on; nothing that was accepted is posted again",
  );
}

/** A run that ends before it sleeps is not woken any more, and one that was woken has no more to do. */
export async function sleepUnlessUnwanted(run: Run, milliseconds: number): Promise<void> {
  stopIfUnwanted(run);
  await run.clock.sleep(milliseconds);
  stopIfUnwanted(run);
}
