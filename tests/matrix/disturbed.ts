import type { FaultRule, PresetName, RateLimits, SimulatorSwitches } from "../../simulator";
import type { Outputs } from "../../provider/resources/define";
import { type Saved, World } from "../support/world";
import { type Story, stories } from "./stories";

/** What DigitalOcean, or the way to it, does to a change. */
export interface Disturbance {
  readonly name: string;
  readonly rules?: readonly FaultRule[];
  readonly preset?: PresetName;
  readonly switches?: Partial<SimulatorSwitches>;
  readonly limits?: Partial<RateLimits>;
  readonly foreignSeconds?: number;
  /** Milliseconds after which our client takes an answer for lost. */
  readonly httpTimeout?: number;
  /** What a story posts under it, if not the same as ever. */
  readonly posts?: (posts: readonly string[]) => readonly string[];
}

/** A world as a story wants it, and its arguments. */
export async function worldOf(
  { args, droplet }: Story,
  { rules, preset, switches, limits, foreignSeconds, httpTimeout }: Omit<Disturbance, "name">,
  more: Parameters<typeof World.start>[0] = {},
): Promise<{ world: World; inputs: Outputs }> {
  const world = await World.start({
    droplets: [{ id: 42, tags: ["web"], ...droplet }],
    ...(preset ? { preset } : {}),
    ...(switches ? { switches } : {}),
    ...(limits ? { limits } : {}),
    ...(rules ? { faults: [...rules] } : {}),
    ...(httpTimeout ? { httpTimeout } : {}),
    ...more,
  });
  if (foreignSeconds) world.simulator.startForeignEvent(42, foreignSeconds);
  const [backup] = world.simulator.backups(42);
  return { world, inputs: backup ? { ...args, image: backup.id } : args };
}

/** For all stories under one disturbance: each action runs once, and the Droplet ends as its inputs say. */
export function eachStoryEndsAsDeclared(disturbance: Disturbance): void {
  const { posts: posted = (posts) => posts } = disturbance;
  test.each(stories)(
    "$kind $args posts $posts once",
    async (story) => {
      const { world, inputs } = await worldOf(story, disturbance);
      const { kind, posts, status = "active" } = story;
      try {
        let saved: Saved | undefined;
        for (let tries = 0; tries < 3 && (!saved || saved.reasons.length > 0); tries++) {
          // A plain failure leaves nothing behind: the engine would create again.
          saved = await world.up(kind, inputs, saved).catch(() => saved);
          world.newProcess();
          world.clock.advance(60);
        }
        expect({
          reasons: saved?.reasons,
          posts: world.postedTypes(),
          status: world.simulator.droplet(42).status,
          second: (await world.up(kind, inputs, saved)).reasons,
        }).toEqual({ reasons: [], posts: posted(posts), status, second: [] });
        expect(world.postedTypes()).toEqual(posted(posts));
      } finally {
        await world.stop();
      }
    },
    120_000,
  );
}
