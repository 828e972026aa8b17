import { type Saved, World } from "../support/world";
import type { Story } from "./stories";

/** How a change ended that was killed and started again; `ended` alone if it was over before its nth request. */
export type Rerun =
  | { readonly ended: true }
  | {
      readonly ended: false;
      readonly reasons: readonly string[] | undefined;
      readonly posts: readonly (string | null)[];
      readonly status: string;
    };

/** Kills the process at its nth request, before it is sent or after it was answered, and creates again. */
export async function killedAt(
  story: Story,
  nth: number,
  when: "before" | "after",
  { inBucket = false } = {},
): Promise<Rerun> {
  const world = await World.start({
    inBucket,
    droplets: [{ id: 42, tags: ["web"], ...story.droplet }],
    // So short that kills come between all steps, and most requests are no polls.
    durations: { snapshot: 5, resize: 5, rebuild: 5, restore: 5, shutdown: 2, power_on: 2 },
  });
  try {
    const [backup] = world.simulator.backups(42);
    const args = backup ? { ...story.args, image: backup.id } : story.args;
    const killed = world.killAt(nth, when);
    const first = await Promise.race([killed.then(() => undefined), world.up(story.kind, args)]);
    if (first) return { ended: true };
    world.newProcess();
    // By then a lock in a bucket is free; waiting for that would only take the test's time.
    world.clock.advance(inBucket ? 200 : 40);
    let saved: Saved | undefined = undefined;
    for (let tries = 0; tries < 3 && (!saved || saved.reasons.length > 0); tries++) {
      saved = await world.up(story.kind, args, saved);
    }
    return {
      ended: false,
      reasons: saved?.reasons,
      posts: world.postedTypes(),
      status: world.simulator.droplet(42).status,
    };
  } finally {
    await world.stop();
  }
}
