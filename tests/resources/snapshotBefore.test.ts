import type { Outputs } from "../../provider/resources/define";
import { unknownValue } from "../../provider/lifecycle";
import { type Saved, World } from "../support/world";

/** A snapshot that is taken before an action, by the input `snapshotBefore`. */

let world: World;

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({
    droplets: [{ id: 42, name: "web-1", size: "s-1vcpu-1gb", image: "ubuntu-24-04-x64" }],
    durations: { snapshot: 9, resize: 6, rebuild: 6, restore: 6, shutdown: 3, power_on: 3 },
    ...options,
  });
}
afterEach(() => world.stop());

const snapshots = () => world.simulator.snapshots(42).map(({ id, name }) => [String(id), name]);
const unprocessable = { status: 422, body: { id: "unprocessable_entity", message: "No." } };
const idOf = ({ outputs }: Saved) => outputs["snapshotBeforeId"];

interface Case {
  readonly kind: string;
  readonly type: string;
  /** Beside `dropletId` and `snapshotBefore`. */
  readonly args: Outputs;
  /** What runs its action again. */
  readonly change?: Outputs;
  readonly posts: readonly string[];
}

const cases: readonly Case[] = [
  {
    kind: "DropletResize",
    type: "resize",
    args: { size: "s-2vcpu-2gb" },
    change: { size: "s-4vcpu-8gb" },
    posts: ["shutdown", "snapshot", "resize", "power_on"],
  },
  {
    kind: "DropletIpv6",
    type: "enable_ipv6",
    args: {},
    posts: ["shutdown", "snapshot", "enable_ipv6", "power_on"],
  },
  {
    kind: "DropletRebuild",
    type: "rebuild",
    args: { image: "debian-12-x64", allowDataLoss: true },
    change: { triggers: [2] },
    posts: ["snapshot", "rebuild"],
  },
  {
    kind: "DropletRestore",
    type: "restore",
    args: { image: "first", allowDataLoss: true },
    change: { triggers: [2] },
    posts: ["snapshot", "restore"],
  },
];

/** A restore gets a snapshot to restore. */
function argsOf({ args, kind }: Case): Outputs {
  const image =
    kind === "DropletRestore" ? { image: world.simulator.addSnapshot(42, "old").id } : {};
  return { dropletId: 42, snapshotBefore: "before", ...args, ...image };
}

describe.each(cases)("$kind", (one) => {
  const { kind, type, change, posts } = one;
  const isOutage = posts[0] === "shutdown";

  test("takes the snapshot first, of exactly that name, and says which it is", async () => {
    await start();
    const args = argsOf(one);
    const saved = await world.up(kind, args);
    expect(world.postedTypes()).toEqual(posts);
    const [id, name] = snapshots().at(-1) ?? [];
    expect(name).toBe("before");
    expect(idOf(saved)).toBe(id);
    expect(world.simulator.droplet(42).status).toBe("active");
    expect(world.lines.at(-1)).toMatch(
      new RegExp(
        `^snapshot named "before"; ${type}.*: done in .*, down for .*\\. Snapshot ${id} \\("before"\\), taken first, is kept for good, and billed; to go back, restore from it with DropletRestore$`,
      ),
    );
  });

  test("shows it in the preview, within the downtime if it is one", async () => {
    await start();
    await world.check(kind, argsOf(one));
    const [line] = world.lines;
    const steps = isOutage
      ? `1\\) shutdown, .*; 2\\) snapshot named "before"; 3\\) ${type}.*; 4\\) power_on\\. The Droplet is down during steps 1 to 4, usually about (6|9) min`
      : `1\\) snapshot named "before"; 2\\) ${type}.*\\. The Droplet is down during step 2, usually about [25] min`;
    expect(line).toMatch(new RegExp(steps));
    expect(line).toContain(
      "The snapshot is kept for good, and billed; to go back, restore from it with DropletRestore.",
    );
  });

  test("that would do nothing takes none, and so does a changed snapshotBefore", async () => {
    await start();
    const args = argsOf(one);
    const saved = await world.up(kind, args);
    await world.endProcess();
    const other = { ...args, snapshotBefore: "other" };
    const { inputs } = await world.check(kind, other, saved.inputs);
    expect((await world.diff(kind, saved.outputs, inputs)).changes).toBe(false);
    expect(idOf(await world.up(kind, other, saved))).toBe(idOf(saved));
    const refreshed = await world.refresh(kind, saved);
    expect(refreshed && idOf(refreshed)).toBe(idOf(saved));
    expect(world.postedTypes()).toEqual(posts);
    await world.destroy(kind, saved);
    expect(snapshots().map(([id]) => id)).toContain(idOf(saved));
  });

  test("an errored snapshot ends it, with the power restored and nothing else sent", async () => {
    await start({ switches: { outcomes: { snapshot: "errored" } } });
    const args = argsOf(one);
    await expect(world.up(kind, args)).rejects.toThrow(/^snapshot on Droplet 42 .*errored/);
    const sent = posts.filter((post) => post !== type);
    expect(world.postedTypes()).toEqual(sent);
    expect(world.simulator.droplet(42).status).toBe("active");
    world.simulator.setSwitches({ outcomes: {} });
    world.newProcess();
    const { reasons } = await world.up(kind, args);
    expect(reasons).toEqual([]);
    expect(world.postedTypes()).toEqual([...sent, ...posts]);
  });

  test("so does a rejected one", async () => {
    await start();
    const args = argsOf(one);
    world.simulator.faults.add({ type: "snapshot", fault: unprocessable });
    await expect(world.up(kind, args)).rejects.toThrow(
      /^snapshot on Droplet 42: .*"No" \(HTTP 422/,
    );
    expect(world.postedTypes()).toEqual(isOutage ? ["shutdown", "power_on"] : []);
    expect(world.simulator.droplet(42).status).toBe("active");
  });

  test("whose action errors after it names the snapshot, which the next up takes anew", async () => {
    await start({ switches: { outcomes: { [type]: "errored" } } });
    const args = argsOf(one);
    const failed = world.up(kind, args);
    await expect(failed).rejects.toThrow(
      /Snapshot \d+ \("before"\), taken first, is kept for good, and billed; .* The next run takes a new one\.$/,
    );
    world.simulator.setSwitches({ outcomes: {} });
    world.newProcess();
    const saved = await world.up(kind, args);
    const taken = snapshots().filter(([, name]) => name === "before");
    expect(taken).toHaveLength(2);
    expect(idOf(saved)).toBe(taken[1]?.[0]);
  });

  test("resumes a killed run with the snapshot that it had taken, also under another name", async () => {
    await start();
    const args = argsOf(one);
    void world.up(kind, args);
    while (snapshots().every(([, name]) => name !== "before")) await world.clock.sleep(1_000);
    world.newProcess();
    const saved = await world.up(kind, { ...args, snapshotBefore: "later" });
    expect(saved.reasons).toEqual([]);
    expect(world.postedTypes().filter((posted) => posted === "snapshot")).toHaveLength(1);
    expect(world.postedTypes().filter((posted) => posted === type)).toHaveLength(1);
    expect(snapshots().find(([id]) => id === idOf(saved))?.[1]).toBe("before");
  });

  test("of a secret name shows and keeps it nowhere", async () => {
    await start();
    world.secrets = ["hush"];
    const args = { ...argsOf(one), snapshotBefore: "hush" };
    await world.check(kind, args);
    await world.up(kind, args);
    expect(snapshots().at(-1)?.[1]).toBe("hush");
    expect([...world.lines, ...world.progress].join("\n")).not.toContain("hush");
  });

  test("of a name that is not known yet shows its steps without it", async () => {
    await start();
    await world.check(kind, { ...argsOf(one), snapshotBefore: unknownValue });
    expect(world.lines.at(-1)).toMatch(/\) snapshot; /);
  });

  test("under allowDowntime: false is refused, and takes no snapshot", async () => {
    await start();
    const args = argsOf(one);
    world.setAllowDowntime("false");
    await expect(world.up(kind, args)).rejects.toThrow(/allowDowntime.*snapshot named "before"/);
    expect(world.postedTypes()).toEqual([]);
  });

  if (change) {
    test("takes another one when the action runs again, and none is left of it without", async () => {
      await start();
      const args = argsOf(one);
      const first = await world.up(kind, args);
      await world.endProcess();
      const again = await world.up(kind, { ...args, ...change, snapshotBefore: "second" }, first);
      expect(again.reasons).toEqual([]);
      expect(snapshots().find(([id]) => id === idOf(again))?.[1]).toBe("second");
      await world.endProcess();
      const last = kind === "DropletResize" ? { size: "s-8vcpu-16gb" } : { triggers: [3] };
      const without = { ...args, ...change, ...last, snapshotBefore: undefined };
      expect(idOf(await world.up(kind, without, again))).toBeNull();
      expect(snapshots().map(([, name]) => name)).toEqual(
        expect.arrayContaining(["before", "second"]),
      );
    });
  }

  describe("a new one on another computer", () => {
    /** Killed while the action runs or before, with a journal that is lost. */
    async function killed(args: Outputs, until: string) {
      void world.up(kind, args);
      while (world.postedTypes().at(-1) !== until) await world.clock.sleep(1_000);
      world.loseJournal();
      await world.clock.sleep(120_000);
    }

    test("stops at a snapshot of that very name that nothing knows", async () => {
      await start();
      const args = argsOf(one);
      await killed(args, "snapshot");
      const before = world.postedTypes();
      const { id } = world.simulator.actions.find((action) => action.type === "snapshot") ?? {};
      const stops = `Set proceedAfterAction: "${id}" if it was not this resource's, or leave snapshotBefore out if it was, for that snapshot is there`;
      await world.check(kind, args);
      expect(world.lines).toContainEqual(expect.stringContaining(stops));
      await expect(world.up(kind, args)).rejects.toThrow(stops);
      expect(world.postedTypes()).toEqual(before);
      world.newProcess();
      expect((await world.up(kind, { ...args, proceedAfterAction: String(id) })).reasons).toEqual(
        [],
      );
      expect(snapshots().filter(([, name]) => name === "before")).toHaveLength(2);
    });

    test("continues after one of another name", async () => {
      await start();
      const args = argsOf(one);
      await killed({ ...args, snapshotBefore: "another" }, "snapshot");
      expect((await world.up(kind, args)).reasons).toEqual([]);
    });

    if (!isOutage) {
      test("stops at the action itself, which is the latest", async () => {
        await start();
        const args = argsOf(one);
        await killed(args, type);
        const { id } = world.simulator.actions.find((action) => action.type === type) ?? {};
        // It may be what the Droplet runs already, which only triggers change.
        const runs = kind === "DropletRebuild" ? { ...args, image: "ubuntu-24-04-x64" } : args;
        await expect(world.up(kind, runs)).rejects.toThrow(
          `Set proceedAfterAction: "${id}" if it was not this resource's, or runOnCreate: false if it was`,
        );
        expect(world.postedTypes()).toEqual(posts);
      });
    }
  });
});

test("a resize to the size that the Droplet has takes none", async () => {
  await start();
  const saved = await world.up("DropletResize", {
    dropletId: 42,
    size: "s-1vcpu-1gb",
    snapshotBefore: "before",
  });
  expect(world.postedTypes()).toEqual([]);
  expect(idOf(saved)).toBeNull();
});

test("a Droplet that is off stays off", async () => {
  await start({ droplets: [{ id: 42, size: "s-1vcpu-1gb", status: "off" }] });
  const args = { dropletId: 42, size: "s-2vcpu-2gb", snapshotBefore: "before" };
  await world.up("DropletResize", args);
  expect(world.postedTypes()).toEqual(["snapshot", "resize"]);
  expect(world.simulator.droplet(42).status).toBe("off");
});

test("IPv6 has more time with a snapshot", async () => {
  await start();
  const timeoutOf = async (args: Outputs) =>
    (await world.check("DropletIpv6", { dropletId: 42, ...args })).inputs["timeoutSeconds"];
  expect(await timeoutOf({})).toBe(600);
  expect(await timeoutOf({ snapshotBefore: "before" })).toBe(7_200);
  expect(await timeoutOf({ snapshotBefore: "before", timeoutSeconds: 900 })).toBe(900);
});

test("a rebuild that is resumed hours later says what its snapshot lacks", async () => {
  await start();
  const args = {
    dropletId: 42,
    image: "debian-12-x64",
    allowDataLoss: true,
    snapshotBefore: "before",
  };
  const message = "Droplet already has a pending event.";
  const busy = { status: 422, body: { id: "unprocessable_entity", message } };
  world.simulator.faults.add({ type: "rebuild", times: 3, fault: busy });
  void world.up("DropletRebuild", args);
  while (snapshots().length === 0) await world.clock.sleep(1_000);
  while (world.simulator.posts().refused.length === 0) await world.clock.sleep(1_000);
  world.newProcess();
  world.clock.advance(7_200);
  await world.up("DropletRebuild", args);
  expect(world.lines).toContainEqual(
    expect.stringMatching(
      /^warning: The snapshot that is taken first was taken by an earlier run, at \S+: what was written since is not in it$/,
    ),
  );
  expect(world.postedTypes()).toEqual(["snapshot", "rebuild"]);
});

test("when the CLI is gone during the snapshot of an update, the next up takes no second one", async () => {
  world = await World.start({ droplets: [{ id: 42 }], durations: { snapshot: 90 } });
  const args = { dropletId: 42, size: "s-1vcpu-2gb" };
  const saved = await world.up("DropletResize", args);
  const larger = { ...args, size: "s-2vcpu-4gb", snapshotBefore: "before" };
  const stopping = world.up("DropletResize", larger, saved);
  while (!world.progress.some((line) => line.startsWith("snapshot"))) {
    await world.clock.sleep(1_000);
  }
  world.stopped = true;
  await stopping;
  // The engine was killed, so it has the state from before.
  world.newProcess();
  await world.up("DropletResize", larger, saved);
  expect(world.simulator.snapshots(42).map(({ name }) => name)).toEqual(["before"]);
  expect(world.simulator.droplet(42)).toMatchObject({ status: "active", size: "s-2vcpu-4gb" });
});
