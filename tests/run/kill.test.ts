import type { Outputs } from "../../provider/resources/define";
import { type Saved, World } from "../support/world";

/**
 * A process is killed at its nth request, before it was sent or after it was answered, and the next `up` calls
 * create again, as the engine does. With the journal, nothing is posted twice and the power is as it was.
 */

interface Story {
  readonly kind: string;
  readonly args: Outputs;
  /** Accepted POSTs of the whole story, however often it is interrupted. */
  readonly posts: readonly string[];
  readonly status?: string;
}

const stories: Story[] = [
  {
    kind: "DropletPowerState",
    args: { dropletId: 42, state: "off" },
    posts: ["shutdown"],
    status: "off",
  },
  {
    kind: "DropletResize",
    args: { dropletId: 42, size: "s-2vcpu-2gb" },
    posts: ["shutdown", "resize", "power_on"],
  },
  {
    kind: "DropletSnapshot",
    args: { dropletId: 42, name: "n", powerOff: true },
    posts: ["shutdown", "snapshot", "power_on"],
  },
  { kind: "DropletReboot", args: { dropletId: 42, triggers: [1] }, posts: ["reboot"] },
  { kind: "DropletPasswordReset", args: { dropletId: 42 }, posts: ["password_reset"] },
  {
    kind: "DropletRebuild",
    args: { dropletId: 42, image: "debian-12-x64", allowDataLoss: true },
    posts: ["rebuild"],
  },
  { kind: "DropletRename", args: { dropletId: 42, name: "other" }, posts: ["rename"] },
  { kind: "DropletIpv6", args: { dropletId: 42 }, posts: ["shutdown", "enable_ipv6", "power_on"] },
  {
    kind: "DropletBackups",
    args: { dropletId: 42, policy: { plan: "daily", hour: 0 } },
    posts: ["enable_backups"],
  },
  { kind: "DropletAction", args: { dropletId: 42, type: "power_cycle" }, posts: ["power_cycle"] },
  { kind: "DropletTagAction", args: { tag: "web", type: "snapshot" }, posts: ["snapshot"] },
];

async function killedAt(story: Story, nth: number, when: "before" | "after") {
  const world = await World.start({
    droplets: [{ id: 42, tags: ["web"] }],
    durations: { snapshot: 90, resize: 60, rebuild: 30, shutdown: 5, power_on: 5 },
  });
  try {
    const killed = world.killAt(nth, when);
    const first = await Promise.race([
      killed.then(() => undefined),
      world.up(story.kind, story.args),
    ]);
    if (first) return { ended: true };
    world.newProcess();
    world.clock.advance(40);
    let saved: Saved | undefined = undefined;
    for (let tries = 0; tries < 3 && (!saved || saved.reasons.length > 0); tries++) {
      saved = await world.up(story.kind, story.args, saved);
    }
    return {
      ended: false,
      reasons: saved?.reasons,
      posts: world.simulator.posts().accepted.map(({ actionType }) => actionType),
      status: world.simulator.droplet(42).status,
    };
  } finally {
    await world.stop();
  }
}

describe.each(["before", "after"] as const)("killed %s a request", (when) => {
  test.each(stories)(
    "$kind posts $posts once, whichever request it was",
    async (story) => {
      for (let nth = 1; ; nth++) {
        const { ended, ...seen } = await killedAt(story, nth, when);
        if (ended) break;
        expect({ nth, ...seen }).toEqual({
          nth,
          reasons: [],
          posts: story.posts,
          status: story.status ?? "active",
        });
        // Late requests are all alike: waiting.
        if (nth >= 12) nth += 6;
      }
    },
    60_000,
  );
});
