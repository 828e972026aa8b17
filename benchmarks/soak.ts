import { parseArgs } from "node:util";
import type { FaultRule, SimulatorSwitches } from "../simulator";
import { type Story, stories } from "../tests/matrix/stories";
import { type Saved, World } from "../tests/support/world";

/**
 * Random faults, lags and kills on random changes, for a while. What counts is the simulator's truth: no action
 * twice, none lost, every Droplet as declared and its power as before. A finding is printed with the seed and the
 * round that shows it again.
 */

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    minutes: { type: "string", default: "1" },
    round: { type: "string" },
  },
});

/** mulberry32: small, and the same on every machine. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pick = <T>(random: () => number, list: readonly T[]): T =>
  list[Math.floor(random() * list.length)] as T;

const losses: FaultRule["fault"][] = [
  { when: "after", status: 500 },
  { when: "after", status: 504, body: "<title>Gateway Time-out</title>" },
  { when: "after", connection: "reset" },
  { connection: "truncate" },
  { status: 503 },
  { connection: "reset" },
  { status: 429, headers: { "retry-after": "3" }, body: {} },
];

function disturbances(random: () => number) {
  const rules: FaultRule[] = [];
  while (random() < 0.6 && rules.length < 4) {
    rules.push({
      method: random() < 0.7 ? "POST" : "GET",
      nth: 1 + Math.floor(random() * 4),
      fault: pick(random, losses),
    });
  }
  const switches: Partial<SimulatorSwitches> = {
    effectLagSeconds: Math.floor(random() * 10),
    actionVisibleAfterSeconds: random() < 0.2 ? Math.floor(random() * 4) : 0,
    actionListOrder: pick(random, ["newest-first", "oldest-first", "shuffled"]),
    completedAtNull: random() < 0.3,
    lockedDuringActions: random() < 0.3,
  };
  return { rules, switches };
}

/** The finding; undefined if all was well. */
async function round(seed: number): Promise<string | undefined> {
  const random = seeded(seed);
  const story: Story = pick(random, stories);
  const { rules, switches } = disturbances(random);
  const world = await World.start({
    droplets: [{ id: 42, tags: ["web"], ...story.droplet }],
    durations: { snapshot: 90, resize: 60, rebuild: 30, restore: 30 },
    faults: rules,
    switches,
    seed,
  });
  try {
    const [backup] = world.simulator.backups(42);
    const args = backup ? { ...story.args, image: backup.id } : story.args;
    if (random() < 0.2) world.simulator.startForeignEvent(42, Math.floor(random() * 90));
    let saved: Saved | undefined;
    let quiet = false;
    for (let run = 0; run < 8 && !quiet; run++) {
      const killed =
        random() < 0.5 && run < 4
          ? world.killAt(1 + Math.floor(random() * 30), pick(random, ["before", "after"]))
          : new Promise<never>(() => undefined);
      const up = world.up(story.kind, args, saved).catch(() => undefined);
      const end = await Promise.race([killed.then(() => "killed" as const), up]);
      if (end !== "killed" && end) {
        saved = end;
        quiet = end.reasons.length === 0;
      }
      world.newProcess();
      world.clock.advance(Math.floor(random() * 300));
    }
    const posts = world.simulator.posts().accepted.map(({ actionType }) => actionType);
    const status = world.simulator.droplet(42).status;
    const seen = JSON.stringify({ quiet, posts, status });
    const wanted = JSON.stringify({
      quiet: true,
      posts: story.posts,
      status: story.status ?? "active",
    });
    return seen === wanted
      ? undefined
      : `${story.kind} ${JSON.stringify(args)}: ${seen}, wanted ${wanted}`;
  } finally {
    await world.stop();
  }
}

async function soak(): Promise<number> {
  const seed = Number(values.seed);
  const until = Date.now() + Number(values.minutes) * 60_000;
  const first = values.round === undefined ? 0 : Number(values.round);
  const last = values.round === undefined ? Infinity : first + 1;
  let findings = 0;
  let rounds = 0;
  console.log(`seed ${seed}, ${values.minutes} min`);
  for (let index = first; index < last && Date.now() < until; index++) {
    rounds++;
    const finding = await round(seed * 1_000_003 + index);
    if (!finding) continue;
    findings++;
    console.log(`round ${index} (npm run soak -- --seed ${seed} --round ${index}): ${finding}`);
  }
  console.log(`${rounds} rounds, ${findings} findings`);
  return findings > 0 ? 1 : 0;
}

void soak().then((code) => process.exit(code));
