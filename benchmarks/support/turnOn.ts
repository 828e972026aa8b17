import type { RateLimits } from "../../simulator";
import { World } from "../../tests/support/world";
import { keepJournalsInMemory } from "./memoryFolder";
import { largest } from "./statistics";

export interface TurnedOn {
  readonly posts: number;
  readonly requests: number;
  /** Requests that were answered 429. */
  readonly refused: number;
  readonly failures: number;
  /** By the clock of the account. */
  readonly seconds: number;
  /** The longest action. */
  readonly longest: number;
  readonly realSeconds: number;
  readonly cpuSeconds: number;
  /** Bytes, at most. */
  readonly residentMemory: number;
}

/** Turns many Droplets on at once, on a clock that jumps. */
export async function turnOn(input: {
  readonly count: number;
  readonly seed: number;
  readonly limits: RateLimits;
}): Promise<TurnedOn> {
  const { count, seed, limits } = input;
  keepJournalsInMemory();
  const ids = Array.from({ length: count }, (_, index) => 1_000 + index);
  const world = await World.start({
    droplets: ids.map((id) => ({ id, status: "off" as const })),
    durations: { power_on: [6, 11] },
    limits,
    seed,
    // With so many under way an answer may take real seconds, and is not lost for that.
    httpTimeout: 60_000,
  });
  const [began, realBegan] = [world.clock.now(), Date.now()];
  try {
    const args = (dropletId: number) => ({ dropletId, state: "active", timeoutSeconds: 14_400 });
    const saved = await Promise.allSettled(
      ids.map((id) => world.up("DropletPowerState", args(id), undefined, `web-${id}`)),
    );
    const { simulator } = world;
    const failed = saved.filter((one) => one.status === "rejected" || one.value.reasons.length > 0);
    const { user, system } = process.cpuUsage();
    return {
      posts: simulator.posts().accepted.length,
      requests: simulator.requests.filter(({ status }) => status !== 429).length,
      refused: simulator.requests.filter(({ status }) => status === 429).length,
      failures: failed.length,
      seconds: (world.clock.now() - began) / 1000,
      longest: largest(
        simulator.actions.map(({ startedAt, completedAt }) =>
          completedAt === null ? 0 : (completedAt - startedAt) / 1000,
        ),
      ),
      realSeconds: (Date.now() - realBegan) / 1000,
      cpuSeconds: (user + system) / 1e6,
      residentMemory: process.resourceUsage().maxRSS * 1024,
    };
  } finally {
    await world.stop();
  }
}
