import { clock } from "../../tools/progress";
import type { Part, Verdict } from "../report/section";
import { type Fleet, floorSeconds, limits } from "../support/fleet";
import { mebibytes, seconds, whole } from "../support/statistics";
import { inWorker } from "../support/worker";

const power = {
  kind: "DropletPowerState",
  args: { state: "active" },
  status: "off",
  durations: { power_on: [6, 11] },
} as const;

const snapshot = {
  kind: "DropletSnapshot",
  args: { name: "nightly" },
  status: "active",
  durations: { snapshot: [280, 340] },
} as const;

const resize = {
  kind: "DropletResize",
  args: { size: "s-2vcpu-2gb", gracefulShutdown: false },
  status: "active",
  durations: { power_off: [6, 11], resize: [170, 190], power_on: [6, 11] },
} as const;

const shuffled = { actionListOrder: "shuffled", listOrder: "shuffled" } as const;

interface Row extends Omit<Fleet, "count" | "seed"> {
  readonly what: string;
  readonly counts: readonly number[];
  /** Whether the targets for fleets that are switched are for it. */
  readonly hasTarget?: boolean;
}

const rowsOfFleets: readonly Row[] = [
  { what: "power_on", counts: [10, 100, 300, 1_000], hasTarget: true, ...power },
  { what: "power_on, lists shuffled", counts: [100], switches: shuffled, ...power },
  {
    what: "power_on, lists lag 5 s",
    counts: [100],
    switches: { actionListLagSeconds: 5 },
    ...power,
  },
  { what: "power_on, 40 actions each in the past", counts: [100], past: 40, ...power },
  { what: "power_on, 4,000 actions in the past", counts: [1], past: 4_000, ...power },
  { what: "power_on, all answers lost", counts: [100], isStorm: true, ...power },
  { what: "snapshot", counts: [100, 300], ...snapshot },
  { what: "resize (3 POSTs)", counts: [100], ...resize },
];

const ifMissed =
  "The POSTs alone take 250 requests of each minute. 1,000 of them fill four minutes to the last request, so a single read before the last POST moves that into the fifth minute, which is 1.31 × the floor; and some requests of each minute are left to other tools";

export const fleets: Part = {
  name: "fleets",
  typicalSeconds: 120,
  async run({ say, seed }) {
    const rows: string[][] = [];
    const verdicts: Verdict[] = [];
    for (const { what, counts, hasTarget = false, ...fleet } of rowsOfFleets) {
      for (const count of counts) {
        say(`${whole(count)} × ${what}`);
        const end = await inWorker("runFleet", { count, seed, ...fleet });
        const floor = floorSeconds(end.posts) + end.longest;
        rows.push([
          what,
          whole(count),
          whole(end.posts),
          whole(end.requests),
          (end.requests / count).toFixed(2),
          whole(end.refused),
          time(end.seconds),
          time(floor),
          `${(end.seconds / floor).toFixed(2)} ×`,
          seconds(end.noticed.mean),
          seconds(end.noticed.max),
          `${end.realSeconds.toFixed(1)} s, ${end.cpuSeconds.toFixed(1)} s`,
          mebibytes(end.residentMemory),
          whole(end.failures.length),
        ]);
        if (!hasTarget || count < 100) continue;
        const figure = `${whole(count)} Droplets switched at once`;
        const most = 1.4 * count + 60;
        verdicts.push(
          {
            figure: `${figure}: time`,
            target: "≤ 1.3 × the floor",
            measured: `${(end.seconds / floor).toFixed(2)} ×`,
            ok: end.seconds <= 1.3 * floor,
            ifMissed,
          },
          {
            figure: `${figure}: requests`,
            target: `≤ ${whole(most)}`,
            measured: whole(end.requests),
            ok: end.requests <= most,
          },
          {
            figure: `${figure}: noticing the end`,
            target: "mean ≤ 1 s",
            measured: `mean ${seconds(end.noticed.mean)}`,
            ok: end.noticed.mean <= 1,
          },
        );
      }
    }
    return {
      title: "Fleets: as many Droplets as resources, in one deployment",
      how: `A clock that jumps, all resources at once, and DigitalOcean's limits of ${whole(limits.perHour)} requests an hour and ${limits.perMinute} a minute. The floor is what these limits alone make of the POSTs, with the longest Droplet's actions at the end. Memory and processor time are those of the process that holds core, clock and simulator.`,
      head: [
        "what",
        "Droplets",
        "POSTs",
        "requests",
        "each",
        "429",
        "time",
        "floor",
        "time / floor",
        "noticed, mean",
        "noticed, max",
        "real time, processor",
        "memory, with simulator",
        "failed",
      ],
      rows,
      verdicts,
    };
  },
};

const time = (value: number): string => `${clock(value)} min`;
