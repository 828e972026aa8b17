import { systemClock } from "../../provider/clock";
import { startSimulator } from "../../simulator";
import { killedAt } from "../../tests/matrix/killed";
import { type Story, stories } from "../../tests/matrix/stories";
import type { Context, Part } from "../report/section";
import { startDoctl } from "../support/doctl";

/** One story of each kind of change: with and without power, with a trace and without. */
const kinds = [
  "DropletPowerState",
  "DropletResize",
  "DropletSnapshot",
  "DropletReboot",
  "DropletRebuild",
  "DropletTagAction",
];
const timesOfDoctl = 5;

export const kills: Part = {
  name: "kills",
  typicalSeconds: 45,
  async run(context) {
    const chosen = kinds.flatMap((kind) => stories.find((story) => story.kind === kind) ?? []);
    const rows: string[][] = [];
    let killed = 0;
    let repeated = 0;
    for (const story of chosen) {
      context.say(story.kind);
      const found = await killEverywhere(story);
      killed += found.killed;
      repeated += found.repeated;
      const what = `${story.kind} (${story.posts.join(", ")})`;
      rows.push([what, "ours", found.killed, found.repeated, found.otherwise].map(String));
    }
    context.say("doctl");
    rows.push(await snapshotTwice(context));
    return {
      title: "Killed and run again",
      how: `Ours: the process is killed just before and just after each of its requests (late ones, all alike, in steps), and the same \`up\` runs again with the journal kept, on a clock that jumps. doctl: killed with SIGKILL during a snapshot of 3 s, and run again when that was over, in real time.`,
      head: ["what", "client", "kills", "repeated POSTs that were accepted", "ends otherwise"],
      rows,
      verdicts: [
        {
          figure: "repeated POSTs after a kill, journal kept",
          target: "0",
          measured: `${repeated} in ${killed} kills`,
          ok: repeated === 0,
        },
      ],
    };
  },
};

interface Found {
  readonly killed: number;
  readonly repeated: number;
  readonly otherwise: number;
}

async function killEverywhere(story: Story): Promise<Found> {
  let [killed, repeated, otherwise] = [0, 0, 0];
  for (const when of ["before", "after"] as const) {
    for (let nth = 1; ; nth += nth < 12 ? 1 : 20) {
      const end = await killedAt(story, nth, when);
      if (end.ended) break;
      killed++;
      repeated += Math.max(0, end.posts.length - story.posts.length);
      const asDeclared = end.reasons?.length === 0 && end.status === (story.status ?? "active");
      if (!asDeclared) otherwise++;
    }
  }
  return { killed, repeated, otherwise };
}

async function snapshotTwice({ doctl }: Context): Promise<string[]> {
  const row = ["snapshot", "doctl --wait"];
  if (!("command" in doctl)) return [...row, "0", `not measured: ${doctl.reason}`, ""];
  const twice = await Promise.all(
    Array.from({ length: timesOfDoctl }, async () => {
      const simulator = await startSimulator({
        droplets: [{ id: 42 }],
        durations: { snapshot: 3 },
      });
      try {
        const args = ["snapshot", "42", "--snapshot-name", "nightly", "--wait"];
        const first = startDoctl(doctl.command, simulator, args);
        while (simulator.posts().accepted.length === 0) await systemClock.sleep(20);
        first.child.kill("SIGKILL");
        await first.end;
        await systemClock.sleep(3_500);
        await startDoctl(doctl.command, simulator, args).end;
        return simulator.posts().accepted.length - 1;
      } finally {
        await simulator.stop();
      }
    }),
  );
  const repeated = twice.filter((more) => more > 0).length;
  return [...row, String(timesOfDoctl), String(repeated), String(repeated)];
}
