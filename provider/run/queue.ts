import AsyncLock from "async-lock";

/** Lets one change at a time work on a Droplet, in the order they came; Droplets do not wait for one another. */
export class Queue {
  private readonly lock = new AsyncLock({ maxPending: Infinity });

  /** The first of them that another change works on. */
  busyOne(dropletIds: readonly string[]): string | undefined {
    return dropletIds.find((id) => this.lock.isBusy(id));
  }

  inTurn<T>(dropletIds: readonly string[], work: () => Promise<T>): Promise<T> {
    // In one order everywhere, so that two changes of several Droplets cannot wait for each other.
    return this.lock.acquire([...dropletIds].sort(), work);
  }
}
