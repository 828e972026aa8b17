import { rmSync } from "node:fs";
import { startSimulator } from "../../simulator";
import { dynamic } from "../../tests/engine/support/adapters";
import {
  createProject,
  quickStart,
  stackName,
  writeProgram,
} from "../../tests/engine/support/project";
import { messageOf } from "../../provider/errors";
import type { Part, Section, Verdict } from "../report/section";
import { limits } from "../support/fleet";
import { whole } from "../support/statistics";

const token = "dop_v1_benchmark_0123456789abcdef";
const count = 120;
const stormCount = 100;

interface Heat {
  readonly what: string;
  readonly count: number;
  readonly args: readonly string[];
  /** Each POST is accepted, and its answer is lost. */
  readonly isStorm?: boolean;
  readonly targetSeconds?: number;
}

const heats: readonly Heat[] = [
  { what: "--parallel 120", count, args: ["--parallel", String(count)], targetSeconds: 25 },
  { what: "the engine's own parallelism", count, args: [] },
  {
    what: `--parallel ${stormCount}, all answers lost`,
    count: stormCount,
    args: ["--parallel", String(stormCount)],
    isStorm: true,
    targetSeconds: 60,
  },
];

export const engine: Part = {
  name: "engine",
  typicalSeconds: 240,
  async run({ say, seed }) {
    const rows: string[][] = [];
    const verdicts: Verdict[] = [];
    const section: Omit<Section, "skipped"> = {
      title: "Fleets with the real engine",
      how: "Real time: `pulumi up --skip-preview` of as many new DropletPowerStates, which turn the Droplets on in 6–11 s, from the start of the command to its end, with DigitalOcean's rate limits.",
      head: ["what", "Droplets", "POSTs", "requests", "429", "time", "target", ""],
      rows,
      verdicts,
    };
    for (const { what, targetSeconds = Infinity, ...heat } of heats) {
      say(what);
      try {
        const { posts, requests, refused, seconds } = await up(heat, seed);
        const ok = seconds <= targetSeconds;
        const target = targetSeconds < Infinity ? `≤ ${targetSeconds} s` : "";
        rows.push([
          what,
          whole(heat.count),
          whole(posts),
          whole(requests),
          whole(refused),
          `${seconds.toFixed(1)} s`,
          target,
          target && (ok ? "ok" : "missed"),
        ]);
        if (!target) continue;
        const figure = `${heat.count} Droplets with the real engine, ${what}`;
        verdicts.push({ figure, target, measured: `${seconds.toFixed(1)} s`, ok });
      } catch (error) {
        return { ...section, skipped: messageOf(error) };
      }
    }
    return section;
  },
};

async function up({ count: droplets, args, isStorm = false }: Omit<Heat, "what">, seed: number) {
  const ids = Array.from({ length: droplets }, (_, index) => 1_000 + index);
  const lost = { method: "POST", times: droplets, fault: { when: "after", status: 502, body: {} } };
  const project = await createProject(dynamic);
  const simulator = await startSimulator({
    droplets: ids.map((id) => ({ id, status: "off" as const })),
    durations: { power_on: [6, 11] },
    tokens: { [token]: "all" },
    limits,
    seed,
    ...(isStorm ? { faults: [lost as never] } : {}),
  });
  try {
    writeProgram(
      project,
      `for (const dropletId of ${JSON.stringify(ids)}) {
        new DropletPowerState("web-" + dropletId, { dropletId, state: "active" });
      }`,
    );
    const began = Date.now();
    const command = ["up", "--yes", "--skip-preview", "--non-interactive", ...args];
    const env = {
      ...quickStart,
      PULUMI_STACK: stackName,
      DIGITALOCEAN_TOKEN: token,
      DIGITALOCEAN_API_URL: simulator.url,
    };
    const { code, combined } = await project.sandbox.start(command, { cwd: project.folder, env })
      .result;
    if (code !== 0) throw new Error(combined);
    if (simulator.droplets.some(({ status }) => status !== "active")) {
      throw new Error("not all Droplets are on");
    }
    return {
      posts: simulator.posts().accepted.length,
      requests: simulator.requests.length,
      refused: simulator.requests.filter(({ status }) => status === 429).length,
      seconds: (Date.now() - began) / 1000,
    };
  } finally {
    project.sandbox.kill();
    await simulator.stop();
    rmSync(project.sandbox.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
