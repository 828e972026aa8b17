import { actions } from "../../provider/actions";
import type { Saved, World } from "../support/world";
import { worldOf } from "./disturbed";
import { type Story, stories } from "./stories";

/** Every kind of change whose action errors, never ends, or is never accepted. */

/** What a story is about; shutdown and power_on around it, and a snapshot before it, only serve it. */
const mainType = ({ posts }: Story) => (posts.length > 2 ? posts.at(-2) : posts.at(-1)) ?? "";

/** The Droplet's power before. */
const powerBefore = ({ droplet }: Story) =>
  (droplet as { status?: string } | undefined)?.status ?? "active";

/** What the engine gets: a kept resource, or a plain failure, after which it creates again. */
async function tryUp(world: World, kind: string, args: object, saved?: Saved) {
  try {
    const kept = await world.up(kind, { ...args }, saved);
    return { kept, reasons: kept.reasons };
  } catch (error) {
    return { kept: saved, reasons: [(error as Error).message] };
  } finally {
    world.newProcess();
    world.clock.advance(60);
  }
}

test("the stories run every type of action", () => {
  const types = new Set(stories.flatMap(({ posts }) => posts));
  expect([...types].sort()).toEqual(Object.keys(actions).sort());
});

describe("errored", () => {
  // A shutdown that errors is no end: power_off follows it.
  const all = stories.filter((story) => mainType(story) !== "shutdown");

  test.each(all)(
    "$kind $args fails, leaves the power as it was, and is posted again by the next up",
    async (story) => {
      const { kind, posts, status } = story;
      const type = mainType(story);
      const { world, inputs } = await worldOf(story, {
        switches: { outcomes: { [type]: "errored" } },
      });
      try {
        const failed = await tryUp(world, kind, inputs);
        expect(failed.reasons).toEqual([
          expect.stringMatching(new RegExp(`${type} on Droplet 42 .*errored.*pulumi up`)),
        ]);
        expect(world.simulator.droplet(42).status).toBe(powerBefore(story));
        world.simulator.setSwitches({ outcomes: {} });
        const again = await tryUp(world, kind, inputs, failed.kept);
        expect(again.reasons).toEqual([]);
        expect(world.postedTypes()).toEqual([...posts, ...posts]);
        expect(world.simulator.droplet(42).status).toBe(status ?? "active");
      } finally {
        await world.stop();
      }
    },
    120_000,
  );
});

describe("an action that never ends", () => {
  test.each(stories)(
    "$kind $args is kept unfinished, and no up posts it again",
    async (story) => {
      const type = mainType(story);
      const { world, inputs } = await worldOf(story, {
        switches: { outcomes: { [type]: "endless" } },
      });
      // Long enough for a snapshot before it.
      const args = { ...inputs, timeoutSeconds: 200 };
      try {
        const first = await tryUp(world, story.kind, args);
        expect(first.kept?.outputs["unfinished"]).toBeDefined();
        const posted = world.postedTypes();
        expect(posted).toEqual(story.posts.slice(0, story.posts.indexOf(type) + 1));
        const second = await tryUp(world, story.kind, args, first.kept);
        expect(second.kept?.outputs["unfinished"]).toBeDefined();
        expect(second.reasons).toHaveLength(1);
        expect(world.postedTypes()).toEqual(posted);
      } finally {
        await world.stop();
      }
    },
    120_000,
  );
});

describe("another action that never ends", () => {
  test.each(stories)(
    "$kind $args is a plain failure, and nothing is sent",
    async (story) => {
      const { world, inputs } = await worldOf(story, { foreignSeconds: Infinity });
      try {
        const { kept, reasons } = await tryUp(world, story.kind, {
          ...inputs,
          timeoutSeconds: 100,
        });
        expect(kept).toBeUndefined();
        expect(reasons).toHaveLength(1);
        expect(world.postedTypes()).toEqual([]);
        expect(world.simulator.droplet(42).status).toBe(powerBefore(story));
      } finally {
        await world.stop();
      }
    },
    120_000,
  );
});
