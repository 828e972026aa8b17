import type { Part, Verdict } from "../report/section";
import { clock } from "../../tools/progress";
import { mebibytes, whole } from "../support/statistics";
import { inWorker } from "../support/worker";

const counts = [10, 100, 1_000] as const;
const limits = { perHour: 5_000, perMinute: 250 };

export const thousand: Part = {
  name: "thousand",
  typicalSeconds: 60,
  async run({ say, seed }) {
    const rows: string[][] = [];
    for (const count of counts) {
      say(`${count} Droplets are turned on`);
      const end = await inWorker("turnOn", { count, seed, limits });
      const floor = floorSeconds(end.requests);
      rows.push([
        whole(count),
        whole(end.posts),
        whole(end.requests),
        (end.requests / count).toFixed(1),
        whole(end.refused),
        time(end.seconds),
        time(floorSeconds(count) + end.longest),
        time(floor + end.longest),
        `${end.realSeconds.toFixed(1)} s, ${end.cpuSeconds.toFixed(1)} s`,
        mebibytes(end.residentMemory),
        whole(end.failures),
      ]);
    }
    const verdicts: Verdict[] = [];
    return {
      title: "1,000 Droplets in one deployment",
      how: `A clock that jumps, all resources at once, and DigitalOcean's limits of ${whole(limits.perHour)} requests an hour and ${limits.perMinute} a minute. The floors are what these limits alone make of the POSTs, and of the requests made, with the longest action at the end. Memory and processor time are those of the process that holds core, clock and simulator.`,
      head: [
        "Droplets",
        "POSTs",
        "requests",
        "each",
        "429",
        "time",
        "floor of the POSTs",
        "floor of the requests",
        "real time, processor",
        "memory, with simulator",
        "failed",
      ],
      rows,
      verdicts,
    };
  },
};

const time = (seconds: number): string => `${clock(seconds)} min`;

/** Seconds until the last of so many requests may be sent, by the two sliding windows. */
function floorSeconds(requests: number): number {
  const hours = Math.ceil(requests / limits.perHour) - 1;
  const rest = requests - hours * limits.perHour;
  return hours * 3_600 + (Math.ceil(rest / limits.perMinute) - 1) * 60;
}
