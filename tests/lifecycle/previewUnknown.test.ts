import { unknownValue } from "../../provider/resources/fields";
import { startWithWeb } from "../support/web";
import type { Saved, World } from "../support/world";

/** What a preview shows where a Droplet or an image is not known yet, and of replacements. */

let world: World;

async function start(options: Parameters<typeof startWithWeb>[0] = {}) {
  world = await startWithWeb(options);
}
afterEach(() => world.stop());

test("a Droplet that is not known yet gives the steps at most, and a plan that does not exist is refused", async () => {
  await start();
  await world.check("DropletResize", { dropletId: unknownValue, size: "s-2vcpu-2gb" });
  expect(world.lines).toEqual([
    expect.stringMatching(/^When its Droplet is known, at most: 1\) shutdown/),
  ]);
  const { failures } = await world.check("DropletResize", {
    dropletId: unknownValue,
    size: "nonsense",
  });
  expect(failures).toEqual([{ property: "size", reason: expect.stringMatching(/not a plan/) }]);
});

describe("an image that is not known yet", () => {
  const line = (severity: string, rest: string): unknown[] => [
    expect.stringMatching(
      new RegExp(
        `^${severity}What it will do is decided when image is known, during up\\. ${rest}`,
      ),
    ),
  ];

  test.each(["DropletRestore", "DropletRebuild"])(
    "does not hide that %s destroys data and lacks the consent to it",
    async (kind) => {
      await start();
      await world.check(kind, { dropletId: 42, image: unknownValue });
      expect(world.lines).toEqual(
        line(
          "warning: ",
          "If it runs, everything .* is lost, so it is refused then: allowDataLoss",
        ),
      );
    },
  );

  test("is no reason to warn where data loss is allowed", async () => {
    await start();
    await world.check("DropletRestore", {
      dropletId: 42,
      image: unknownValue,
      allowDataLoss: true,
    });
    expect(world.lines).toEqual(line("", "If it runs, everything written .* is lost$"));
  });

  test.each([{ runOnCreate: false }, { allowDataLoss: unknownValue }])(
    "says nothing of data loss with %j",
    async (more) => {
      await start();
      await world.check("DropletRestore", { dropletId: 42, image: unknownValue, ...more });
      expect(world.lines).toEqual(["What it will do is decided when image is known, during up"]);
    },
  );
});

describe("a replacement", () => {
  /** As the engine previews it. */
  async function replace(kind: string, saved: Saved, args: Parameters<World["up"]>[1]) {
    world.newProcess();
    const { length } = world.lines;
    const { inputs } = await world.check(kind, args, saved.inputs);
    expect((await world.diff(kind, saved.outputs, inputs)).replaces).toHaveLength(1);
    await world.check(kind, args);
    return world.lines.slice(length);
  }

  test("says what stateOnDelete does to the old Droplet, also where the new one needs nothing", async () => {
    await start({
      droplets: [
        { id: 42, name: "web-1" },
        { id: 43, name: "web-2" },
      ],
    });
    const args = { state: "active", stateOnDelete: "off" };
    const saved = await world.up("DropletPowerState", { ...args, dropletId: 43 });
    expect(await replace("DropletPowerState", saved, { ...args, dropletId: 42 })).toEqual([
      'Droplet 42 "web-1": nothing to do. No downtime. Droplet 43 is then brought to "off", its stateOnDelete.',
    ]);
  });

  test("that replaceOnChanges makes of an update says what becomes of the old snapshot", async () => {
    await start();
    const saved = await world.up("DropletSnapshot", { dropletId: 42, triggers: [1] });
    const { snapshotId } = saved.outputs;
    const args = { dropletId: 42, triggers: [2] };
    world.newProcess();
    world.lines.length = 0;
    const { inputs } = await world.check("DropletSnapshot", args, saved.inputs);
    expect((await world.diff("DropletSnapshot", saved.outputs, inputs)).replaces).toEqual([]);
    await world.check("DropletSnapshot", args);
    expect(world.lines).toEqual([
      expect.stringMatching(
        `1\\) snapshot named "web"; 2\\) delete snapshot ${String(snapshotId)} `,
      ),
      `Droplet 42 "web-1": snapshot named "web". No downtime. Pulumi replaces this resource instead of updating it, and deletes snapshot ${String(snapshotId)} after that, or before it if deleteBeforeReplace or pulumi:autonaming asks for it.`,
    ]);
  });

  test("on another Droplet says that the interrupted operation is finished after that", async () => {
    await start({ droplets: [{ id: 42, status: "off" }, { id: 43 }], durations: { resize: 900 } });
    const args = { size: "s-2vcpu-2gb", timeoutSeconds: 30 };
    const saved = await world.up("DropletResize", { ...args, dropletId: 42 });
    expect(await replace("DropletResize", saved, { ...args, dropletId: 43 })).toEqual([
      expect.stringMatching(
        /is finished after that, on Droplet 42: wait for resize \(action \d+\)\.$/,
      ),
    ]);
  });
});

describe("on a Droplet that is replaced in the same up, so that its id is not known yet", () => {
  /** As the engine calls for it: a check with the old inputs, a diff, and a check as of a new resource. */
  async function previewReplaced(kind: string, args: object, saved: Saved) {
    world.newProcess();
    world.lines.length = 0;
    const news = { ...args, dropletId: unknownValue };
    const { inputs } = await world.check(kind, news, saved.inputs);
    const { replaces } = await world.diff(kind, saved.outputs, inputs);
    return replaces.length > 0 ? (await world.check(kind, news)).failures : [];
  }

  async function deployed(kind: string, args: object): Promise<Saved> {
    await start({ droplets: [{ id: 42, name: "web-1", backups: 1 }] });
    const saved = await world.up(kind, { ...args, dropletId: 42 });
    await world.endProcess();
    return saved;
  }

  const lossy = { allowDataLoss: true };

  test.each([
    ["DropletReboot", {}, "reboot, because Droplet 42 is replaced"],
    ["DropletPasswordReset", {}, "password_reset, because Droplet 42 is replaced"],
    ["DropletAction", { type: "reboot" }, "reboot, because Droplet 42 is replaced"],
    [
      "DropletRebuild",
      { image: "debian-12-x64", ...lossy },
      "rebuild with image debian-12-x64 .*, because Droplet 42 is replaced",
    ],
    ["DropletSnapshot", {}, 'snapshot named "web"'],
    ["DropletPowerState", { state: "off" }, "shutdown"],
    ["DropletResize", { size: "s-2vcpu-2gb" }, "1\\) shutdown.*2\\) resize"],
    ["DropletRename", { name: "web-2" }, "rename"],
    ["DropletBackups", {}, "enable_backups"],
    ["DropletIpv6", {}, "1\\) shutdown.*2\\) enable_ipv6"],
  ])("%s %j names what will run on the new one, and why", async (kind, args, what) => {
    const saved = await deployed(kind, args);
    expect(await previewReplaced(kind, args, saved)).toEqual([]);
    expect(world.lines).toEqual([
      expect.stringMatching(`^When the replacement of Droplet 42 is known, at most: ${what}`),
    ]);
  });

  test("what is recorded only says nothing", async () => {
    const args = { runOnCreate: false };
    const saved = await deployed("DropletReboot", args);
    expect(await previewReplaced("DropletReboot", args, saved)).toEqual([]);
    expect(world.lines).toEqual([]);
  });

  test("a restore, whose image is one of the old Droplet, is refused before anything is replaced", async () => {
    await start({ droplets: [{ id: 42, backups: 1 }] });
    const args = { image: world.simulator.backups(42)[0]?.id, ...lossy };
    const saved = await world.up("DropletRestore", { ...args, dropletId: 42 });
    await world.endProcess();
    expect(await previewReplaced("DropletRestore", args, saved)).toEqual([
      {
        property: "image",
        reason: `is "${args.image}", and the restore would run because Droplet 42 is replaced: the new Droplet has no backups and snapshots yet. Set runOnCreate to false to record the restore without running it`,
      },
    ]);
    expect(await previewReplaced("DropletRestore", { ...args, runOnCreate: false }, saved)).toEqual(
      [],
    );
    expect(world.postedTypes()).toEqual(["restore"]);
  });

  test("a restore of an image that is not known yet either is no mistake", async () => {
    await start({ droplets: [{ id: 42, backups: 1 }] });
    const image = world.simulator.backups(42)[0]?.id;
    const saved = await world.up("DropletRestore", { dropletId: 42, image, ...lossy });
    await world.endProcess();
    const args = { image: unknownValue, ...lossy };
    expect(await previewReplaced("DropletRestore", args, saved)).toEqual([]);
    expect(world.lines).toEqual([
      expect.stringMatching(
        /^Droplet 42 is replaced: what this does on the new one is decided when image is known, during up\. If it runs, everything/,
      ),
    ]);
  });

  test("a new restore on a Droplet that is not known yet is warned of", async () => {
    await start();
    const args = { dropletId: unknownValue, image: 4711, ...lossy };
    expect((await world.check("DropletRestore", args)).failures).toEqual([]);
    expect(world.lines).toEqual([
      expect.stringMatching(
        /^warning: When its Droplet is known, at most: restore of image 4711, .* has no backups and snapshots yet, and the restore is then refused\.$/,
      ),
    ]);
  });

  test("says so of the new Droplet, too, when it is known, and of a taint that it is none", async () => {
    await start({ droplets: [{ id: 42 }, { id: 43, name: "web-2" }] });
    const saved = await world.up("DropletReboot", { dropletId: 42 });
    await world.endProcess();
    world.lines.length = 0;
    for (const dropletId of [43, 42]) {
      world.newProcess();
      const { inputs } = await world.check("DropletReboot", { dropletId }, saved.inputs);
      if (dropletId === 43) await world.diff("DropletReboot", saved.outputs, inputs);
      await world.check("DropletReboot", { dropletId });
    }
    expect(world.lines).toEqual([
      expect.stringMatching(/^Droplet 43 "web-2": reboot, because Droplet 42 is replaced\./),
      expect.stringMatching(/^Droplet 42 .*: reboot, because this resource is replaced\./),
    ]);
  });
});

test("an update of a snapshot that the plugin previews after its diff speaks of no replacement", async () => {
  await start();
  const saved = await world.up("DropletSnapshot", { dropletId: 42, triggers: [1] });
  await world.endProcess();
  const args = { dropletId: 42, triggers: [2] };
  const { inputs } = await world.check("DropletSnapshot", args, saved.inputs, { preview: false });
  await world.diff("DropletSnapshot", saved.outputs, inputs, { preview: false });
  world.lines.length = 0;
  await world.preview("DropletSnapshot", args, saved);
  expect(world.lines).toEqual([
    expect.stringMatching(/delete snapshot \d+ \(.*\)\. No downtime\.$/),
  ]);
});
