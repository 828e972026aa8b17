import { systemClock } from "../../provider/clock";
import type { Outputs } from "../../provider/resources/define";
import { type ActionType, startSimulator } from "../../simulator";
import type { Context } from "../report/section";
import { startDoctl, subcommand } from "./doctl";
import { addHistory } from "./history";
import type { Lane } from "./jobs";
import { type PeerName, peers } from "./peers";
import { spread } from "./statistics";
import { inWorker } from "./worker";

/** The same action, with the same durations, by several clients at the same time, in real time. */
export interface Race {
  readonly type: ActionType;
  readonly before: "active" | "off";
  /** What asks us for it. */
  readonly kind: string;
  readonly args: Outputs;
  /** Seconds, one for each account. */
  readonly durations: readonly number[];
  /** Seconds that earlier actions of the type took on the Droplets of the nth account. */
  readonly history?: (account: number) => readonly number[];
  readonly peers: readonly PeerName[];
}

export interface Finish {
  readonly name: string;
  /** Seconds from the end of each action until the client was done. */
  readonly delays: readonly number[];
}

/** Milliseconds within which all begin, as processes that begin at one moment disturb each other. */
const startsWithin = 6_000;

/**
 * Each duration is an account with one Droplet and one token for each client, so all meet the same durations, none
 * knows of another, and DigitalOcean's own rate limits count for each alone.
 */
export async function race(setup: Race, { doctl, seed }: Context): Promise<Finish[]> {
  const { peers: racing, durations, before, type, kind, args } = setup;
  const command = "command" in doctl ? doctl.command : undefined;
  const clients = ["ours", ...(command ? ["doctl"] : []), ...racing];
  const simulators = await Promise.all(
    durations.map((duration) =>
      startSimulator({
        tokens: Object.fromEntries(clients.map((client) => [`token-of-${client}`, "all"])),
        droplets: clients.map((_, index) => ({ id: 1 + index, status: before })),
        durations: { [type]: duration },
      }),
    ),
  );
  try {
    simulators.forEach((simulator, account) => {
      const earlier = setup.history?.(account) ?? [];
      clients.forEach((_, index) => addHistory(simulator, 1 + index, type, earlier));
    });
    const starts = spread(seed, durations.length, 0, startsWithin);
    const lanesOf = (client: string): Lane[] =>
      simulators.map(({ url }, account) => ({
        url,
        token: `token-of-${client}`,
        dropletId: String(1 + clients.indexOf(client)),
        startAfter: starts[account] ?? 0,
      }));
    const finish = async (name: string, client: string, ends: Promise<number[]>) => {
      const dropletId = 1 + clients.indexOf(client);
      const delays = (await ends).map((end, account) => {
        const actions = simulators[account]?.actions.filter((one) => one.dropletId === dropletId);
        const completed = actions?.at(-1)?.completedAt;
        return (end - (completed ?? NaN)) / 1000;
      });
      return { name, delays };
    };
    return await Promise.all([
      finish("ours", "ours", inWorker("runOurs", { lanes: lanesOf("ours"), kind, args })),
      ...(command
        ? [finish("doctl --wait", "doctl", runDoctl(command, lanesOf("doctl"), type))]
        : []),
      ...racing.map((peer) =>
        finish(
          peers[peer].name,
          peer,
          inWorker("replayPeer", { lanes: lanesOf(peer), peer, type }),
        ),
      ),
    ]);
  } finally {
    await Promise.all(simulators.map((simulator) => simulator.stop()));
  }
}

function runDoctl(command: string, lanes: readonly Lane[], type: string): Promise<number[]> {
  return Promise.all(
    lanes.map(async (lane) => {
      await systemClock.sleep(lane.startAfter);
      const run = startDoctl(command, lane, [subcommand(type), lane.dropletId, "--wait"]);
      return (await run.end).at;
    }),
  );
}
