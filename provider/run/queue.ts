import AsyncLock from "async-lock";

const lock = new AsyncLock({ maxPending: Infinity });

/** Runs one change at a time on a Droplet, in the order they came; Droplets do not wait for one another. */
export function inTurn<T>(dropletId: string, work: () => Promise<T>): Promise<T> {
  return lock.acquire(dropletId, work);
}
