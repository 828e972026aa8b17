import type { Part } from "../report/section";
import { delayHead, delayRows, delayVerdicts } from "../support/delays";
import { walk } from "../support/jumping";
import { race } from "../support/race";
import { evenly } from "../support/statistics";

const target = { mean: 0.3, max: 0.6 };
const count = 60;

const ifMissed =
  "at most 0.55 s lie between two looks. What is beyond that is the machine: short actions end while the processes of the other clients still start";

/** Types that usually take seconds, half a minute and minutes: what is expected decides how closely one looks. */
const expected = [
  { type: "power_on", kind: "DropletPowerState", args: { state: "active" }, status: "off" },
  { type: "password_reset", kind: "DropletPasswordReset", args: {}, status: "active" },
  {
    type: "rebuild",
    kind: "DropletRebuild",
    args: { image: "debian-12-x64", allowDataLoss: true },
    status: "active",
  },
] as const;

export const spreadOverAMinute: Part = {
  name: "spread",
  typicalSeconds: 90,
  async run(context) {
    const durations = evenly(context.seed, count, 1, 60);
    const [realTime] = expected;
    context.say(`${realTime.type} in real time`);
    const finishes = await race(
      {
        ...realTime,
        before: realTime.status,
        durations,
        peers: ["terraform", "ansible", "hcloud"],
      },
      context,
    );
    const rows = delayRows(`${realTime.type}, real time`, finishes, target, context.doctl);
    const verdicts = delayVerdicts(
      `noticing the end: 1–60 s, ${realTime.type}, real time`,
      finishes,
      target,
      ifMissed,
    );
    for (const { status, ...setup } of expected) {
      context.say(`${setup.type} on a clock that jumps`);
      const ours = await walk({ ...setup, droplet: { status }, durations, peers: [] });
      rows.push(...delayRows(`${setup.type}, clock that jumps`, ours, target));
      verdicts.push(
        ...delayVerdicts(`noticing the end: 1–60 s, ${setup.type}`, ours, target, ifMissed),
      );
    }
    return {
      title: "Durations spread evenly over 1–60 s",
      how: `${count} durations, one in each second. In real time as above; then one after the other on a clock that jumps, for types of which we expect other durations.`,
      head: delayHead,
      rows,
      verdicts,
    };
  },
};
