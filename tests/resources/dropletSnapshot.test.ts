import { type Saved, World } from "../support/world";

const kind = "DropletSnapshot";
let world: World;

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({
    droplets: [{ id: 42, name: "web-1" }, { id: 43 }],
    ...options,
    durations: { snapshot: 8, ...options.durations },
  });
}
afterEach(() => world.stop());

const names = (dropletId = 42) => world.simulator.snapshots(dropletId).map(({ name }) => name);

test("takes a snapshot of a running Droplet and tells all about it", async () => {
  await start();
  const { id, outputs } = await world.up(kind, { dropletId: 42, name: "before-upgrade" });
  expect(world.simulator.posts().accepted.map(({ body }) => body)).toEqual([
    { type: "snapshot", name: "before-upgrade" },
  ]);
  const [snapshot] = world.simulator.snapshots(42);
  expect(id).toBe(`action-${world.simulator.actions[0]?.id}`);
  expect(outputs).toMatchObject({
    snapshotId: String(snapshot?.id),
    createdAt: expect.any(String),
    sizeGigabytes: expect.any(Number),
    minDiskSize: 25,
    regions: ["nyc3"],
  });
});

test("its name is the resource's at create, and stays when the resource is renamed", async () => {
  await start();
  const saved = await world.up(kind, { dropletId: 42 }, undefined, "nightly");
  expect(names()).toEqual(["nightly"]);
  const checked = await world.check(kind, { dropletId: 42 }, saved.inputs, { name: "renamed" });
  expect(checked.inputs["name"]).toBe("nightly");
  expect((await world.diff(kind, saved.outputs, checked.inputs)).changes).toBe(false);
});

test("with powerOff it is taken while the Droplet is off, and the power is restored", async () => {
  await start();
  await world.up(kind, { dropletId: 42, powerOff: true });
  expect(world.postedTypes()).toEqual(["shutdown", "snapshot", "power_on"]);
  expect(world.simulator.droplet(42).status).toBe("active");
});

test("is distinguished from others by what was there before, by its name and by its time", async () => {
  await start({ droplets: [{ id: 42, snapshots: ["nightly", "nightly"] }] });
  world.simulator.faults.add({ path: "/v2/nowhere", fault: {} });
  const before = world.simulator.snapshots(42).map(({ id }) => String(id));
  const saved = await world.up(kind, { dropletId: 42, name: "nightly" });
  expect(before).not.toContain(saved.outputs["snapshotId"]);
  world.newProcess();
  await world.destroy(kind, saved);
  expect(world.simulator.snapshots(42).map(({ id }) => String(id))).toEqual(before);
});

const ids = (dropletId = 42) => world.simulator.snapshots(dropletId).map(({ id }) => String(id));
const deletes = () =>
  world.simulator.requests
    .filter(({ method }) => method === "DELETE")
    .map(({ path }) => path.replace("/v2/snapshots/", ""));
const keptOf = ({ outputs }: Saved) =>
  (outputs["snapshots"] as readonly { snapshotId: string }[]).map(({ snapshotId }) => snapshotId);

describe.each([{ name: "second" }, { triggers: [2] }])("a changed %j", (change) => {
  const args = { dropletId: 42, name: "first", triggers: [1] };

  test("takes a new one in place, and then deletes the old one, which the preview names", async () => {
    await start();
    const saved = await world.up(kind, args);
    const old = String(saved.outputs["snapshotId"]);
    const { inputs } = await world.check(kind, { ...args, ...change }, saved.inputs);
    const diff = await world.diff(kind, saved.outputs, inputs);
    expect(diff).toEqual({ changes: undefined, replaces: [] });
    expect(world.lines.at(-1)).toBe(
      `Droplet 42 "web-1": 1) snapshot named "${String(inputs["name"])}"; 2) delete snapshot ${old} ("first", 2026-11-24, 2.36 GB). No downtime.`,
    );
    await world.endProcess();
    const next = await world.up(kind, { ...args, ...change }, saved);
    expect(deletes()).toEqual([old]);
    expect(ids()).toEqual([next.outputs["snapshotId"]]);
    expect(keptOf(next)).toEqual(ids());
    expect(world.lines).toContain(`Deleted snapshot ${old}`);
  });

  test.each(["errored", "no-effect"])("whose new one is %s deletes nothing", async (outcome) => {
    await start();
    const saved = await world.up(kind, args);
    await world.endProcess();
    world.simulator.setSwitches({ outcomes: { snapshot: outcome as "errored" } });
    const failed = world.up(kind, { ...args, ...change, timeoutSeconds: 900 }, saved);
    await failed.then(
      ({ reasons }) => expect(reasons).toHaveLength(1),
      (error: unknown) => expect(String(error)).toMatch(/errored/),
    );
    expect(deletes()).toEqual([]);
    expect(ids()).toContain(saved.outputs["snapshotId"]);
  });
});

describe("keepLast", () => {
  const args = (number: number, keepLast: number) => ({
    dropletId: 42,
    name: "n",
    triggers: [number],
    keepLast,
  });

  async function three() {
    await start();
    world.simulator.addSnapshot(42, "n");
    let saved: Saved | undefined;
    for (const number of [1, 2, 3]) {
      saved = await world.up(kind, args(number, 3), saved);
      await world.endProcess();
      world.clock.advance(60);
    }
    world.lines.length = 0;
    return saved as Saved;
  }

  test("keeps so many of its own, the newest first", async () => {
    const saved = await three();
    const [foreign, first, second, third] = ids();
    expect(keptOf(saved)).toEqual([third, second, first]);
    expect(saved.outputs["snapshotId"]).toBe(third);
    const fourth = await world.up(kind, args(4, 3), saved);
    expect(deletes()).toEqual([first]);
    expect(ids()).toEqual([foreign, second, third, fourth.outputs["snapshotId"]]);
  });

  test("lowered alone deletes the oldest, which the preview names, and takes none", async () => {
    const saved = await three();
    const [foreign, first, second, third] = ids();
    const { inputs } = await world.check(kind, args(3, 1), saved.inputs);
    await world.diff(kind, saved.outputs, inputs);
    expect(world.lines.at(-1)).toMatch(
      new RegExp(
        `^Droplet 42 "web-1": 1\\) delete snapshot ${second} \\(.*\\); 2\\) delete snapshot ${first} `,
      ),
    );
    await world.endProcess();
    const lowered = await world.up(kind, args(3, 1), saved);
    expect(ids()).toEqual([foreign, third]);
    expect(keptOf(lowered)).toEqual([third]);
    expect(lowered.outputs["snapshotId"]).toBe(third);
    expect(world.postedTypes()).toHaveLength(3);
  });

  test("raised alone sends nothing", async () => {
    const saved = await three();
    const raised = await world.up(kind, args(3, 7), saved);
    expect(keptOf(raised)).toEqual(keptOf(saved));
    expect(deletes()).toEqual([]);
  });

  test("one that is gone already leaves the list and is fine", async () => {
    const saved = await three();
    const [foreign, first, second, third] = ids();
    world.simulator.deleteImage(String(first));
    const lowered = await world.up(kind, args(3, 1), saved);
    expect(ids()).toEqual([foreign, third]);
    expect(deletes()).toEqual([second]);
    expect(keptOf(lowered)).toEqual([third]);
  });

  test("removing the resource deletes all it keeps, and names them", async () => {
    const saved = await three();
    const [foreign, ...own] = ids();
    await world.destroy(kind, saved);
    expect(ids()).toEqual([foreign]);
    for (const id of own) expect(world.lines).toContain(`Deleted snapshot ${id} (n)`);
  });

  test("on another Droplet all are left and named", async () => {
    const saved = await three();
    const [, ...own] = ids();
    const moved = await world.up(kind, { ...args(3, 3), dropletId: 43 }, saved);
    expect(deletes()).toEqual([]);
    expect(keptOf(moved)).toEqual(ids(43));
    expect(world.lines.join()).toContain(
      `Snapshots ${[...own].reverse().join(", ")} of Droplet 42 are left at DigitalOcean`,
    );
  });

  test.each([0, 1.5, "2"])("%j is refused", async (keepLast) => {
    await start();
    const { failures } = await world.check(kind, { dropletId: 42, keepLast });
    expect(failures).toEqual([expect.objectContaining({ property: "keepLast" })]);
  });
});

describe("a deletion", () => {
  const args = { dropletId: 42, name: "n", triggers: [1] };
  const changed = { ...args, triggers: [2] };

  async function begun() {
    await start();
    const saved = await world.up(kind, args);
    await world.endProcess();
    return { saved, old: String(saved.outputs["snapshotId"]) };
  }

  test("whose answer was lost is not repeated where the snapshot is gone", async () => {
    const { saved, old } = await begun();
    const fault = { when: "after", connection: "reset" } as const;
    world.simulator.faults.add({ method: "DELETE", times: 1, fault });
    const next = await world.up(kind, changed, saved);
    expect(next.reasons).toEqual([]);
    expect(deletes()).toEqual([old]);
  });

  test.each([{ connection: "reset" } as const, { status: 403, body: {} }])(
    "that failed with %j is resumed, and no second snapshot is taken",
    async (fault) => {
      const { saved, old } = await begun();
      world.simulator.faults.add({ method: "DELETE", times: 1, fault });
      const kept = await world.up(kind, changed, saved);
      expect(kept.reasons).toHaveLength(1);
      expect(kept.outputs["unfinished"]).toMatchObject({
        steps: [expect.stringMatching(`^delete snapshot ${old} `)],
      });
      await world.endProcess();
      const { inputs } = await world.check(kind, changed, kept.inputs);
      await world.diff(kind, kept.outputs, inputs);
      expect(world.lines.at(-1)).toMatch(
        `resume the interrupted operation: delete snapshot ${old} `,
      );
      const next = await world.up(kind, changed, kept);
      expect(next.reasons).toEqual([]);
      expect(ids()).toEqual([next.outputs["snapshotId"]]);
      expect(world.postedTypes()).toEqual(["snapshot", "snapshot"]);
    },
  );

  test.each(["before", "after"] as const)(
    "at which the run is killed, %s it left, is resumed",
    async (when) => {
      const requests = await (async () => {
        const { saved } = await begun();
        const count = world.simulator.requests.length;
        await world.up(kind, changed, saved);
        const all = world.simulator.requests.slice(count);
        await world.stop();
        return all.findIndex(({ method }) => method === "DELETE") + 1;
      })();
      const { saved } = await begun();
      const killed = world.killAt(requests, when);
      void world.up(kind, changed, saved);
      await killed;
      world.newProcess();
      const next = await world.up(kind, changed, saved);
      expect(next.reasons).toEqual([]);
      expect(ids()).toEqual([next.outputs["snapshotId"]]);
      expect(world.postedTypes()).toEqual(["snapshot", "snapshot"]);
    },
  );
});

describe("an update that was killed after its POST", () => {
  const args = { dropletId: 42, name: "n", triggers: [1] };

  async function killed(more: object = { triggers: [2] }) {
    await start();
    const saved = await world.up(kind, args);
    await world.endProcess();
    world.clock.advance(60);
    void world.up(kind, { ...args, ...more }, saved);
    while (world.postedTypes().length < 2) await new Promise((turn) => setImmediate(turn));
    world.newProcess();
    world.clock.advance(60);
    return saved;
  }

  test("belongs to the resource: its removal deletes both", async () => {
    const saved = await killed();
    await world.destroy(kind, saved);
    expect(ids()).toEqual([]);
  });

  test("then with other triggers takes a third, and deletes both that it took before", async () => {
    const saved = await killed();
    const next = await world.up(kind, { ...args, triggers: [3] }, saved);
    expect(ids()).toEqual([next.outputs["snapshotId"]]);
    expect(world.postedTypes()).toHaveLength(3);
    expect(world.lines.join("\n")).toMatch(/It has finished; its result belongs to this resource/);
  });

  test("and whose triggers were changed back keeps the newest, as the preview says", async () => {
    const saved = await killed();
    const old = String(saved.outputs["snapshotId"]);
    const { inputs } = await world.check(kind, args, saved.inputs);
    await world.diff(kind, saved.outputs, inputs);
    expect(world.lines.at(-1)).toMatch(
      new RegExp(`The interrupted operation is finished first: wait for snapshot.*belongs to this`),
    );
    world.newProcess();
    const next = await world.up(kind, args, saved);
    expect(ids()).toHaveLength(1);
    expect(ids()).not.toContain(old);
    expect(keptOf(next)).toEqual(ids());
    expect(world.postedTypes()).toHaveLength(2);
  });

  test("on another Droplet, then removed: the old Droplet's is left and named", async () => {
    const saved = await killed({ dropletId: 43 });
    await world.destroy(kind, saved);
    expect([ids(42), ids(43)]).toEqual([[saved.outputs["snapshotId"]], []]);
    expect(world.lines.join("\n")).toMatch(/Snapshot \d+ of Droplet 42 is left at DigitalOcean/);
  });
});

test("a Droplet that is gone when its new snapshot is complete: nothing is forgotten, and the removal deletes all", async () => {
  await start();
  const args = { dropletId: 42, name: "n", triggers: [1] };
  const saved = await world.up(kind, args);
  await world.endProcess();
  world.clock.advance(60);
  const updating = world.up(kind, { ...args, triggers: [2] }, saved);
  while (ids().length < 2) await new Promise((turn) => setImmediate(turn));
  world.simulator.destroyDroplet(42);
  const kept = await updating;
  expect(kept.reasons).toEqual([expect.stringMatching(/destroyed meanwhile/)]);
  await world.endProcess();
  await world.destroy(kind, kept);
  expect(ids()).toEqual([]);
});

test("on another Droplet it takes a new one in place and leaves the old one, naming it in preview and up", async () => {
  await start();
  const saved = await world.up(kind, { dropletId: 42, name: "a" });
  const args = { dropletId: 43, name: "b" };
  const { inputs } = await world.check(kind, args, saved.inputs);
  expect(await world.diff(kind, saved.outputs, inputs)).toEqual({
    changes: undefined,
    replaces: [],
  });
  const left = new RegExp(`Snapshot ${String(saved.outputs["snapshotId"])} of Droplet 42 is left`);
  expect(world.lines.at(-1)).toMatch(left);
  world.newProcess();
  const moved = await world.up(kind, args, saved);
  expect(world.lines.at(-2)).toMatch(left);
  expect(names(42)).toEqual(["a"]);
  expect(names(43)).toEqual(["b"]);
  expect(moved.outputs["snapshotId"]).not.toBe(saved.outputs["snapshotId"]);
});

test("removing it deletes the snapshot, and one that is gone already is fine", async () => {
  await start();
  const saved = await world.up(kind, { dropletId: 42 });
  world.newProcess();
  await world.destroy(kind, saved);
  expect(names()).toEqual([]);
  await world.destroy(kind, saved);
  expect(world.postedTypes()).toEqual(["snapshot"]);
});

test.each(["../droplets/42", "abc"])(
  "a state whose snapshotId is %j deletes nothing, and says how to mend it",
  async (snapshotId) => {
    await start();
    const saved = await world.up(kind, { dropletId: 42 });
    const broken = { ...saved, outputs: { ...saved.outputs, snapshotId } };
    await expect(world.destroy(kind, broken)).rejects.toThrow(
      /snapshotId in Pulumi's state is ".*", and must be the id of a snapshot.*pulumi state delete/,
    );
    expect(world.simulator.requests.filter(({ method }) => method === "DELETE")).toEqual([]);
  },
);

describe("one that was deleted elsewhere", () => {
  const gone = (id: unknown) =>
    `Snapshot ${String(id)} ("web", 2026-11-24, 2.36 GB) is no longer at DigitalOcean. It is not taken again by itself: change triggers or name for a new one`;

  test("is reported at every refresh and preview, and not taken again", async () => {
    await start();
    let saved = await world.up(kind, { dropletId: 42 });
    const { snapshotId } = saved.outputs;
    world.simulator.deleteImage(String(snapshotId));
    for (let times = 0; times < 2; times++) {
      await world.endProcess();
      world.lines.length = 0;
      const read = await world.refresh(kind, saved);
      expect(read?.outputs["snapshotId"]).toBe(snapshotId);
      expect(world.lines).toEqual([gone(snapshotId)]);
      saved = read ?? saved;
      await world.endProcess();
      world.lines.length = 0;
      const { inputs } = await world.check(kind, { dropletId: 42 }, saved.inputs);
      expect((await world.diff(kind, saved.outputs, inputs)).changes).toBe(false);
      expect(world.lines).toEqual([gone(snapshotId)]);
      await world.up(kind, { dropletId: 42 }, saved);
    }
    expect(world.postedTypes()).toEqual(["snapshot"]);
    await world.endProcess();
    const next = await world.up(kind, { dropletId: 42, triggers: [1] }, saved);
    expect(next.outputs["snapshotId"]).toBe(ids()[0]);
    expect(keptOf(next)).toEqual(ids());
  });

  test("is reported once by a preview or up that the engine does not tell the plugin of", async () => {
    await start();
    const saved = await world.up(kind, { dropletId: 42 });
    world.simulator.deleteImage(String(saved.outputs["snapshotId"]));
    const unknowing = { preview: undefined };
    for (const isRead of [false, true]) {
      await world.endProcess();
      world.lines.length = 0;
      if (isRead) await world.refresh(kind, saved);
      const { inputs } = await world.check(kind, { dropletId: 42 }, saved.inputs, unknowing);
      const { changes } = await world.diff(kind, saved.outputs, inputs, unknowing);
      expect(changes).toBe(false);
      expect(world.lines).toEqual([gone(saved.outputs["snapshotId"])]);
    }
  });

  test("does not fail a plugin that cannot look", async () => {
    await start();
    const saved = await world.up(kind, { dropletId: 42 });
    await world.endProcess();
    world.simulator.faults.add({ path: /snapshots/, fault: { status: 403 } });
    world.lines.length = 0;
    const { changes } = await world.diff(kind, saved.outputs, saved.inputs, { preview: undefined });
    expect([changes, world.lines]).toEqual([false, []]);
  });

  test("is no matter of a Droplet that is gone, whose snapshots stay", async () => {
    await start();
    const saved = await world.up(kind, { dropletId: 42 });
    world.simulator.destroyDroplet(42);
    world.lines.length = 0;
    expect(keptOf((await world.refresh(kind, saved)) as Saved)).toEqual(ids());
    expect(world.lines).toEqual([]);
  });
});

test("timed out it is kept, waited for by the next up after a refresh, and taken once", async () => {
  await start({ durations: { snapshot: 2_400 } });
  const args = { dropletId: 42, timeoutSeconds: 60 };
  const first = await world.up(kind, args);
  expect(first.reasons[0]).toMatch(/^snapshot on Droplet 42 \(action \d+\): still in progress/);
  expect(first.outputs["snapshotId"]).toBeNull();
  const refreshed = await world.refresh(kind, first);
  world.newProcess();
  const second = await world.up(kind, { ...args, timeoutSeconds: 7200 }, refreshed);
  expect(second.outputs["snapshotId"]).toEqual(expect.any(String));
  expect(second.outputs["performedActions"]).toMatchObject([
    { type: "snapshot", status: "completed" },
  ]);
  expect(world.postedTypes()).toEqual(["snapshot"]);
});

test("removing an unfinished one waits for it and deletes it", async () => {
  await start({ durations: { snapshot: 600 } });
  const saved = await world.up(kind, { dropletId: 42, timeoutSeconds: 300 });
  expect(saved.reasons).toHaveLength(1);
  world.newProcess();
  await world.destroy(kind, saved);
  expect(names()).toEqual([]);
  expect(world.postedTypes()).toEqual(["snapshot"]);
});

test("unfinished on one Droplet and declared for another, it is ended on the first before the second begins", async () => {
  await start({ durations: { snapshot: 600 } });
  const first = await world.up(kind, { dropletId: 42, timeoutSeconds: 300 });
  world.newProcess();
  const second = await world.up(kind, { dropletId: 43 }, first);
  expect(second.reasons).toEqual([]);
  expect(names(42)).toHaveLength(1);
  expect(names(43)).toHaveLength(1);
  expect(world.postedTypes()).toEqual(["snapshot", "snapshot"]);
});

test("a lost answer is matched with the snapshot it made, and none is taken twice", async () => {
  await start({ durations: { snapshot: 300 } });
  world.simulator.faults.add({ type: "snapshot", times: 1, fault: { when: "after", status: 502 } });
  const { outputs, id } = await world.up(kind, { dropletId: 42, name: "nightly" });
  expect(outputs["snapshotId"]).toBe(String(world.simulator.snapshots(42)[0]?.id));
  expect(id).toBe(`action-${world.simulator.actions[0]?.id}`);
  expect(world.postedTypes()).toEqual(["snapshot"]);
});

test("a 40-minute snapshot is awaited", async () => {
  await start({ durations: { snapshot: 2_400 } });
  const { reasons } = await world.up(kind, { dropletId: 42 });
  expect(reasons).toEqual([]);
});
