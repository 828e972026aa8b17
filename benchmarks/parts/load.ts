import { startSimulator } from "../../simulator";
import type { Part } from "../report/section";
import { mebibytes, whole } from "../support/statistics";
import { inWorker } from "../support/worker";

const counts = [1, 100, 1_000] as const;
const measuredSeconds = 15;

export const load: Part = {
  name: "load",
  typicalSeconds: 150,
  async run({ say }) {
    const rows: string[][] = [];
    for (const count of counts) {
      say(`${count} actions in flight, in real time`);
      const dropletIds = Array.from({ length: count }, (_, index) => 1_000 + index);
      const simulator = await startSimulator({
        droplets: dropletIds.map((id) => ({ id })),
        durations: { snapshot: 7_000 },
        limits: { perHour: null, perMinute: null },
      });
      try {
        const held = await inWorker("holdWaits", {
          url: simulator.url,
          token: simulator.token,
          dropletIds,
          seconds: measuredSeconds,
        });
        rows.push(
          ...(["young", "old"] as const).map((age) => {
            const { cpuShare, requestsPerMinute, residentMemory, heapUsed } = held[age];
            return [
              whole(count),
              age === "young" ? "younger than a minute" : "older",
              `${(cpuShare * 100).toFixed(1)} %`,
              whole(requestsPerMinute),
              mebibytes(residentMemory),
              mebibytes(heapUsed),
              age === "young"
                ? `${held.postingSeconds.toFixed(1)} s, ${held.postingCpuSeconds.toFixed(1)} s`
                : "",
            ];
          }),
        );
      } finally {
        await simulator.stop();
      }
    }
    return {
      title: "Processor and memory by actions in flight",
      how: `Real time, the core in a process of its own, the simulator in another, without rate limits. Snapshots that do not end; ${measuredSeconds} s measured after the last POST, and again after the core's clock was put two minutes ahead. Of a process without the plugin's gRPC server.`,
      head: [
        "in flight",
        "age",
        "processor",
        "requests a minute",
        "resident memory",
        "heap in use",
        "posting them: time, processor",
      ],
      rows,
      verdicts: [],
    };
  },
};
