import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import type { Work } from "../../provider/journal/entry";
import { Journal } from "../../provider/journal/journal";
import { newChange } from "../../provider/plan/change";
import { World } from "../support/world";

/** Another process of this computer acts on the same Droplet at the same moment, for another resource. */

let world: World;
afterEach(() => world.stop());

const args = { dropletId: 42, triggers: [1] };
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** The parent of this process lives as long as the test, and is another one. */
function living() {
  const { ppid: pid, platform } = process;
  if (platform !== "linux") return { host: hostname(), pid, started: null };
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return { host: hostname(), pid, started: stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] };
}
const ended = () => ({ ...living(), pid: 2 ** 22 + 1 });

/** The POST of another process's resource, which DigitalOcean has taken; its answer is on the way. */
async function sendElsewhere({ type = "reboot", target = "42", owner = living() } = {}) {
  const journal = new Journal(world.folder, world.clock, () => undefined);
  Object.assign(journal, { owner });
  const urn = "urn:pulumi:other::project::type::theirs";
  const work: Work = { apiUrl: world.simulator.url, urn, target, hash: "h" };
  const change = newChange(target);
  const note = (actionId: number | null) => {
    change.posts[0] = {
      dropletId: "42",
      type,
      body: {},
      sentAt: new Date(world.clock.now()).toISOString(),
      actionId,
      status: actionId === null ? "unknown" : "in-progress",
      startedAt: null,
      completedAt: null,
      settled: false,
    };
    journal.write(work, change, "open");
  };
  note(null);
  await world.postElsewhere({ type: "reboot" });
  return { answer: () => note(world.simulator.actions[0]?.id ?? 0) };
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
    expect(world.progress[0]).toMatch(
      /reboot: another process has just sent .*waiting for its answer/,
    );
    answer();
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
