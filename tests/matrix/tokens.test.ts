import { worldOf } from "./disturbed";
import { type Story, stories } from "./stories";

/** Every kind of change with a token that lacks one scope: it is done, or refused by the scope's name. */

const scopes = [
  "droplet:read",
  "droplet:update",
  "droplet:create",
  "droplet:admin",
  "actions:read",
  "image:read",
  "image:create",
  "snapshot:read",
  "block_storage_snapshot:read",
  "tag:read",
  "sizes:read",
  "regions:read",
];

/** The kinds of resource that cannot do without; none if a scope only makes things easier. */
const needing: Readonly<Record<string, readonly string[]>> = {
  "actions:read": [],
  "image:read": ["DropletRebuild"],
  "tag:read": ["DropletTagAction"],
  "sizes:read": ["DropletResize"],
  "regions:read": ["DropletResize"],
};

const worldWithout = (lacking: string, story: Story) =>
  worldOf(
    story,
    { switches: { fieldsWithoutScope: "omitted" } },
    { tokens: { few: scopes.filter((scope) => scope !== lacking) } },
  );

describe.each(Object.entries(needing))("without %s", (lacking, kinds) => {
  test.each(stories.filter(({ kind }) => !kinds.includes(kind)))(
    "$kind $args is done",
    async (story) => {
      const { world, inputs } = await worldWithout(lacking, story);
      try {
        expect((await world.up(story.kind, inputs)).reasons).toEqual([]);
        expect(world.postedTypes()).toEqual(story.posts);
        expect(world.simulator.droplet(42).status).toBe(story.status ?? "active");
      } finally {
        await world.stop();
      }
    },
    120_000,
  );

  for (const story of stories.filter(({ kind }) => kinds.includes(kind))) {
    test(`${story.kind} says so, and nothing is sent`, async () => {
      const { world, inputs } = await worldWithout(lacking, story);
      try {
        const up = world.up(story.kind, inputs);
        await expect(up).rejects.toThrow(new RegExp(`HTTP 403.*${lacking}`));
        expect(world.postedTypes()).toEqual([]);
      } finally {
        await world.stop();
      }
    });
  }
});

test("many at once are done without actions:read, too", async () => {
  const ids = [42, 43, 44, 45, 46];
  const { world } = await worldOf(
    { kind: "DropletReboot", args: {}, posts: [] },
    {},
    {
      droplets: ids.map((id) => ({ id })),
      tokens: { few: scopes.filter((scope) => scope !== "actions:read") },
    },
  );
  try {
    const saved = await Promise.all(
      ids.map((dropletId) =>
        world.up("DropletReboot", { dropletId }, undefined, `web-${dropletId}`),
      ),
    );
    expect(saved.flatMap(({ reasons }) => reasons)).toEqual([]);
    expect(world.postedTypes()).toHaveLength(ids.length);
  } finally {
    await world.stop();
  }
});
