import type { Outputs } from "../../provider/resources/define";
import { World } from "../support/world";

/** Actions on the Droplet that are neither in the state nor in the journal: an interrupted run on another computer may have sent them. */

let world: World;
afterEach(() => world.stop());

/** What another computer has sent lately. */
async function elsewhere(body: object, { seconds = 60 } = {}) {
  world = await World.start({
    droplets: [{ id: 42, tags: ["web"], backups: 1 }],
    durations: { snapshot: 5 },
  });
  await world.postElsewhere(body);
  await world.clock.sleep(seconds * 1000);
  return String(world.simulator.actions[0]?.id);
}

const knows = "neither in Pulumi's state nor in the journal";

const refused: [string, Outputs, object][] = [
  ["DropletReboot", { dropletId: 42 }, { type: "reboot" }],
  ["DropletReboot", { dropletId: 42, hard: true }, { type: "power_cycle" }],
  ["DropletPasswordReset", { dropletId: 42 }, { type: "password_reset" }],
  [
    "DropletRebuild",
    { dropletId: 42, image: "debian-12-x64", allowDataLoss: true },
    { type: "rebuild", image: "ubuntu-24-04-x64" },
  ],
  ["DropletSnapshot", { dropletId: 42, name: "n" }, { type: "snapshot", name: "n" }],
  ["DropletAction", { dropletId: 42, type: "reboot" }, { type: "reboot" }],
  ["DropletTagAction", { tag: "web", type: "power_cycle" }, { type: "power_cycle" }],
];

test.each(refused)(
  "what %s %j would be refused for is a warning in its preview, with the way out first",
  async (kind, args, body) => {
    const id = await elsewhere(body);
    expect((await world.check(kind, args)).failures).toEqual([]);
    const { type } = body as { type: string };
    expect(world.lines[0]).toMatch(
      new RegExp(
        `^warning: Set proceedAfterAction: "${id}" if it was not this resource's.*\\. Until then \`up\` refuses ${type} on Droplet 42 \\(action ${id}\\): .*${knows}$`,
      ),
    );
    expect(world.lines).toHaveLength(2);
    await world.check(kind, args);
    expect(world.lines).toHaveLength(2);
    await expect(world.up(kind, args)).rejects.toThrow(`proceedAfterAction: "${id}"`);
    world.newProcess();
    const lines = world.lines.length;
    await world.check(kind, { ...args, proceedAfterAction: id });
    expect(world.lines.slice(lines)).toEqual([expect.not.stringContaining("warning")]);
  },
);

test("the refusal is two short sentences", async () => {
  const id = await elsewhere({ type: "reboot" });
  await expect(world.up("DropletReboot", { dropletId: 42 })).rejects.toThrow(
    new RegExp(
      `^reboot on Droplet 42 \\(action ${id}\\): this action, started at \\S+, is completed, and is ${knows}\\. Set proceedAfterAction: "${id}" if it was not this resource's, or runOnCreate: false if it was\\.$`,
    ),
  );
});

describe("a snapshot", () => {
  const kind = "DropletSnapshot";
  const args = { dropletId: 42, name: "mine", powerOff: true };

  test("of another name is no reason to stop", async () => {
    await elsewhere({ type: "snapshot", name: "nightly" });
    await world.check(kind, args);
    expect(world.lines).toEqual([expect.not.stringContaining("warning")]);
    expect((await world.up(kind, args)).reasons).toEqual([]);
  });

  test("in progress cannot be told from ours", async () => {
    await elsewhere({ type: "snapshot", name: "nightly" }, { seconds: 1 });
    await expect(world.up(kind, args)).rejects.toThrow(/is in progress.*proceedAfterAction/);
    expect(world.postedTypes()).toEqual(["snapshot"]);
  });

  test("that is gone cannot be told from ours", async () => {
    await elsewhere({ type: "snapshot", name: "nightly" });
    await world.api().deleteSnapshot(String(world.simulator.snapshots(42)[0]?.id));
    await expect(world.up(kind, args)).rejects.toThrow(/proceedAfterAction/);
  });
});

test("a preview needs the scopes for all that is read before the POST", async () => {
  world = await World.start({ droplets: [{ id: 42 }] });
  const path = "/v2/droplets/42/snapshots";
  world.simulator.faults.add({ method: "GET", path, fault: { status: 403, body: {} } });
  const { failures } = await world.check("DropletSnapshot", { dropletId: 42 });
  expect(failures).toEqual([
    { property: "", reason: expect.stringMatching(/^read snapshots on .*HTTP 403.*image:read/) },
  ]);
});

describe("a Droplet that is off", () => {
  const resize = { dropletId: 42, size: "s-2vcpu-2gb" };
  const warning = (type: string) =>
    expect.stringMatching(
      new RegExp(
        `^warning: Droplet 42 is off since ${type} \\(action \\d+, .*${knows}.*Turn it on with \`doctl compute droplet-action power-on 42\`$`,
      ),
    ) as string;
  const warnings = () => world.lines.filter((line) => line.startsWith("warning"));

  test.each(["shutdown", "power_off"])("by a %s of another computer is reported", async (type) => {
    await elsewhere({ type });
    await world.check("DropletResize", resize);
    expect(warnings()).toEqual([warning(type)]);
    world.newProcess();
    await world.up("DropletResize", resize);
    expect(warnings()).toEqual([warning(type), warning(type)]);
  });

  test("is reported where nothing is left to do", async () => {
    await elsewhere({ type: "shutdown" });
    await world.up("DropletResize", { dropletId: 42, size: "s-1vcpu-1gb" });
    expect(warnings()).toEqual([warning("shutdown")]);
  });

  test.each<[string, string, Outputs, number]>([
    ["is turned on", "DropletPowerState", { dropletId: 42, state: "active" }, 60],
    ["is declared off", "DropletPowerState", { dropletId: 42, state: "off" }, 60],
    ["was turned off an hour ago", "DropletResize", resize, 3_700],
  ])("is not reported where it %s", async (_what, kind, args, seconds) => {
    await elsewhere({ type: "shutdown" }, { seconds });
    await world.check(kind, args);
    await world.up(kind, args);
    expect(warnings()).toEqual([]);
  });

  test("is not reported where this computer has turned it off", async () => {
    await elsewhere({ type: "reboot" });
    await world.up("DropletPowerState", { dropletId: 42, state: "off" }, undefined, "power");
    await world.up("DropletResize", resize);
    expect(warnings()).toEqual([]);
  });
});
