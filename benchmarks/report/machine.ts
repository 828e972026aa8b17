import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import type { Context } from "./section";

/** What one has to know to compare the figures with others. */
export function describeRun({ seed, doctl }: Context, started: Date, whole: string): string[] {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  return [
    `${started.toISOString().slice(0, 10)}, in ${whole}, seed ${seed}`,
    `${availableParallelism()} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB of memory, ${type()} ${release()} ${process.arch}, Node.js ${process.versions.node}`,
    `load of the machine at the end: ${loadavg()[0]?.toFixed(1)} (the simulator, ours and doctl share its processors)`,
    "command" in doctl
      ? `doctl ${doctl.version}, built from its Go module`
      : `doctl: not measured, ${doctl.reason}`,
    "all against the simulator in this repository over HTTP on loopback, without added latency; names with “(schedule)” are what other clients do between POST and end, by their sources, replayed",
  ];
}
