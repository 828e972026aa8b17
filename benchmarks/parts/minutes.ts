import type { Part } from "../report/section";
import { delayHead, delayRows, delayVerdicts } from "../support/delays";
import { walk, type Walk } from "../support/jumping";
import { grid } from "../support/statistics";

const target = { mean: 1.5, max: 3 };
/** A number that fits to nobody's rhythm, and enough of them, so that ends fall on all moments between two looks. */
const count = 101;

const walks = [
  {
    what: "resize, 16–18 min",
    type: "resize",
    kind: "DropletResize",
    args: { size: "s-2vcpu-2gb" },
    body: { size: "s-2vcpu-2gb" },
    droplet: { status: "off" },
    between: [960, 1080],
  },
  {
    what: "snapshot, 38–42 min",
    type: "snapshot",
    kind: "DropletSnapshot",
    args: { name: "nightly" },
    body: { name: "nightly" },
    between: [2280, 2520],
  },
  {
    what: "rebuild, 1–10 min",
    type: "rebuild",
    kind: "DropletRebuild",
    args: { image: "debian-12-x64", allowDataLoss: true },
    body: { image: "debian-12-x64" },
    between: [60, 600],
  },
] satisfies (Omit<Walk, "durations" | "peers"> & { what: string; between: [number, number] })[];

export const minutes: Part = {
  name: "minutes",
  typicalSeconds: 120,
  async run({ say }) {
    const rows: string[][] = [];
    const verdicts = [];
    for (const { what, between, ...setup } of walks) {
      say(what);
      const [from, to] = between;
      const durations = grid(count, from, to);
      const finishes = await walk({
        ...setup,
        durations,
        peers: ["doctl", "terraform"],
      });
      rows.push(...delayRows(what, finishes, target));
      verdicts.push(...delayVerdicts(`noticing the end: ${what}`, finishes, target));
    }
    return {
      title: "Actions that take minutes",
      how: `A clock that jumps, with the real core and real HTTP; ${count} Droplets one after the other for each client, with durations that lie evenly in the range. The peers are their schedules, replayed.`,
      head: delayHead,
      rows,
      verdicts,
    };
  },
};
