import AsyncLock from "async-lock";

/** Lets one change at a time work on a Droplet, in the order they came; Droplets do not wait for one another. */
export class Queue {
  private readonly lock = new AsyncLock({ maxPending: Infinity });

  isBusy(dropletIds: readonly string[]): boolean {
    return dropletIds.some((id) => this.lock.isBusy(id));
  }

  inTurn<T>(dropletIds: readonly string[], work: () => Promise<T>): Promise<T> {
    // In one order everywhere, so that two changes of several Droplets cannot wait for each other.
    return this.lock.acquire([...dropletIds].sort(), work);
  }
}
