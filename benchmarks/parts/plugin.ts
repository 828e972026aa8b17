import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../provider/clock";
import { startSimulator } from "../../simulator";
import type { Part, Section, Verdict } from "../report/section";
import { onDisk } from "../support/memoryFolder";
import { isBuilt, Plugin, pluginFile, startNode } from "../support/plugin";
import { largest, median, mebibytes, smallest, whole } from "../support/statistics";

const starts = 20;
const waits = 1_000;
const samples = 30;
const mebibyte = 2 ** 20;
const targets = { milliseconds: 120, rest: 80 * mebibyte, waiting: 150 * mebibyte };

const head = ["what", "measured", "target", ""];
const title = "The plugin: start and memory";
const how = `The bundled file as the engine starts it, in real time: ${starts} times until its port could be read, after one start that is not counted, and without NODE_EXTRA_CA_CERTS, whose certificates Node.js reads before it runs any program. Then one plugin, spoken to over gRPC: ${whole(waits)} snapshots created at once that do not end, without rate limits, and its memory each second of the half minute that begins ten seconds after the last POST: it rises with what Node.js has not yet cleared away, and falls when it has.`;

export const plugin: Part = {
  name: "plugin",
  typicalSeconds: 90,
  async run({ say }) {
    if (!isBuilt()) {
      const skipped = `there is no ${pluginFile}; \`npm run build\` makes it`;
      return { title, how, head, rows: [], verdicts: [], skipped };
    }
    const folder = mkdtempSync(join(onDisk, "droplet-actions-bench-"));
    try {
      say(`${starts} starts`);
      const start = await measureStarts(async () => {
        const one = await Plugin.start(folder);
        await one.stop();
        return one.startMilliseconds;
      });
      const node = await measureStarts(startNode);
      say("memory");
      return report(start, node, await measureMemory(folder));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function measureStarts(start: () => Promise<number>): Promise<number[]> {
  await start();
  const milliseconds: number[] = [];
  while (milliseconds.length < starts) milliseconds.push(await start());
  return milliseconds;
}

interface Memory {
  readonly started: number;
  readonly configured: number;
  readonly waiting: readonly number[];
  readonly peak: number;
}

async function measureMemory(folder: string): Promise<Memory | undefined> {
  const ids = Array.from({ length: waits }, (_, index) => 1_000 + index);
  const simulator = await startSimulator({
    droplets: [...ids.map((id) => ({ id })), { id: 1, status: "off" }],
    durations: { snapshot: 7_000 },
    limits: { perHour: null, perMinute: null },
  });
  const one = await Plugin.start(folder);
  try {
    const settle = () => systemClock.sleep(2_000);
    await settle();
    const started = one.memory();
    await one.configure({ token: simulator.token, apiUrl: simulator.url });
    // The core is loaded when it is first needed.
    await one.create("DropletPowerState", "loads", { dropletId: "1", state: "off" });
    await settle();
    const configured = one.memory();
    const failures: unknown[] = [];
    for (const id of ids) {
      const held = one.create("DropletSnapshot", `web-${id}`, { dropletId: String(id), name: "n" });
      held.catch((error: unknown) => failures.push(error));
    }
    while (simulator.posts().accepted.length < waits && failures.length === 0) {
      await systemClock.sleep(100);
    }
    if (failures.length > 0) throw failures[0];
    await systemClock.sleep(9_000);
    const waiting: number[] = [];
    while (waiting.length < samples) {
      await systemClock.sleep(1_000);
      waiting.push(one.memory()?.resident ?? NaN);
    }
    const peak = one.memory()?.peak;
    if (!started || !configured || !peak) return undefined;
    return { started: started.resident, configured: configured.resident, waiting, peak };
  } finally {
    await one.stop();
    await simulator.stop();
  }
}

function report(
  start: readonly number[],
  node: readonly number[],
  memory: Memory | undefined,
): Section {
  const milliseconds = (value: number) => `${value.toFixed(0)} ms`;
  const figures: Figure[] = [
    {
      what: `start until the port is printed, median of ${starts}`,
      value: median(start),
      target: targets.milliseconds,
      text: milliseconds,
      ifMissed: `of these, ${milliseconds(median(node))} are Node.js itself on this machine at that moment`,
    },
    { what: `… the best of ${starts}`, value: smallest(start), text: milliseconds },
    {
      what: "… of this Node.js itself: `node -e 0`, median",
      value: median(node),
      text: milliseconds,
    },
  ];
  if (memory) {
    figures.push(
      { what: "resident memory after the start", value: memory.started, text: mebibytes },
      {
        what: "resident memory at rest, its core loaded",
        value: memory.configured,
        target: targets.rest,
        text: mebibytes,
      },
      {
        what: `resident memory with ${whole(waits)} waits in flight, median of ${samples}`,
        value: median(memory.waiting),
        target: targets.waiting,
        text: mebibytes,
        ifMissed:
          "little of it is in use (see the heap by actions in flight): the rest is what Node.js keeps of the burst of requests in which all of them began",
      },
      { what: "… the largest of these", value: largest(memory.waiting), text: mebibytes },
      { what: "… at most while they were started", value: memory.peak, text: mebibytes },
    );
  }
  return {
    title,
    how,
    head,
    rows: figures.map(row),
    verdicts: figures.flatMap(verdict),
  };
}

interface Figure {
  readonly what: string;
  readonly value: number;
  readonly target?: number;
  readonly text: (value: number) => string;
  readonly ifMissed?: string;
}

const row = ({ what, value, target, text }: Figure): string[] => [
  what,
  text(value),
  target === undefined ? "" : `≤ ${text(target)}`,
  target === undefined ? "" : value <= target ? "ok" : "missed",
];

function verdict({ what, value, target, text, ifMissed }: Figure): Verdict[] {
  if (target === undefined) return [];
  const figure = `plugin: ${what}`;
  const why = ifMissed ? { ifMissed } : {};
  return [
    { figure, target: `≤ ${text(target)}`, measured: text(value), ok: value <= target, ...why },
  ];
}
