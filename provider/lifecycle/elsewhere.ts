import { OutOfTimeError, StoppedError } from "../errors";
import type { Entry, Work } from "../journal/entry";
import { isElsewhere } from "../journal/owner";
import { createProgress, type Progress } from "../run/progress";
import { type Call, limitOf } from "./call";

/** Other processes of this computer may work on the same resource: one waits for the other. */

/** The journal's entry for this work, once no other process works on it. */
export async function entryOf(
  call: Call,
  work: Work,
  timeoutSeconds: number,
): Promise<Entry | undefined> {
  const began = call.clock.now();
  const progress = createProgress(call.clock, call.status);
  for (;;) {
    const entry = call.journal.find(work);
    if (entry?.status !== "open" || !isElsewhere(entry)) return entry;
    await waitForProcess(call, entry.owner.pid, began, timeoutSeconds, progress);
  }
}

/** Works on it while no other process does: of two that begin at the same moment, one waits. */
export async function alone<T>(
  call: Call,
  work: Work,
  timeoutSeconds: number,
  act: () => Promise<T>,
): Promise<T> {
  const began = call.clock.now();
  const progress = createProgress(call.clock, call.status);
  for (;;) {
    const pid = call.journal.claim(work);
    if (pid === undefined) break;
    await waitForProcess(call, pid, began, timeoutSeconds, progress);
  }
  try {
    return await act();
  } finally {
    call.journal.release(work);
  }
}

async function waitForProcess(
  call: Call,
  pid: number,
  began: number,
  timeoutSeconds: number,
  progress: Progress,
): Promise<void> {
  if (call.clock.now() - began > timeoutSeconds * 1000) {
    throw new OutOfTimeError(
      { action: call.urn },
      `${limitOf(call)} are over and another process (id ${pid}) still works on this resource`,
      "Wait for it to end, or end it, and run `pulumi up` again",
    );
  }
  if (call.stopped()) {
    throw new StoppedError(
      { action: call.urn },
      `the run has ended while another process (id ${pid}) works on this resource`,
      "Run `pulumi up` again when that has ended",
    );
  }
  progress.waiting(`another process (id ${pid}) works on this resource, waiting for it`, began);
  // Two that met and both stepped back do not meet again at once.
  await call.clock.sleep(1_000 + (process.pid % 97) * 5);
}
