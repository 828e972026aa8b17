import type { LoggedRequest, RateLimits } from "../../simulator";
import { World } from "../../tests/support/world";
import type { Part, Verdict } from "../report/section";
import { isPoll, peers, replay } from "../support/peers";
import { whole } from "../support/statistics";

const counts = [1, 10, 100, 1_000] as const;
/** What DigitalOcean allows for all requests of a token. */
const allowed = 250;

interface Minutes {
  /** The minute after the last POST. */
  readonly young: number;
  /** The one that begins five minutes after it. */
  readonly old: number;
}

export const requests: Part = {
  name: "requests",
  typicalSeconds: 60,
  async run({ say }) {
    const rows: string[][] = [];
    const verdicts: Verdict[] = [];
    for (const count of counts) {
      say(`${count} snapshots in flight`);
      const { young, old } = await ours("DropletSnapshot", { name: "held" }, count);
      const pages = Math.ceil(count / 200);
      rows.push(
        row(
          "snapshot",
          "ours",
          count,
          young,
          Math.min(120 * pages, allowed),
          "younger than a minute",
        ),
        row("snapshot", "ours", count, old, 25 * pages, "older"),
      );
      const name = `poll requests a minute, ${whole(count)} in flight`;
      verdicts.push(
        verdict(`${name}, young`, young, Math.min(120 * pages, allowed)),
        verdict(`${name}, older`, old, 25 * pages),
      );
    }
    say("one power_on that hangs");
    const { young } = await ours("DropletPowerState", { state: "active" }, 1);
    rows.push(row("power_on", "ours", 1, young, 120, "younger than a minute"));
    verdicts.push(verdict("poll requests a minute, 1 power_on that hangs, young", young, 120));
    for (const count of [1, 10, 100]) {
      say(`doctl's schedule, ${count} in flight`);
      const { old } = await doctl(count);
      rows.push(["snapshot", peers.doctl.name, whole(count), "any", whole(old), "", ""]);
    }
    return {
      title: "Poll requests a minute",
      how: `A clock that jumps. Actions that do not end, all posted at once by one process; polls are reads of actions, counted after the last POST: a minute whose requests the POSTs have used up leaves few for polls. Up to 200 in flight the target is 120 while any is younger than a minute and 25 later, and as many times that as the list has pages, within the ${allowed} requests a minute that DigitalOcean allows. Its limits are on for ours once all are posted, and off for doctl.`,
      head: ["type", "client", "in flight", "age", "requests a minute", "target", ""],
      rows,
      verdicts,
    };
  },
};

async function ours(kind: string, args: object, count: number): Promise<Minutes> {
  return held(count, { perHour: 5_000, perMinute: allowed }, (world, dropletId) =>
    world.up(kind, { ...args, dropletId }, undefined, `web-${dropletId}`),
  );
}

const doctl = (count: number): Promise<Minutes> =>
  held(count, {}, (world, dropletId) =>
    replay(peers.doctl, world.api(), world.clock, String(dropletId), "snapshot", { name: "held" }),
  );

async function held(
  count: number,
  limits: Partial<RateLimits>,
  begin: (world: World, dropletId: number) => Promise<unknown>,
): Promise<Minutes> {
  const ids = Array.from({ length: count }, (_, index) => 1_000 + index);
  const world = await World.start({
    droplets: ids.map((id) => ({ id, status: "off" })),
    durations: { snapshot: 7_000, power_on: 7_000 },
  });
  try {
    const ends = ids.map((id) => begin(world, id).catch(() => undefined));
    const until = (done: () => boolean) => waitFor(world, done, ends);
    await until(() => world.simulator.posts().accepted.length === count);
    const posted = world.clock.now();
    world.simulator.setLimits(limits);
    await until(() => world.clock.now() >= posted + 361_000);
    return {
      young: polls(world.simulator.requests, posted, posted + 60_000),
      old: polls(world.simulator.requests, posted + 300_000, posted + 360_000),
    };
  } finally {
    world.newProcess();
    await world.stop();
  }
}

/** Looks after each turn of the event loop, so that the clock does not run far ahead. */
async function waitFor(
  world: World,
  done: () => boolean,
  ends: readonly Promise<unknown>[],
): Promise<void> {
  let over = false;
  void Promise.race(ends).then(() => (over = true));
  while (!done()) {
    if (over) throw new Error(`an action that should hang ended: ${world.lines.join("\n")}`);
    await new Promise(setImmediate);
  }
}

const polls = (log: readonly LoggedRequest[], from: number, to: number): number =>
  log.filter(
    ({ method, path, time }) => method === "GET" && isPoll(path) && time > from && time <= to,
  ).length;

const row = (
  type: string,
  client: string,
  count: number,
  found: number,
  target: number,
  age: string,
): string[] => [
  type,
  client,
  whole(count),
  age,
  whole(found),
  `≤ ${whole(target)}`,
  found <= target ? "ok" : "missed",
];

const verdict = (figure: string, found: number, target: number): Verdict => ({
  figure,
  target: `≤ ${whole(target)}`,
  measured: whole(found),
  ok: found <= target,
});
