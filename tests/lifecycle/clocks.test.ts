import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FolderStore } from "../../provider/operation/store/folder";
import { requestOfPost } from "../support/requestOfPost";
import { World } from "../support/world";

/** Clocks that differ from DigitalOcean's, or are set while a POST is under way; and reads that take minutes. */

let world: World;
afterEach(async () => {
  jest.restoreAllMocks();
  await world.stop();
});

const reboot = { dropletId: 42 };
const snapshot = { dropletId: 42, name: "n" };

/** Leaves a world in which the run was killed as DigitalOcean took its reboot. */
async function killedAfterReboot(): Promise<void> {
  const nth = await requestOfPost({ droplets: [{ id: 42 }] }, async (other) => {
    await other.up("DropletReboot", reboot);
  });
  world = await World.start({ droplets: [{ id: 42 }] });
  const killed = world.killAt(nth, "after");
  void world.up("DropletReboot", reboot);
  await killed;
}

test.each([600, -600])(
  "a clock that was %d s ahead when the POST left, and is right now, adopts the action",
  async (ahead) => {
    await killedAfterReboot();
    world.newProcess();
    for (const name of readdirSync(world.folder).filter((one) => one.endsWith(".journal"))) {
      const path = join(world.folder, name);
      const lines = readFileSync(path, "utf8")
        .split("\n")
        .map((line) => {
          if (!line.includes('"is":"sent"')) return line;
          const sent = JSON.parse(line) as { at: string; skewMilliseconds: number };
          return JSON.stringify({
            ...sent,
            at: new Date(Date.parse(sent.at) + ahead * 1000).toISOString(),
            skewMilliseconds: sent.skewMilliseconds - ahead * 1000,
          });
        });
      writeFileSync(path, lines.join("\n"));
    }
    world.clock.advance(1_200);
    expect((await world.up("DropletReboot", reboot)).reasons).toEqual([]);
    expect(world.postedTypes()).toEqual(["reboot"]);
  },
);

test.each([-900, 900])(
  "a clock that is set by %s s after a kill delays the look for the POST by seconds, and sends no other",
  async (seconds) => {
    await killedAfterReboot();
    world.clock.set(seconds);
    world.newProcess();
    const began = world.clock.steady();
    await world.up("DropletReboot", reboot);
    expect(world.postedTypes()).toEqual(["reboot"]);
    expect((world.clock.steady() - began) / 1000).toBeLessThan(90);
  },
);

test("a clock that is set forward while a POST is lost on its way delays the next one by seconds", async () => {
  world = await World.start({
    droplets: [{ id: 42 }],
    faults: [{ method: "POST", nth: 1, fault: { connection: "reset" } }],
    onRequest: ({ method, fault }) => method === "POST" && fault && world.clock.set(300),
  });
  const began = world.clock.steady();
  expect((await world.up("DropletReboot", reboot)).reasons).toEqual([]);
  expect(world.postedTypes()).toEqual(["reboot"]);
  expect((world.clock.steady() - began) / 1000).toBeLessThan(90);
});

test.each([5, 300])(
  "a clock that is set forward by %s s just before a POST whose answer is lost does not lead to another",
  async (seconds) => {
    world = await World.start({
      droplets: [{ id: 42 }],
      faults: [{ method: "POST", nth: 1, fault: { when: "after", connection: "reset" } }],
    });
    jest.spyOn(FolderStore.prototype, "write").mockImplementationOnce(() => {
      world.clock.set(seconds);
      return Promise.resolve();
    });
    expect((await world.up("DropletReboot", reboot)).reasons).toEqual([]);
    expect(world.postedTypes()).toEqual(["reboot"]);
  },
);

test("what is read slowly between a Droplet's actions and the POST does not lead to another after a lost answer", async () => {
  world = await World.start({
    droplets: [{ id: 42 }, { id: 43 }],
    faults: [
      { method: "POST", type: "snapshot", nth: 2, fault: { when: "after", connection: "reset" } },
    ],
  });
  const first = await world.up("DropletSnapshot", snapshot);
  await world.endProcess();
  world.clock.advance(5_000);
  const limited = { status: 429, headers: { "retry-after": "60" } };
  const path = "/v2/droplets/43/snapshots";
  world.simulator.faults.add({ method: "GET", path, nth: 1, times: 3, fault: limited });
  const { reasons } = await world.up("DropletSnapshot", { ...snapshot, dropletId: 43 }, first);
  expect(reasons).toEqual([]);
  expect(world.postedTypes()).toEqual(["snapshot", "snapshot"]);
});
