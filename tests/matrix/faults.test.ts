import type { FaultRule, SimulatorSwitches } from "../../simulator";
import type { Outputs } from "../../provider/resources/define";
import { type Saved, World } from "../support/world";
import { stories } from "./stories";

/** Every kind of change under every kind of fault: each action runs once, and the Droplet ends as declared. */

const html = "<html><title>504 Gateway Time-out</title></html>";
const after = (fault: FaultRule["fault"]): FaultRule => ({
  method: "POST",
  times: 1,
  fault: { when: "after", ...fault },
});

interface Fault {
  readonly name: string;
  readonly rules?: readonly FaultRule[];
  readonly switches?: Partial<SimulatorSwitches>;
  readonly foreignSeconds?: number;
}

const faults: Fault[] = [
  { name: "500 after it was accepted", rules: [after({ status: 500 })] },
  { name: "504 in HTML after it was accepted", rules: [after({ status: 504, body: html })] },
  { name: "a reset after it was accepted", rules: [after({ connection: "reset" })] },
  { name: "an answer cut short", rules: [after({ connection: "truncate" })] },
  { name: "every answer lost", rules: [{ method: "POST", fault: { when: "after", status: 502 } }] },
  {
    name: "503 before it was accepted",
    rules: [{ method: "POST", times: 1, fault: { status: 503 } }],
  },
  {
    name: "a reset before it was accepted",
    rules: [{ method: "POST", times: 1, fault: { connection: "reset" } }],
  },
  {
    name: "429 with retry-after",
    rules: [{ times: 3, fault: { status: 429, headers: { "retry-after": "2" }, body: {} } }],
  },
  { name: "429 without retry-after", rules: [{ times: 2, fault: { status: 429, body: {} } }] },
  { name: "reads that fail", rules: [{ method: "GET", probability: 0.3, fault: { status: 500 } }] },
  { name: "another event for a minute", foreignSeconds: 60 },
  { name: "action ids that are 404 at first", switches: { actionVisibleAfterSeconds: 5 } },
  { name: "effects that lag", switches: { effectLagSeconds: 8 } },
  {
    name: "lists in any order",
    switches: { actionListOrder: "shuffled" },
    rules: [after({ status: 500 })],
  },
  {
    name: "completed_at left out",
    switches: { completedAtNull: true },
    rules: [after({ status: 500 })],
  },
  { name: "locked while an event runs", switches: { lockedDuringActions: true } },
];

async function run(kind: string, args: Outputs, droplet: object, fault: Fault) {
  const world = await World.start({
    droplets: [{ id: 42, tags: ["web"], ...droplet }],
    durations: { snapshot: 90, resize: 60, rebuild: 30, restore: 30 },
    ...(fault.switches ? { switches: fault.switches } : {}),
    ...(fault.rules ? { faults: [...fault.rules] } : {}),
  });
  try {
    if (fault.foreignSeconds) world.simulator.startForeignEvent(42, fault.foreignSeconds);
    const [backup] = world.simulator.backups(42);
    const inputs = backup ? { ...args, image: backup.id } : args;
    let saved: Saved | undefined;
    for (let tries = 0; tries < 3 && (!saved || saved.reasons.length > 0); tries++) {
      // A plain failure leaves nothing behind: the engine would create again.
      saved = await world.up(kind, inputs, saved).catch(() => saved);
      world.newProcess();
      world.clock.advance(60);
    }
    return {
      reasons: saved?.reasons,
      posts: world.simulator.posts().accepted.map(({ actionType }) => actionType),
      status: world.simulator.droplet(42).status,
      second: (await world.up(kind, inputs, saved)).reasons,
    };
  } finally {
    await world.stop();
  }
}

describe.each(faults)("with $name", (fault) => {
  test.each(stories)(
    "$kind $args posts $posts once",
    async ({ kind, args, droplet = {}, posts, status }) => {
      expect(await run(kind, args, droplet, fault)).toEqual({
        reasons: [],
        posts,
        status: status ?? "active",
        second: [],
      });
    },
    30_000,
  );
});
