import { type Saved, World } from "../support/world";

/** What a preview shows and refuses, beside each resource's own rules. */

const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
let world: World;

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({
    droplets: [{ id: 42, name: "web-1", size: "s-1vcpu-1gb" }],
    ...options,
  });
}
afterEach(() => world.stop());

test("shows the steps in order, the downtime and what cannot be undone, in one line", async () => {
  await start();
  await world.check("DropletResize", { dropletId: 42, size: "s-2vcpu-2gb", disk: true });
  expect(world.lines).toEqual([
    'Droplet 42 "web-1": 1) shutdown, and power_off if it is still on after 120 s; 2) resize from s-1vcpu-1gb to s-2vcpu-2gb ($6 to $18 a month), disk from 25 to 60 GiB; 3) power_on. The Droplet is down during steps 1 to 3, usually about 4 min. Cannot be undone: a grown disk never shrinks again.',
  ]);
});

test("shows it once, however often the engine checks", async () => {
  await start();
  for (let i = 0; i < 3; i++) await world.check("DropletSnapshot", { dropletId: 42 });
  expect(world.lines).toHaveLength(1);
});

test("shows nothing for a resource that would not act, and nothing outside of a preview", async () => {
  await start();
  await world.check("DropletPowerState", { dropletId: 42, state: "active" });
  await world.check("DropletPowerState", { dropletId: 42, state: "off" }, {}, { preview: false });
  await world.check("DropletReboot", { dropletId: unknownValue, runOnCreate: false });
  expect(world.lines).toEqual([]);
});

test("for a changed resource the plan is shown by the diff", async () => {
  await start();
  const saved = await world.up("DropletPowerState", { dropletId: 42, state: "active" });
  world.newProcess();
  const { inputs } = await world.check(
    "DropletPowerState",
    { dropletId: 42, state: "off" },
    saved.inputs,
  );
  expect((await world.diff("DropletPowerState", saved.outputs, inputs)).changes).toBeUndefined();
  expect(world.lines).toEqual([expect.stringMatching(/^Droplet 42 "web-1": shutdown/)]);
});

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

describe("several resources that take one Droplet down", () => {
  const size = "s-2vcpu-2gb";

  test("say the sum, each of them what is known so far, once", async () => {
    await start({ droplets: [{ id: 42 }, { id: 43 }] });
    for (let i = 0; i < 2; i++) {
      await world.check("DropletResize", { dropletId: 42, size }, {}, { name: "bigger" });
      await world.check("DropletReboot", { dropletId: 43 }, {}, { name: "other" });
      await world.check("DropletSnapshot", { dropletId: 42 }, {}, { name: "harmless" });
      await world.check("DropletIpv6", { dropletId: 42 }, {}, { name: "v6" });
      await world.check("DropletPasswordReset", { dropletId: 42 }, {}, { name: "again" });
    }
    const inAll = (line: string) => / With .*/.exec(line)?.[0] ?? "";
    expect(world.lines.map(inAll)).toEqual([
      "",
      "",
      "",
      ' With DropletResize "bigger", Droplet 42 is down for about 4 min in all so far.',
      ' With DropletResize "bigger" and DropletIpv6 "v6", Droplet 42 is down for about 5 min in all so far.',
    ]);
  });

  test("name the one of a tag that is down the longest", async () => {
    await start({ droplets: [42, 43].map((id) => ({ id, tags: ["web"] })) });
    await world.check("DropletResize", { dropletId: 43, size }, {}, { name: "bigger" });
    await world.check("DropletTagAction", { tag: "web", type: "power_cycle" }, {}, { name: "all" });
    expect(world.lines[1]).toMatch(
      / With DropletResize "bigger", Droplet 43 is down for about 4 min in all so far\.$/,
    );
  });

  test("say nothing of one that is off, or stays off", async () => {
    await start({ droplets: [{ id: 42, status: "off" }, { id: 43 }] });
    await world.check("DropletResize", { dropletId: 42, size }, {}, { name: "bigger" });
    await world.check("DropletIpv6", { dropletId: 42 }, {}, { name: "v6" });
    await world.check("DropletReboot", { dropletId: 43 }, {}, { name: "again" });
    await world.check("DropletPowerState", { dropletId: 43, state: "off" }, {}, { name: "off" });
    expect(world.lines.join("\n")).not.toContain("in all");
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

test("an unfinished snapshot whose triggers change is finished first, and counts as the resource's", async () => {
  await start({ durations: { snapshot: 900 } });
  const args = { dropletId: 42, timeoutSeconds: 30 };
  const saved = await world.up("DropletSnapshot", { ...args, triggers: [1] });
  world.newProcess();
  const { inputs } = await world.check("DropletSnapshot", { ...args, triggers: [2] }, saved.inputs);
  await world.diff("DropletSnapshot", saved.outputs, inputs);
  expect(world.lines).toEqual([
    expect.stringMatching(
      /: snapshot named "web"\. No downtime\. The interrupted operation is finished first: wait for snapshot \(action \d+\)\. What that makes belongs to this resource and is treated like the rest\.$/,
    ),
  ]);
});

describe("of a Droplet that is off it is never said that there is no downtime", () => {
  test.each([
    ["DropletSnapshot", { dropletId: 42, powerOff: true }, "is off and stays off"],
    ["DropletResize", { dropletId: 42, size: "s-2vcpu-2gb" }, "is off and stays off"],
    ["DropletBackups", { dropletId: 42 }, "is off and stays off"],
    ["DropletRename", { dropletId: 42, name: "web-2" }, "is off and stays off"],
    ["DropletAction", { dropletId: 42, type: "power_off" }, "is off and stays off"],
    ["DropletAction", { dropletId: 42, type: "defragment", allowDataLoss: true }, "is off"],
    ["DropletPowerState", { dropletId: 42, state: "active" }, "is on afterwards"],
    ["DropletRebuild", { dropletId: 42, image: "debian-12-x64", allowDataLoss: true }, "is on"],
  ])("%s %j", async (kind, args, power) => {
    await start({ droplets: [{ id: 42, status: "off" }] });
    await world.check(kind, args);
    expect(world.lines).toEqual([expect.stringContaining(`. The Droplet ${power}`)]);
    expect(world.lines.join()).not.toMatch(/downtime|down during/);
  });

  test("nor of Droplets of a tag that are all off", async () => {
    const droplets = [42, 43].map((id) => ({ id, status: "off" as const, tags: ["web"] }));
    await start({ droplets });
    await world.check("DropletTagAction", { tag: "web", type: "snapshot" });
    expect(world.lines).toEqual([expect.stringMatching(/Each Droplet is off and stays off\.$/)]);
  });
});

test("a Droplet that is turned off is billed as before, and the plan says so", async () => {
  await start();
  await world.check("DropletPowerState", { dropletId: 42, state: "off" });
  expect(world.lines).toEqual([
    expect.stringMatching(/\. The Droplet is off afterwards, and billed as before\.$/),
  ]);
});

test("an unfinished resource says what will be finished", async () => {
  await start({ droplets: [{ id: 42, status: "off" }], durations: { power_on: 500 } });
  const args = { dropletId: 42, state: "active", timeoutSeconds: 30 };
  const saved = await world.up("DropletPowerState", args);
  world.newProcess();
  const { inputs } = await world.check("DropletPowerState", args, saved.inputs);
  expect((await world.diff("DropletPowerState", saved.outputs, inputs)).changes).toBe(true);
  expect(world.lines).toEqual([expect.stringMatching(/wait for power_on \(action \d+\)/)]);
});

describe("a change that was killed", () => {
  const resize = (size: string) => ({ dropletId: 42, size });

  /** Resizes until the action is known, and dies. */
  async function killedIn(args: Parameters<World["up"]>[1], saved?: Saved) {
    void world.up("DropletResize", args, saved);
    while (!world.progress.some((line) => line.startsWith("resize "))) {
      await new Promise((turn) => setImmediate(turn));
    }
    world.newProcess();
  }

  async function killed() {
    await start({ durations: { shutdown: 5, resize: 600 } });
    const saved = await world.up("DropletResize", resize("s-1vcpu-1gb"));
    await killedIn(resize("s-2vcpu-2gb"), saved);
    return saved;
  }

  const line = (rest: string): unknown[] => [
    expect.stringMatching(
      new RegExp(`^Droplet 42: resume the interrupted operation: ${rest}\\. Nothing`),
    ),
  ];

  test("is shown with the steps that follow", async () => {
    const saved = await killed();
    const args = resize("s-2vcpu-2gb");
    const { inputs } = await world.check("DropletResize", args, saved.inputs);
    expect((await world.diff("DropletResize", saved.outputs, inputs)).changes).toBe(true);
    expect(world.lines).toEqual(line("wait for resize \\(action \\d+\\); power_on"));
  });

  test("is shown so by a preview that looks for itself, too", async () => {
    const saved = await killed();
    await world.preview("DropletResize", resize("s-2vcpu-2gb"), saved);
    expect(world.lines).toEqual(line("wait for resize \\(action \\d+\\); power_on"));
  });

  test("of which another size is wanted meanwhile is shown with that resize", async () => {
    const saved = await killed();
    await world.preview("DropletResize", resize("s-4vcpu-8gb"), saved);
    expect(world.lines).toEqual(
      line("wait for resize \\(action \\d+\\); resize from [^;]* to s-4vcpu-8gb[^;]*; power_on"),
    );
  });

  test("of a resource that the engine does not know yet is shown as one that is resumed", async () => {
    await start({ durations: { shutdown: 5, resize: 600 } });
    await killedIn(resize("s-2vcpu-2gb"));
    await world.check("DropletResize", resize("s-2vcpu-2gb"));
    expect(world.lines).toEqual(line("wait for resize \\(action \\d+\\); power_on"));
  });

  test("with other triggers does not hide what these will run", async () => {
    await start({ durations: { reboot: 600 } });
    void world.up("DropletReboot", { dropletId: 42, triggers: [1] });
    while (world.simulator.posts().accepted.length === 0) {
      await new Promise((turn) => setImmediate(turn));
    }
    world.newProcess();
    await world.check("DropletReboot", { dropletId: 42, triggers: [2] });
    expect(world.lines).toEqual([expect.stringMatching(/^Droplet 42 "web-1": reboot, because/)]);
  });
});

test("inputs that only steer how run nothing when they change", async () => {
  await start();
  const saved = await world.up("DropletPowerState", { dropletId: 42, state: "active" });
  const news = { ...saved.inputs, timeoutSeconds: 60, forcePowerOff: false, __urn: "another" };
  expect(await world.diff("DropletPowerState", saved.outputs, news)).toEqual({
    changes: false,
    replaces: [],
  });
});

test("an empty list or object is no other than none", async () => {
  await start();
  const args = { dropletId: 42, type: "reboot" };
  const saved = await world.up("DropletAction", { ...args, parameters: {}, triggers: [] });
  const { inputs } = await world.check("DropletAction", args, saved.inputs);
  expect((await world.diff("DropletAction", saved.outputs, inputs)).changes).toBe(false);
});

test("stateOnDelete counts as a change, so that it is in the state for a later delete", async () => {
  await start();
  const saved = await world.up("DropletPowerState", { dropletId: 42, state: "active" });
  const news = { ...saved.inputs, stateOnDelete: "off" };
  expect(await world.diff("DropletPowerState", saved.outputs, news)).toEqual({
    changes: undefined,
    replaces: [],
  });
});

test('another Droplet replaces, and 42 is no other than "42"', async () => {
  await start();
  const saved = await world.up("DropletPowerState", { dropletId: 42, state: "active" });
  const { inputs } = await world.check(
    "DropletPowerState",
    { dropletId: "42", state: "active" },
    saved.inputs,
  );
  expect((await world.diff("DropletPowerState", saved.outputs, inputs)).changes).toBe(false);
  expect(
    (await world.diff("DropletPowerState", saved.outputs, { ...inputs, dropletId: "43" })).replaces,
  ).toEqual(["dropletId"]);
});

test.each([
  [{ dropletId: "web", state: "off" }, "dropletId", /^"web" must be the id of a Droplet/],
  [{ dropletId: -1, state: "off" }, "dropletId", /^-1 must/],
  [{ state: "off" }, "dropletId", /is required/],
  [{ dropletId: 42, state: "on" }, "state", /^"on" must be "active" or "off"/],
  [
    { dropletId: 42, state: "off", timeoutSeconds: 0 },
    "timeoutSeconds",
    /^0 must be a whole number of seconds/,
  ],
  [
    { dropletId: 42, state: "off", forcePowerOff: "no" },
    "forcePowerOff",
    /^"no" must be true or false/,
  ],
  [
    { dropletId: 42, state: "off", colour: 1 },
    "colour",
    /is not an input of DropletPowerState, which has dropletId/,
  ],
])("%j is refused, naming the input, the value and the rule", async (inputs, property, reason) => {
  await start();
  const { failures } = await world.check("DropletPowerState", inputs);
  expect(failures).toEqual([{ property, reason: expect.stringMatching(reason) }]);
});

test("two resources that declare the same state of a Droplet are warned of, naming both", async () => {
  await start();
  await world.check("DropletPowerState", { dropletId: 42, state: "active" }, {}, { name: "a" });
  await world.check("DropletPowerState", { dropletId: 42, state: "active" }, {}, { name: "b" });
  expect(world.lines).toEqual([
    expect.stringMatching(/^warning: "a" and "b" are both a DropletPowerState of Droplet 42/),
  ]);
});

describe("a token that is of no use fails the preview, about no input,", () => {
  const power = { dropletId: 42, state: "off" };
  const failure = (reason: RegExp) => [
    { property: "", reason: expect.stringMatching(reason) as unknown },
  ];

  test.each([{ preview: true }, { preview: false }])("as it is wrong, with %j", async (about) => {
    await start({ token: "wrong" });
    const { failures } = await world.check("DropletPowerState", power, {}, about);
    expect(failures).toEqual(failure(/HTTP 401.*The token from digitalocean:token is mistyped/));
    expect(world.lines).toEqual([]);
  });

  test("as there is none, naming the places for it", async () => {
    await start({ token: " " });
    const { failures } = await world.check("DropletPowerState", power);
    expect(failures).toEqual(failure(/^No DigitalOcean token was found.*DIGITALOCEAN_TOKEN/));
  });

  test.each([
    ["DropletResize", { size: "s-2vcpu-2gb" }, "sizes:read"],
    ["DropletRebuild", { image: "debian-12-x64", allowDataLoss: true }, "image:read"],
  ])("as it lacks a scope for what a %s reads, naming it", async (kind, args, scope) => {
    await start({ token: "few", tokens: { few: ["droplet:read", "droplet:update"] } });
    const { failures } = await world.check(kind, { dropletId: 42, ...args });
    expect(failures).toEqual(failure(new RegExp(`HTTP 403.*${scope}`)));
  });

  test("also where the engine asks for a preview of its own", async () => {
    await start({ droplets: [{ id: 42, status: "active" }] });
    const saved = await world.up("DropletPowerState", { ...power, state: "active" });
    const fault = { status: 401, body: {} };
    world.newProcess();
    world.simulator.faults.add({ method: "GET", fault });
    await expect(world.preview("DropletPowerState", power, saved)).rejects.toThrow(/HTTP 401/);
  });
});

describe("a Droplet that has vanished", () => {
  const args = { dropletId: 42, state: "active" };
  const isGone =
    /^warning: dropletId .*42.*\. Check the id.*If this is still so in `up`, it is refused$/;

  async function vanished() {
    await start();
    const saved = await world.up("DropletPowerState", args);
    world.newProcess();
    world.simulator.destroyDroplet(42);
    return saved;
  }

  test("is a warning for a resource that exists already, and an error of its update", async () => {
    const saved = await vanished();
    const news = { ...args, state: "off" };
    const { inputs, failures } = await world.check("DropletPowerState", news, saved.inputs);
    expect(failures).toEqual([]);
    await world.diff("DropletPowerState", saved.outputs, inputs);
    expect(world.lines).toEqual([expect.stringMatching(isGone)]);
    await expect(world.up("DropletPowerState", news, saved)).rejects.toThrow(/Check the id/);
    expect(world.postedTypes()).toEqual([]);
  });

  test("is a warning for what replaces that resource, too", async () => {
    const saved = await vanished();
    await world.check("DropletPowerState", args, saved.inputs);
    const { failures } = await world.check("DropletPowerState", args);
    expect(failures).toEqual([]);
    expect(world.lines).toEqual([expect.stringMatching(isGone)]);
  });

  test("fails the check of a new resource", async () => {
    await vanished();
    const { failures } = await world.check("DropletPowerState", args);
    expect(failures).toEqual([
      { property: "dropletId", reason: expect.stringMatching(/Check the id/) },
    ]);
  });
});

test("no preview, check or diff posts anything", async () => {
  await start();
  await world.check("DropletResize", { dropletId: 42, size: "s-2vcpu-2gb" });
  await world.check("DropletSnapshot", { dropletId: 42 });
  expect(world.simulator.requests.map(({ method }) => method)).not.toContain("POST");
});
