import { setMaxListeners } from "node:events";
import type { Clock } from "../clock";
import { DropletActionsError, type ErrorFacts, LostAnswerError } from "../errors";

/** How long somebody wants an answer. */
export interface Limits {
  /** Milliseconds since the epoch. */
  readonly deadline?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for which a read that gets no answer is repeated; waits for the rate limit do not count. */
  readonly patience?: number | undefined;
}

/** Milliseconds. A request after the deadline still gets this long, because the outcome has to be known. */
const lastWord = 5_000;

/**
 * What the work comes to, as long as somebody wants it. The work hears by its signal that nobody does any more, which
 * it may take note of or not: whoever asked is free at that moment.
 */
export async function within<T>(
  clock: Clock,
  { deadline, signal }: Limits,
  facts: ErrorFacts,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  const ends: Promise<never>[] = [];
  if (signal) ends.push(stopped(signal, over.signal, facts));
  if (deadline !== undefined && deadline < Infinity) {
    ends.push(timedOut(clock, Math.max(deadline, clock.now() + lastWord), over.signal, facts));
  }
  try {
    return await Promise.race([...ends, work(over.signal)]);
  } finally {
    // Without a reason of its own, each abort would make an error with a stack that nobody reads.
    over.abort(null);
  }
}

function stopped(signal: AbortSignal, over: AbortSignal, facts: ErrorFacts): Promise<never> {
  // There are as many listeners as resources; Node.js would warn of more than ten.
  setMaxListeners(0, signal);
  return new Promise((_, reject) => {
    const onAbort = () =>
      reject(
        new DropletActionsError(
          "run-stopped",
          facts,
          "the run was cancelled",
          "Run the same command again to continue",
        ),
      );
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort);
    over.addEventListener("abort", () => signal.removeEventListener("abort", onAbort));
  });
}

/** A clock that is woken before its time does not make it any later. */
async function timedOut(
  clock: Clock,
  deadline: number,
  over: AbortSignal,
  facts: ErrorFacts,
): Promise<never> {
  while (!over.aborted && clock.now() < deadline) await clock.sleep(deadline - clock.now(), over);
  throw new LostAnswerError(facts, "DigitalOcean did not answer in time", "Try again later");
}
