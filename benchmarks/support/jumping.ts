import type { ActionType, DropletSpec, Duration } from "../../simulator";
import { World } from "../../tests/support/world";
import type { Outputs } from "../../provider/resources/define";
import { type Finish } from "./race";
import { type PeerName, peers, replay } from "./peers";

/** The same as a race, one after the other on a clock that jumps: for what takes hours. */
export interface Walk {
  readonly type: ActionType;
  readonly kind: string;
  readonly args: Outputs;
  readonly droplet?: DropletSpec;
  /** Of the action as its POST has it, for the peers. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly durations: readonly number[];
  readonly peers: readonly PeerName[];
}

export async function walk(setup: Walk): Promise<Finish[]> {
  const { kind, args, type, body, durations } = setup;
  const alone = (run: (world: World) => Promise<unknown>) => inTurn(durations, setup, run);
  const finishes = [
    {
      name: "ours",
      delays: await alone(async (world) => {
        const { reasons } = await world.up(kind, { ...args, dropletId: 42 });
        if (reasons.length > 0) throw new Error(reasons.join("\n"));
      }),
    },
  ];
  for (const peer of setup.peers) {
    const delays = await alone((world) =>
      replay(peers[peer], world.api(), world.clock, "42", type, body),
    );
    finishes.push({ name: peers[peer].name, delays });
  }
  return finishes;
}

async function inTurn(
  durations: readonly number[],
  { type, droplet }: Pick<Walk, "type" | "droplet">,
  run: (world: World) => Promise<unknown>,
): Promise<number[]> {
  const delays: number[] = [];
  for (const duration of durations) {
    const world = await World.start({
      droplets: [{ id: 42, ...droplet }],
      durations: { [type]: duration },
      limits: { perHour: 5_000, perMinute: 250 },
    });
    try {
      await run(world);
      delays.push(lastDelay(world, 42));
    } finally {
      await world.stop();
    }
  }
  return delays;
}

/** All Droplets in one deployment: their waits share what a process has. */
export async function walkTogether(
  setup: Omit<Walk, "durations" | "peers"> & { readonly count: number; readonly seed: number },
  duration: Duration,
): Promise<Finish & { readonly requests: number }> {
  const ids = Array.from({ length: setup.count }, (_, index) => 1_000 + index);
  const world = await World.start({
    // With so many under way an answer may take real seconds, and is not lost for that.
    httpTimeout: 60_000,
    droplets: ids.map((id) => ({ id, ...setup.droplet })),
    durations: { [setup.type]: duration },
    limits: { perHour: 5_000, perMinute: 250 },
    seed: setup.seed,
  });
  try {
    const delays = await Promise.all(
      ids.map(async (dropletId) => {
        await world.up(setup.kind, { ...setup.args, dropletId }, undefined, `web-${dropletId}`);
        return lastDelay(world, dropletId);
      }),
    );
    const name = `ours, all ${setup.count} in one process`;
    return { name, delays, requests: world.simulator.requests.length };
  } finally {
    await world.stop();
  }
}

/** Seconds from the end of the Droplet's last action until now. */
function lastDelay(world: World, dropletId: number): number {
  const action = world.simulator.actions.filter((one) => one.dropletId === dropletId).at(-1);
  return (world.clock.now() - (action?.completedAt ?? NaN)) / 1000;
}
