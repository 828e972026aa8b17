import { DropletActionsError } from "../errors";
import type { Holder } from "../operation/store/store";
import { type Context, limitOf, type Request, timeoutOf } from "../run/context";
import { earlierOf, resourceOf } from "./earlier";

/** Works while no other process works on the resource, under whichever name it had in an operation that is left. */
export async function whileAlone<T>(
  context: Context,
  { inputs, state }: Request,
  work: () => Promise<T>,
): Promise<T> {
  const seconds = timeoutOf(context, inputs);
  const began = context.clock.now();
  const onBusy = async ({ pid, host }: Holder) => {
    const other = `another process (id ${pid}${host ? ` on ${host}` : ""})`;
    stopWaiting(context, other, began + seconds * 1000);
    context.progress.waiting({ head: "waiting", tail: `: ${other} works on this resource` }, began);
    // Two that met and both stepped back do not meet again at once; in containers both may have one process id.
    const waited = context.clock.now() - began;
    await context.clock.sleep(Math.min(5_000, 1_000 + waited / 10) + Math.random() * 500);
  };
  const { records } = await earlierOf(context, state);
  const own = resourceOf(context);
  const urns = new Set([own.urn, ...records.map(({ about }) => about.urn)]);
  // In one order everywhere, so that two processes cannot wait for each other.
  const locked = [...urns]
    .sort()
    .reduceRight(
      (inner, urn) => () => context.journal.whileLocked({ ...own, urn }, onBusy, inner),
      work,
    );
  return locked();
}

function stopWaiting(context: Context, other: string, deadline: number): void {
  if (context.clock.now() > deadline) {
    throw new DropletActionsError(
      "another-process",
      { action: context.urn },
      `Timed out (${limitOf(context)}) while ${other} still works on this resource`,
      "Wait for it to end, or end it, and run `pulumi up` again",
    );
  }
  if (context.stopped()) {
    throw new DropletActionsError(
      "another-process",
      { action: context.urn },
      `the run has ended while ${other} works on this resource`,
      "Run `pulumi up` again when that has ended",
    );
  }
}
