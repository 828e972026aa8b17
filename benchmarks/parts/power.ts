import type { Part } from "../report/section";
import { delayHead, delayRows, delayVerdicts } from "../support/delays";
import { walkTogether } from "../support/jumping";
import { race, type Race } from "../support/race";
import { spread } from "../support/statistics";

const target = { mean: 0.2, max: 0.6 };
const count = 30;
const isOn = { type: "power_on", before: "off", kind: "DropletPowerState" } as const;
const isOff = { type: "power_off", before: "active", kind: "DropletPowerState" } as const;

const ifMissed =
  "between two looks at an action around its usual end lie 0.32 s, which is 0.16 s on average, and then the Droplet is read once. What is beyond that is the machine, whose processors the clients and the simulator share (see its load above)";

const ifShutdownMissed =
  "DigitalOcean also completes a shutdown that did nothing, so the end is the Droplet's status and not the action's; that is read once for each Droplet, and less often";

interface Heat extends Omit<Race, "durations" | "peers" | "history"> {
  readonly what: string;
  readonly history: boolean;
}

const heats: readonly Heat[] = [
  { what: "power_on, no history", history: false, ...isOn, args: { state: "active" } },
  { what: "power_on, five earlier ones", history: true, ...isOn, args: { state: "active" } },
  {
    what: "power_off, no history",
    history: false,
    ...isOff,
    args: { state: "off", gracefulShutdown: false },
  },
  {
    what: "shutdown, until the Droplet is off",
    history: false,
    ...isOff,
    type: "shutdown",
    args: { state: "off" },
  },
];

export const power: Part = {
  name: "power",
  typicalSeconds: 100,
  async run(context) {
    const durations = spread(context.seed, count, 6, 11);
    const rows: string[][] = [];
    const verdicts = [];
    for (const { what, history, ...heat } of heats) {
      context.say(what);
      const finishes = await race(
        {
          ...heat,
          durations,
          peers: ["terraform", "ansible", "hcloud"],
          ...(history
            ? { history: (account) => spread(context.seed + 1 + account, 5, 6, 11) }
            : {}),
        },
        context,
      );
      rows.push(...delayRows(what, finishes, target, context.doctl));
      verdicts.push(
        ...delayVerdicts(
          `noticing the end: ${what}`,
          finishes,
          target,
          heat.type === "shutdown" ? ifShutdownMissed : ifMissed,
        ),
      );
    }
    context.say(`${count} in one process`);
    const shared = await inOneProcess(context.seed);
    rows.push(...delayRows(`power_on, ${shared.requests} requests`, [shared], target));
    const inOne = "noticing the end: power_on";
    verdicts.push(...delayVerdicts(inOne, [shared], target, ifMissed));
    return {
      title: "Power actions of 6–11 s: from `completed` until it is noticed",
      how: `Real time. ${count} Droplets at once for each client, each in an account of its own and with a poller or process of its own, so that nothing is shared; all clients at the same time and with the same durations, spread evenly over 6–11 s. Earlier ones took 6–11 s, too, each by chance. For doctl the end is the end of its process. The last row has them in one deployment, on a clock that jumps; larger deployments are among the fleets.`,
      head: delayHead,
      rows,
      verdicts,
    };
  },
};

function inOneProcess(seed: number) {
  const setup = { ...isOn, args: { state: "active" }, droplet: { status: "off" as const } };
  return walkTogether({ ...setup, count, seed }, [6, 11]);
}
