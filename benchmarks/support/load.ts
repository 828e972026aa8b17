import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../../provider/clock";
import { Core } from "./core";

export interface Load {
  /** Seconds from the first request until all actions were posted. */
  readonly postingSeconds: number;
  readonly postingCpuSeconds: number;
  readonly young: Burden;
  readonly old: Burden;
}

/** What waiting takes while it lasts. */
export interface Burden {
  /** Of one core. */
  readonly cpuShare: number;
  readonly requestsPerMinute: number;
  /** Bytes. */
  readonly residentMemory: number;
  readonly heapUsed: number;
}

/** Begins a snapshot on each Droplet, none of which ends, and measures the wait for all of them. */
export async function holdWaits(input: {
  readonly url: string;
  readonly token: string;
  readonly dropletIds: readonly number[];
  readonly seconds: number;
}): Promise<Load> {
  let ahead = 0;
  let posted = 0;
  let requests = 0;
  const failures: unknown[] = [];
  const clock: Clock = {
    now: () => Date.now() + ahead,
    steady: () => performance.now(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
  const folder = mkdtempSync(join(tmpdir(), "droplet-actions-bench-"));
  const core = new Core({
    ...input,
    clock,
    journalFolder: folder,
    watch: (send) => async (request) => {
      requests++;
      const answer = await send(request);
      if (request.method === "POST") posted++;
      return answer;
    },
  });
  const measure = async (): Promise<Burden> => {
    // The look that was planned before the clock was moved comes first.
    await clock.sleep(3_000);
    const [cpu, sent, since] = [process.cpuUsage(), requests, Date.now()];
    await clock.sleep(input.seconds * 1000);
    const passed = (Date.now() - since) / 1000;
    const cpuShare = cpuSeconds(process.cpuUsage(cpu)) / passed;
    const requestsPerMinute = ((requests - sent) / passed) * 60;
    const residentMemory = process.memoryUsage().rss;
    globalThis.gc?.();
    return {
      cpuShare,
      requestsPerMinute,
      residentMemory,
      heapUsed: process.memoryUsage().heapUsed,
    };
  };
  try {
    const [cpu, since] = [process.cpuUsage(), Date.now()];
    for (const dropletId of input.dropletIds) {
      const held = core.up("DropletSnapshot", { dropletId, name: "held" }, `web-${dropletId}`);
      held.catch((error: unknown) => failures.push(error));
    }
    while (posted < input.dropletIds.length && failures.length === 0) await clock.sleep(20);
    if (failures.length > 0) throw failures[0];
    const postingSeconds = (Date.now() - since) / 1000;
    const postingCpuSeconds = cpuSeconds(process.cpuUsage(cpu));
    const young = await measure();
    ahead = 120_000;
    return { postingSeconds, postingCpuSeconds, young, old: await measure() };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const cpuSeconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;
