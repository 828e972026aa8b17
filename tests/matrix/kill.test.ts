import { type Saved, World } from "../support/world";
import { type Story, stories } from "./stories";

/**
 * A process is killed at its nth request, before it was sent or after it was answered, and the next `up` calls
 * create again, as the engine does. With the journal, nothing is posted twice and the power is as it was.
 */

async function killedAt(story: Story, nth: number, when: "before" | "after") {
  const world = await World.start({
    droplets: [{ id: 42, tags: ["web"], ...story.droplet }],
    durations: { snapshot: 90, resize: 60, rebuild: 30, shutdown: 5, power_on: 5 },
  });
  try {
    const [backup] = world.simulator.backups(42);
    const args = backup ? { ...story.args, image: backup.id } : story.args;
    const killed = world.killAt(nth, when);
    const first = await Promise.race([killed.then(() => undefined), world.up(story.kind, args)]);
    if (first) return { ended: true };
    world.newProcess();
    world.clock.advance(40);
    let saved: Saved | undefined = undefined;
    for (let tries = 0; tries < 3 && (!saved || saved.reasons.length > 0); tries++) {
      saved = await world.up(story.kind, args, saved);
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
    "$kind $args posts $posts once, whichever request it was",
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
