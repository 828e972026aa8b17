import { Journal } from "../../provider/operation/journal";
import { beginRecord } from "../../provider/operation/operation";
import { secretsOf } from "../../provider/operation/secrets";
import { FolderStore } from "../../provider/operation/store/folder";
import { ended, living, worksOn } from "../support/otherProcess";
import { World } from "../support/world";

/** Another process of this computer acts on the same Droplet at the same moment, for another resource. */

let world: World;
afterEach(() => world.stop());

const args = { dropletId: 42, triggers: [1] };
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** The POST of another process's resource, which DigitalOcean has taken; its answer is on the way. */
async function sendElsewhere({ type = "reboot", target = "42", owner = living() } = {}) {
  const journal = new Journal(
    new FolderStore(world.folder),
    world.clock,
    () => undefined,
    "theirs",
  );
  const urn = "urn:pulumi:other::project::type::theirs";
  const about = { apiUrl: world.simulator.url, urn, kind: "DropletReboot", target };
  const record = beginRecord(
    { about, base: null, inputs: "h", from: null, due: null },
    world.clock.now(),
  );
  const log = journal.log(record, secretsOf([]));
  await log.append({
    is: "sent",
    dropletId: "42",
    type,
    body: {},
    awaits: "effect",
    takesPower: false,
  });
  worksOn(world, urn, owner);
  await world.postElsewhere({ type: "reboot" });
  const answer = () =>
    log.append({
      is: "action",
      post: 0,
      id: world.simulator.actions[0]?.id ?? 0,
      status: "in-progress",
      startedAt: new Date(world.clock.now()).toISOString(),
      completedAt: null,
      adopted: false,
    });
  return { answer };
}

test.each([
  ["this Droplet", "42"],
  ["its tag", "web"],
])(
  "an action that is unknown while a POST for %s waits for its answer is waited for",
  async (_for, target) => {
    world = await World.start({ droplets: [{ id: 42 }] });
    const { answer } = await sendElsewhere({ target });
    const up = world.up("DropletReboot", args);
    // A refusal would end it without a word.
    void up.catch(() => world.progress.push("refused"));
    while (world.progress.length === 0) await turn();
    expect(world.progress[0]).toMatch(/^reboot waits .*: another process has just sent one/);
    await answer();
    expect((await up).reasons).toEqual([]);
    expect(world.postedTypes()).toEqual(["reboot", "reboot"]);
  },
);

test("an answer that does not come in its time leaves the refusal", async () => {
  world = await World.start({ droplets: [{ id: 42 }] });
  await sendElsewhere();
  const began = world.clock.now();
  await expect(world.up("DropletReboot", args)).rejects.toThrow(/proceedAfterAction/);
  expect(world.clock.now() - began).toBeGreaterThanOrEqual(30_000);
  expect(world.postedTypes()).toEqual(["reboot"]);
});

test("the end of the run ends this wait, too", async () => {
  world = await World.start({ droplets: [{ id: 42 }] });
  await sendElsewhere();
  const up = world.up("DropletReboot", args);
  void up.catch(() => world.progress.push("ended"));
  while (world.progress.length === 0) await turn();
  world.stopped = true;
  await expect(up).rejects.toThrow(/the Pulumi CLI has ended/);
  expect(world.postedTypes()).toEqual(["reboot"]);
});

test.each([
  ["of a process that has ended", { owner: ended() }],
  ["of another type", { type: "power_cycle" }],
])("a POST %s explains no unknown action: it is refused at once", async (_what, other) => {
  world = await World.start({ droplets: [{ id: 42 }] });
  await sendElsewhere(other);
  await expect(world.up("DropletReboot", args)).rejects.toThrow(/proceedAfterAction/);
  expect(world.progress).toEqual([]);
});
