import { requestOfPost } from "../support/requestOfPost";
import { World } from "../support/world";

/** A secret that the journal hides is another one in the next run. */

let world: World;
afterEach(() => world.stop());

const droplets = [{ id: 42, name: "a" }];

test.each([
  ["DropletRename", ["secret-one"], ["secret-two"]],
  ["DropletRename", [], []],
  ["DropletSnapshot", ["secret-one"], ["secret-two"]],
  ["DropletSnapshot", [], []],
])(
  "%s killed after its POST, whose secret name %j then changes, is resumed without a long wait",
  async (kind, first, second) => {
    const nth = await requestOfPost({ droplets }, async (other) => {
      await other.up(kind, { dropletId: 42, name: "secret-one" });
    });
    world = await World.start({ droplets, durations: { rename: 20, snapshot: 20 } });
    world.secrets = first;
    const killed = world.killAt(nth + 1, "before");
    void world.up(kind, { dropletId: 42, name: "secret-one" });
    await killed;
    world.newProcess();
    world.clock.advance(60);
    world.secrets = second;
    const began = world.clock.now();
    const saved = await world.up(kind, { dropletId: 42, name: "secret-two" });
    expect([saved.reasons, (world.clock.now() - began) / 1000 < 300]).toEqual([[], true]);
  },
);
