import type { ActionType, Duration, FaultRule, SimulatorSwitches } from "../../simulator";
import type { Outputs } from "../../provider/resources/define";
import { World } from "../../tests/support/world";
import { addHistory } from "./history";
import { keepJournalsInMemory } from "./memoryFolder";
import { largest, mean } from "./statistics";

/** As many Droplets as there are resources of a kind, all in one deployment. */
export interface Fleet {
  readonly count: number;
  readonly seed: number;
  readonly kind: string;
  readonly args: Outputs;
  readonly status: "active" | "off";
  readonly durations: Partial<Record<ActionType, Duration>>;
  readonly switches?: Partial<SimulatorSwitches>;
  /** Actions of earlier days on each Droplet. */
  readonly past?: number;
  /** Each POST is accepted, and its answer is lost. */
  readonly isStorm?: boolean;
}

export interface FleetEnd {
  readonly posts: number;
  readonly requests: number;
  /** Requests that were answered 429. */
  readonly refused: number;
  readonly failures: readonly string[];
  /** By the clock of the account. */
  readonly seconds: number;
  /** What one Droplet's actions took at most. */
  readonly longest: number;
  /** Seconds from the end of a Droplet's last action until its resource was done. */
  readonly noticed: { readonly mean: number; readonly max: number };
  readonly realSeconds: number;
  readonly cpuSeconds: number;
  /** Bytes, at most. */
  readonly residentMemory: number;
}

export const limits = { perHour: 5_000, perMinute: 250 };

const lost: FaultRule = { method: "POST", fault: { when: "after", status: 502, body: {} } };

/** On a clock that jumps. */
export async function runFleet(fleet: Fleet): Promise<FleetEnd> {
  const { count, kind, args, status, durations, switches = {}, seed, past = 0 } = fleet;
  keepJournalsInMemory();
  const ids = Array.from({ length: count }, (_, index) => 1_000 + index);
  const world = await World.start({
    droplets: ids.map((id) => ({ id, status })),
    durations,
    switches,
    limits,
    seed,
    ...(fleet.isStorm ? { faults: [{ ...lost, times: count }] } : {}),
    // With so many under way an answer may take real seconds, and is not lost for that.
    httpTimeout: 120_000,
  });
  const { simulator, clock } = world;
  const earlier = Array.from({ length: past }, () => 8);
  for (const id of ids) addHistory(simulator, id, "reboot", earlier);
  const before = simulator.actions.length;
  const [began, realBegan] = [clock.now(), Date.now()];
  const failures: string[] = [];
  const delays: number[] = [];
  try {
    await Promise.all(
      ids.map(async (dropletId) => {
        const all = { ...args, dropletId, timeoutSeconds: 14_400 };
        try {
          const { reasons } = await world.up(kind, all, undefined, `web-${dropletId}`);
          failures.push(...reasons);
        } catch (error) {
          failures.push(String(error));
        }
        const last = simulator.actions.filter((one) => one.dropletId === dropletId).at(-1);
        delays.push((clock.now() - (last?.completedAt ?? NaN)) / 1000);
      }),
    );
    const longest = new Map<number, number>();
    for (const { dropletId, startedAt, completedAt } of simulator.actions.slice(before)) {
      const took = ((completedAt ?? startedAt) - startedAt) / 1000;
      longest.set(dropletId, (longest.get(dropletId) ?? 0) + took);
    }
    const { user, system } = process.cpuUsage();
    return {
      posts: simulator.posts().accepted.length,
      requests: simulator.requests.length,
      refused: simulator.requests.filter((one) => one.status === 429).length,
      failures,
      seconds: (clock.now() - began) / 1000,
      longest: largest([...longest.values()]),
      noticed: { mean: mean(delays), max: largest(delays) },
      realSeconds: (Date.now() - realBegan) / 1000,
      cpuSeconds: (user + system) / 1e6,
      residentMemory: process.resourceUsage().maxRSS * 1024,
    };
  } finally {
    await world.stop();
  }
}

/** Seconds until the last of so many requests may be sent, by the two sliding windows. */
export function floorSeconds(requests: number): number {
  const hours = Math.ceil(requests / limits.perHour) - 1;
  const rest = requests - hours * limits.perHour;
  return hours * 3_600 + (Math.ceil(rest / limits.perMinute) - 1) * 60;
}
