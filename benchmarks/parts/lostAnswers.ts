import { actionTypes, type FaultRule, startSimulator } from "../../simulator";
import { type Story, stories } from "../../tests/matrix/stories";
import { type Saved, World } from "../../tests/support/world";
import type { Context, Part } from "../report/section";
import { startDoctl, subcommand } from "../support/doctl";

/** The action is accepted, and then the answer is lost in one of these ways. */
const losses: Readonly<Record<string, FaultRule["fault"]>> = {
  "502": { when: "after", status: 502, body: "<title>Bad Gateway</title>" },
  "504": { when: "after", status: 504, body: "<title>Gateway Time-out</title>" },
  reset: { when: "after", connection: "reset" },
  "no answer": { when: "after", connection: "hang" },
  "half an answer": { connection: "truncate" },
};

/** Seconds: ended before a client asks again, and still running then. */
const lengths = { short: 0.4, long: 8 } as const;

const optionsOfDoctl: Readonly<Record<string, readonly string[]>> = {
  restore: ["--image-id", "{backup}"],
  resize: ["--size", "s-2vcpu-2gb"],
  rebuild: ["--image", "debian-12-x64"],
  rename: ["--droplet-name", "other"],
  change_kernel: ["--kernel-id", "991"],
  change_backup_policy: [
    "--backup-policy-plan=weekly",
    "--backup-policy-weekday=MON",
    "--backup-policy-hour=8",
  ],
  snapshot: ["--snapshot-name", "n"],
};

/** What an action needs to be accepted; beside a Droplet that is on. */
const dropletsOfDoctl: Readonly<Record<string, object>> = {
  power_on: { status: "off" },
  resize: { status: "off" },
  enable_ipv6: { status: "off" },
  restore: { backups: 1 },
  change_kernel: { kernel: 992 },
  disable_backups: { features: ["backups"] },
  change_backup_policy: { features: ["backups"] },
};

export const lostAnswers: Part = {
  name: "lostAnswers",
  typicalSeconds: 90,
  async run(context) {
    const types = [...new Set(stories.flatMap(({ posts }) => posts))].sort();
    const missing = actionTypes.filter(
      (type) => type !== "enable_private_networking" && !types.includes(type),
    );
    if (missing.length > 0) throw new Error(`no story posts ${missing.join(", ")}`);
    const tries: Tried[] = [];
    for (const story of stories) {
      context.say(`${story.kind} (${story.posts.join(", ")})`);
      for (const [loss, fault] of Object.entries(losses)) {
        // It takes a real second until an answer that does not come counts as lost.
        const tried = loss === "no answer" ? [lengths.long] : Object.values(lengths);
        for (const length of tried) tries.push(...(await tryOurs(story, fault, length)));
      }
    }
    context.say("doctl");
    const short = await doctlAll(types, lengths.short, context);
    const long = await doctlAll(types, lengths.long, context);
    const rows = types.map((type) => {
      const ours = tries.filter((one) => one.type === type);
      const repeated = ours.reduce((total, one) => total + one.repeated, 0);
      const ends = ours.filter(({ asDeclared }) => asDeclared).length;
      return [
        type,
        String(ours.length),
        String(repeated),
        `${ends} of ${ours.length}`,
        short[type] ?? "",
        long[type] ?? "",
      ];
    });
    const repeated = tries.reduce((total, { repeated }) => total + repeated, 0);
    return {
      title: "An action is accepted and its answer is lost",
      how: `Ours on a clock that jumps: the answer to the first POST of every type in a change is lost in ${Object.keys(losses).length} ways (${Object.keys(losses).join(", ")}), with actions of ${lengths.short} s and ${lengths.long} s. doctl in real time, with 502.`,
      head: [
        "type",
        "ours: times",
        "repeated POSTs that were accepted",
        "ended as inputs say",
        `doctl, action of ${lengths.short} s`,
        `doctl, action of ${lengths.long} s`,
      ],
      rows,
      verdicts: [
        {
          figure: "repeated POSTs under commit-then-fail, all 16 types",
          target: "0",
          measured: `${repeated} in ${tries.length} lost answers`,
          ok: repeated === 0,
        },
      ],
    };
  },
};

interface Tried {
  readonly type: string;
  readonly repeated: number;
  readonly asDeclared: boolean;
}

async function tryOurs(story: Story, fault: FaultRule["fault"], length: number): Promise<Tried[]> {
  const { kind, posts: types, status = "active", droplet } = story;
  const world = await World.start({
    // Real time: so long an answer that hangs is waited for.
    httpTimeout: 1_000,
    droplets: [{ id: 42, tags: ["web"], ...droplet }],
    durations: Object.fromEntries(actionTypes.map((type) => [type, length])),
    faults: types.map((type) => ({ method: "POST", type, nth: 1, fault })),
  });
  try {
    const [backup] = world.simulator.backups(42);
    const args = backup ? { ...story.args, image: backup.id } : story.args;
    let saved: Saved | undefined;
    for (let run = 0; run < 3 && (!saved || saved.reasons.length > 0); run++) {
      saved = await world.up(kind, args, saved);
    }
    const accepted = world.postedTypes();
    const asDeclared = saved?.reasons.length === 0 && world.simulator.droplet(42).status === status;
    return types.map((type) => ({
      type,
      repeated: accepted.filter((one) => one === type).length - 1,
      asDeclared,
    }));
  } finally {
    await world.stop();
  }
}

async function doctlAll(
  types: readonly string[],
  length: number,
  { doctl }: Context,
): Promise<Record<string, string>> {
  const ends = types.map(async (type) => {
    if (!("command" in doctl)) return [type, `not measured: ${doctl.reason}`] as const;
    return [type, await tryDoctl(doctl.command, type, length)] as const;
  });
  return Object.fromEntries(await Promise.all(ends));
}

async function tryDoctl(command: string, type: string, length: number): Promise<string> {
  const simulator = await startSimulator({
    droplets: [{ id: 42, ...dropletsOfDoctl[type] }],
    durations: { [type]: length },
    faults: [{ method: "POST", type, nth: 1, fault: losses["502"] as FaultRule["fault"] }],
  });
  try {
    const backup = String(simulator.backups(42)[0]?.id);
    const options = (optionsOfDoctl[type] ?? []).map((one) => one.replace("{backup}", backup));
    const args = [subcommand(type), "42", ...options, "--wait"];
    const { code } = await startDoctl(command, simulator, args).end;
    const times = simulator.posts(type).accepted.length;
    const sent = times === 1 ? "run once" : `run ${times} times`;
    return `${sent}, ${code === 0 ? "no error" : "reported as failed"}`;
  } finally {
    await simulator.stop();
  }
}
