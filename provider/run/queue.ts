import AsyncLock from "async-lock";

const lock = new AsyncLock({ maxPending: Infinity });

/** Runs one change at a time on a Droplet, in the order they came; Droplets do not wait for one another. */
export function inTurn<T>(dropletIds: readonly string[], work: () => Promise<T>): Promise<T> {
  // In one order everywhere, so that two changes of several Droplets cannot wait for each other.
  return lock.acquire([...dropletIds].sort(), work);
}
