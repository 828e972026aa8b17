import { unknownValue } from "../../provider/resources/fields";
import { startWithWeb } from "../support/web";
import type { Saved, World } from "../support/world";

/** What a preview shows, beside each resource's own rules. */

let world: World;

async function start(options: Parameters<typeof startWithWeb>[0] = {}) {
  world = await startWithWeb(options);
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

test("no preview, check or diff posts anything", async () => {
  await start();
  await world.check("DropletResize", { dropletId: 42, size: "s-2vcpu-2gb" });
  await world.check("DropletSnapshot", { dropletId: 42 });
  expect(world.simulator.requests.map(({ method }) => method)).not.toContain("POST");
});
