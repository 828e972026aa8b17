import { World } from "../../tests/support/world";
import type { Part, Verdict } from "../report/section";
import { isPoll, type Peer, peers, replay } from "../support/peers";
import { whole } from "../support/statistics";

const target = 450;
const ids = Array.from({ length: 10 }, (_, index) => 1_000 + index);
const size = "s-2vcpu-2gb";
/** Seconds, from the event log in https://github.com/digitalocean/terraform/issues/15: 11 s, 17 min 19 s, 6 s. */
const durations = { shutdown: 11, power_off: 11, resize: 1_039, power_on: 6 };

interface End {
  readonly requests: number;
  readonly polls: number;
  readonly seconds: number;
}

export const resizeTen: Part = {
  name: "resizeTen",
  typicalSeconds: 20,
  async run({ say }) {
    const rows: string[][] = [];
    const verdicts: Verdict[] = [];
    for (const [what, gracefulShutdown] of [
      ["ours, power_off", false],
      ["ours, shutdown (the default)", true],
    ] as const) {
      say(what);
      const end = await measure((world, dropletId) =>
        world.up("DropletResize", { dropletId, size, gracefulShutdown }, undefined, `${dropletId}`),
      );
      rows.push([...row(what, end), `≤ ${target}`, end.requests <= target ? "ok" : "missed"]);
      verdicts.push({
        figure: `requests for 10 Droplets off → resize → on, ${what}`,
        target: `≤ ${target}`,
        measured: whole(end.requests),
        ok: end.requests <= target,
        ifMissed: `${whole(end.polls)} of them are looks at the actions in flight, which all ten share: 17 minutes at 2.8 s and each first minute closer. The others are reads of the Droplets, of each one's actions before a POST, of the plans, which ten Droplets read ten times, and the POSTs`,
      });
    }
    for (const peer of [peers.terraform, peers.doctl, peers.packer]) {
      say(peer.name);
      rows.push([...row(peer.name, await measure(inThreeSteps(peer))), "", ""]);
    }
    return {
      title: "Ten Droplets: off, resize (17 min), on, at once",
      how: "A clock that jumps; the durations of a real event log. All requests count, also those of the check before; DigitalOcean's rate limits are on. The peers are their schedules, replayed for each Droplet; Terraform reads the Droplet once more at the end.",
      head: ["client", "requests", "of these polls", "time", "target", ""],
      rows,
      verdicts,
    };
  },
};

const inThreeSteps = (peer: Peer) => async (world: World, dropletId: number) => {
  const api = world.api();
  const step = (type: string, body = {}) =>
    replay(peer, api, world.clock, String(dropletId), type, body);
  await step("power_off");
  await step("resize", { size });
  await step("power_on");
  if (peer === peers.terraform) await api.droplet(String(dropletId));
};

async function measure(run: (world: World, dropletId: number) => Promise<unknown>): Promise<End> {
  const world = await World.start({
    droplets: ids.map((id) => ({ id })),
    durations,
    limits: { perHour: 5_000, perMinute: 250 },
  });
  const began = world.clock.now();
  try {
    await Promise.all(ids.map((id) => run(world, id)));
    const { requests, droplets } = world.simulator;
    if (droplets.some((one) => one.size !== size || one.status !== "active")) {
      throw new Error("not all Droplets have the new size and are on");
    }
    const polls = requests.filter(({ method, path }) => method === "GET" && isPoll(path));
    return {
      requests: requests.length,
      polls: polls.length,
      seconds: (world.clock.now() - began) / 1000,
    };
  } finally {
    await world.stop();
  }
}

const row = (client: string, { requests, polls, seconds }: End): string[] => [
  client,
  whole(requests),
  whole(polls),
  `${seconds.toFixed(1)} s`,
];
