import { type Saved, World } from "../support/world";

/** What holds for every resource that runs an action once instead of declaring a state. */

let world: World;

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({
    droplets: [{ id: 42, name: "web-1", tags: ["web"], backups: 1 }],
    durations: { restore: 20, rebuild: 20 },
    ...options,
  });
}
afterEach(() => world.stop());

const posts = () => world.simulator.posts().accepted;
const backup = () => world.simulator.backups(42)[0]?.id;

describe.each([
  ["DropletReboot", "reboot", () => ({ dropletId: 42 })],
  ["DropletReboot", "power_cycle", () => ({ dropletId: 42, hard: true })],
  ["DropletPasswordReset", "password_reset", () => ({ dropletId: 42 })],
  ["DropletRestore", "restore", () => ({ dropletId: 42, image: backup(), allowDataLoss: true })],
  [
    "DropletRebuild",
    "rebuild",
    () => ({ dropletId: 42, image: "debian-12-x64", allowDataLoss: true }),
  ],
  ["DropletAction", "power_cycle", () => ({ dropletId: 42, type: "power_cycle" })],
  ["DropletTagAction", "power_cycle", () => ({ tag: "web", type: "power_cycle" })],
] as const)("%s of %s", (kind, type, args) => {
  const slow = { durations: { [type]: 30 } };

  test("runs when it is new, is awaited, and tells what it did", async () => {
    await start();
    const { outputs, reasons } = await world.up(kind, { ...args(), triggers: [1] });
    expect(reasons).toEqual([]);
    expect(world.postedTypes()).toEqual([type]);
    const id = String(world.simulator.actions[0]?.id);
    expect(outputs["performedActions"]).toEqual([
      {
        id,
        type,
        status: "completed",
        startedAt: expect.any(String),
        completedAt: expect.any(String),
      },
    ]);
    expect(Object.values(outputs)).not.toContain(undefined);
  });

  test("sends nothing when nothing has changed, nor after a refresh", async () => {
    await start();
    const saved = await world.up(kind, { ...args(), triggers: [1] });
    world.newProcess();
    const refreshed = await world.refresh(kind, saved);
    expect(refreshed?.inputs).toEqual(saved.inputs);
    await world.up(kind, { ...args(), triggers: [1] }, refreshed);
    expect(world.postedTypes()).toEqual([type]);
  });

  test("runs again in place when its triggers change, and says why in the preview", async () => {
    await start();
    const saved = await world.up(kind, { ...args(), triggers: [1] });
    world.newProcess();
    const news = { ...args(), triggers: [2] };
    const { inputs, failures } = await world.check(kind, news, saved.inputs);
    expect(failures).toEqual([]);
    expect(await world.diff(kind, saved.outputs, inputs)).toEqual({
      changes: undefined,
      replaces: [],
    });
    expect(world.lines.at(-1)).toMatch(/because triggers changed/);
    expect(world.postedTypes()).toEqual([type]);
    const again = await world.up(kind, news, saved);
    expect(world.postedTypes()).toEqual([type, type]);
    expect(again.outputs["performedActions"]).toHaveLength(1);
    expect(again.outputs["performedActions"]).not.toEqual(saved.outputs["performedActions"]);
  });

  test("with runOnCreate false is only recorded, and runs when its triggers change", async () => {
    await start();
    await world.check(kind, { ...args(), runOnCreate: false });
    expect(world.lines).toEqual([]);
    const saved = await world.up(kind, { ...args(), runOnCreate: false });
    expect(world.postedTypes()).toEqual([]);
    expect(saved.outputs["performedActions"]).toEqual([]);
    const { inputs } = await world.check(kind, { ...args(), runOnCreate: true }, saved.inputs);
    expect((await world.diff(kind, saved.outputs, inputs)).changes).toBe(false);
    await world.up(kind, { ...args(), runOnCreate: false, triggers: [1] }, saved);
    expect(world.postedTypes()).toEqual([type]);
  });

  test("says in the preview that it runs because the resource is new in the stack", async () => {
    await start();
    expect((await world.check(kind, args())).failures).toEqual([]);
    expect(world.lines).toEqual([
      expect.stringMatching(new RegExp(`${type}.*because this resource is new in the stack`)),
    ]);
    expect(posts()).toEqual([]);
  });

  test("says in the preview that it may run on a Droplet that is not known yet", async () => {
    await start();
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const given = args();
    const news = "tag" in given ? { ...given, tag: unknown } : { ...given, dropletId: unknown };
    expect((await world.check(kind, news)).failures).toEqual([]);
    expect(world.lines).toEqual([expect.stringMatching(new RegExp(`is known, at most: ${type}`))]);
    expect(world.lines[0]).not.toContain(unknown);
  });

  test("removing it does nothing and says so", async () => {
    await start();
    const saved = await world.up(kind, args());
    world.newProcess();
    await world.destroy(kind, saved);
    expect(world.postedTypes()).toEqual([type]);
    expect(world.lines.at(-1)).toMatch(/is left as it is/);
  });

  test("errored is a failure that names the action, and the next up posts again", async () => {
    await start({ switches: { outcomes: { [type]: "errored" } } });
    let saved: Saved | undefined;
    const failed = await world
      .up(kind, args())
      .then((kept) => (saved = kept).reasons[0])
      .catch((error: Error) => error.message);
    expect(failed).toMatch(new RegExp(`${type} on Droplet 42 \\(action \\d+\\): .*errored`));
    world.simulator.setSwitches({ outcomes: {} });
    world.newProcess();
    const { reasons } = await world.up(kind, args(), saved);
    expect(reasons).toEqual([]);
    expect(world.postedTypes()).toEqual([type, type]);
  });

  test("timed out it is kept, and finished by the next up without a POST, also after a refresh", async () => {
    await start(slow);
    const given = { ...args(), timeoutSeconds: 10 };
    const first = await world.up(kind, given);
    expect(first.reasons).toEqual([
      expect.stringMatching(new RegExp(`${type} on Droplet 42 .*still in progress.*pulumi up`)),
    ]);
    expect(first.outputs["unfinished"]).toMatchObject({
      actionIds: [expect.stringMatching(/^\d+$/)],
    });
    world.newProcess();
    const refreshed = await world.refresh(kind, first);
    expect(refreshed?.outputs["unfinished"]).toEqual(first.outputs["unfinished"]);
    world.newProcess();
    world.clock.advance(25);
    const second = await world.up(kind, given, refreshed);
    expect(second.reasons).toEqual([]);
    expect(second.outputs["unfinished"]).toBeUndefined();
    expect(second.outputs["performedActions"]).toMatchObject([{ type, status: "completed" }]);
    world.newProcess();
    await world.up(kind, given, second);
    expect(world.postedTypes()).toEqual([type]);
  });

  test("triggers that change while it is unfinished: the old one is finished, then the new one runs", async () => {
    await start(slow);
    const first = await world.up(kind, { ...args(), triggers: [1], timeoutSeconds: 10 });
    expect(first.reasons).toHaveLength(1);
    world.newProcess();
    const refreshed = await world.refresh(kind, first);
    const second = await world.up(kind, { ...args(), triggers: [2] }, refreshed);
    expect(second.reasons).toEqual([]);
    expect(world.postedTypes()).toEqual([type, type]);
    expect(second.outputs["performedActions"]).toHaveLength(1);
    const [old, anew] = world.simulator.actions;
    expect(anew?.startedAt).toBeGreaterThanOrEqual(old?.completedAt ?? Infinity);
  });

  test("a lost answer is looked up in the Droplet's actions and never gives a second POST", async () => {
    await start();
    world.simulator.faults.add({ type, times: 1, fault: { when: "after", status: 502 } });
    const { reasons, outputs } = await world.up(kind, args());
    expect(reasons).toEqual([]);
    expect(outputs["performedActions"]).toMatchObject([{ type, status: "completed" }]);
    expect(world.postedTypes()).toEqual([type]);
  });

  test("removing it while it is unfinished waits for its end and sends nothing", async () => {
    await start(slow);
    const saved = await world.up(kind, { ...args(), timeoutSeconds: 20 });
    world.newProcess();
    await world.destroy(kind, saved);
    expect(world.simulator.actions[0]?.status).toBe("completed");
    expect(world.postedTypes()).toEqual([type]);
  });
});

describe.each([
  [
    "DropletRestore",
    "of a backup",
    () => ({ dropletId: 42, image: backup() }),
    /restore of backup \d+/,
  ],
  [
    "DropletRebuild",
    "with another image",
    () => ({ dropletId: 42, image: "debian-12-x64" }),
    /rebuild with image/,
  ],
  [
    "DropletAction",
    "of restore",
    () => ({ dropletId: 42, type: "restore", parameters: { image: backup() } }),
    /restore/,
  ],
  [
    "DropletAction",
    "of rebuild",
    () => ({ dropletId: 42, type: "rebuild", parameters: { image: "debian-12-x64" } }),
    /rebuild/,
  ],
  [
    "DropletAction",
    "of a type that is not known",
    () => ({ dropletId: 42, type: "enable_private_networking" }),
    /does not know this type of action, nor what it destroys/,
  ],
] as const)("%s %s destroys data", (kind, _name, args, text) => {
  test.each([{}, { allowDataLoss: false }])(
    "with %j it is refused in preview and in up, saying what is lost and why it would run",
    async (more) => {
      await start();
      const { failures } = await world.check(kind, { ...args(), ...more });
      expect(failures).toEqual([
        { property: "allowDataLoss", reason: expect.stringMatching(text) },
      ]);
      expect(failures[0]?.reason).toMatch(
        /^is not true, .*because this resource is new in the stack: .* Set allowDataLoss to true/s,
      );
      await expect(world.up(kind, { ...args(), ...more })).rejects.toThrow(/allowDataLoss/);
      expect(world.simulator.posts()).toEqual({ accepted: [], refused: [] });
    },
  );

  test("without allowDataLoss it can be recorded, and is refused when its triggers change", async () => {
    await start();
    const saved = await world.up(kind, { ...args(), runOnCreate: false });
    const again = world.up(kind, { ...args(), runOnCreate: false, triggers: [1] }, saved);
    await expect(again).rejects.toThrow(/allowDataLoss is not true.*triggers changed/);
    expect(world.simulator.posts()).toEqual({ accepted: [], refused: [] });
  });

  test("says in the preview in words what is lost", async () => {
    await start();
    await world.check(kind, { ...args(), allowDataLoss: true });
    expect(world.lines).toEqual([
      expect.stringMatching(
        /^Droplet 42 "web-1": .*because this resource is new in the stack\. The Droplet is down during it.*Cannot be undone: (everything|this release)/,
      ),
    ]);
  });

  test("never runs because of what the Droplet shows", async () => {
    await start();
    const given = { ...args(), allowDataLoss: true };
    const saved = await world.up(kind, given);
    world.simulator.drift(42, { image: "fedora-42-x64", name: "other", status: "off" });
    world.newProcess();
    const refreshed = await world.refresh(kind, saved);
    expect(refreshed?.inputs).toEqual(saved.inputs);
    await world.up(kind, given, refreshed);
    expect(posts()).toHaveLength(1);
  });
});
