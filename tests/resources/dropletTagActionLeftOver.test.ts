import type { DropletSpec } from "../../simulator";
import { lastActionOn, startTagged, targetedPosts } from "../support/tagged";
import type { Saved, World } from "../support/world";

/** Of the Droplets of a tag, some did not take part: they are named, and get their own POST in the next `up`. */

const kind = "DropletTagAction";
let world: World;

async function start(options: Parameters<typeof startTagged>[0] = {}) {
  world = await startTagged(options);
}
afterEach(() => world.stop());

const posts = () => targetedPosts(world);
const actionOn = (dropletId: number) => lastActionOn(world, dropletId);
const cycle = { tag: "web", type: "power_cycle" };

describe("a Droplet is left over", () => {
  async function upTwice(args: object, between: () => void = () => undefined) {
    const first = await world.up(kind, { ...args });
    world.newProcess();
    between();
    const second = await world.up(kind, { ...args }, await world.refresh(kind, first));
    return { first, second };
  }

  test("because it was busy: it is named, and the next up posts to it alone", async () => {
    await start();
    world.simulator.startForeignEvent(43, 60);
    const { first, second } = await upTwice(cycle);
    expect(first.reasons).toEqual([
      expect.stringMatching(
        /^DropletTagAction of tag "web": power_cycle was not started on Droplet 43, .*pulumi up/,
      ),
    ]);
    expect(first.outputs["unfinished"]).toMatchObject({
      steps: ["power_cycle on Droplet 43"],
      actionIds: [String(actionOn(42))],
    });
    expect(second.reasons).toEqual([]);
    expect(posts()).toEqual(["web: power_cycle", "43: power_cycle"]);
    expect(second.outputs["results"]).toEqual([
      { dropletId: "42", actionId: String(actionOn(42)), status: "completed" },
      { dropletId: "43", actionId: String(actionOn(43)), status: "completed" },
    ]);
  });

  test("the preview of the next up says so", async () => {
    await start();
    world.simulator.startForeignEvent(43, 60);
    const first = await world.up(kind, cycle);
    world.newProcess();
    const { inputs } = await world.check(kind, cycle, first.inputs);
    expect((await world.diff(kind, first.outputs, inputs)).changes).toBe(true);
    expect(world.lines).toEqual([
      expect.stringMatching(/resume the interrupted operation: power_cycle on Droplet 43/),
    ]);
  });

  test("until then the state and a refresh tell what was done, and what is left", async () => {
    await start();
    world.simulator.startForeignEvent(43, 60);
    const first = await world.up(kind, cycle);
    const done = [
      { dropletId: "42", actionId: String(actionOn(42)), status: "completed" },
      { dropletId: "43", actionId: null, status: "left" },
    ];
    expect(first.outputs["results"]).toEqual(done);
    world.newProcess();
    world.lines.length = 0;
    const refreshed = await world.refresh(kind, first);
    expect(refreshed?.outputs["results"]).toEqual(done);
    expect(world.lines).toEqual([
      expect.stringMatching(
        /^warning: This resource is unfinished: what is left is power_cycle on Droplet 43\. Run/,
      ),
    ]);
  });

  test("because its action errored: it is named with the action, and the next up posts to it alone", async () => {
    await start();
    world.simulator.setSwitches({ outcomes: { power_cycle: "errored" } }, 42);
    const { first, second } = await upTwice(cycle, () =>
      world.simulator.setSwitches({ outcomes: {} }, 42),
    );
    expect(first.reasons[0]).toMatch(/power_cycle on Droplet 42 \(action \d+\): .*errored/);
    expect(first.reasons[0]).not.toContain("Droplet 43");
    expect(second.reasons).toEqual([]);
    expect(posts()).toEqual(["web: power_cycle", "42: power_cycle"]);
    expect(second.outputs["results"]).toEqual(
      expect.arrayContaining([
        { dropletId: "42", actionId: String(actionOn(42)), status: "completed" },
        { dropletId: "43", actionId: String(actionOn(43)), status: "completed" },
      ]),
    );
    expect(second.outputs["results"]).toHaveLength(2);
  });

  test("two of them are named, and one that errors again keeps no other from its action", async () => {
    await start();
    world.simulator.setSwitches({ outcomes: { power_cycle: "errored" } }, 42);
    world.simulator.startForeignEvent(43, 60);
    const { first, second } = await upTwice(cycle);
    expect(first.reasons[0]).toMatch(/Droplet 42 \(action .*not started on Droplet 43/);
    expect(second.reasons[0]).toMatch(/power_cycle on Droplet 42 \(action \d+\)/);
    expect(second.reasons[0]).not.toContain("Droplet 43");
    expect(posts()).toEqual(["web: power_cycle", "42: power_cycle", "43: power_cycle"]);
    world.simulator.setSwitches({ outcomes: {} }, 42);
    const third = await world.up(kind, cycle, second);
    expect(third.reasons).toEqual([]);
    expect(posts().at(-1)).toBe("42: power_cycle");
    expect(posts()).toHaveLength(4);
  });

  test("on none of them was anything started: a plain failure, and the next up asks for all again", async () => {
    await start();
    world.simulator.startForeignEvent(42, 60);
    world.simulator.startForeignEvent(43, 60);
    await expect(world.up(kind, cycle)).rejects.toThrow(
      /was not started on Droplet 42, Droplet 43, perhaps because of another action/,
    );
    world.clock.advance(60);
    await world.up(kind, cycle);
    expect(posts()).toEqual(["web: power_cycle"]);
  });

  const asItIs: [type: string, before: DropletSpec, after: DropletSpec][] = [
    ["power_off", { status: "active" }, { status: "off" }],
    ["power_on", { status: "off" }, { status: "active" }],
    ["enable_ipv6", { status: "off" }, { status: "off", features: ["ipv6"] }],
    ["disable_backups", { features: ["backups"] }, {}],
  ];

  test.each(asItIs)(
    "because it is as %s would leave it: it needs no action",
    async (type, before, after) => {
      await start({
        switches: { powerOnWhileActive: "refuse" },
        droplets: [
          { id: 42, tags: ["web"], ...before },
          { id: 43, tags: ["web"], ...after },
        ],
      });
      const { reasons, outputs } = await world.up(kind, { tag: "web", type });
      expect(reasons).toEqual([]);
      expect(outputs["results"]).toMatchObject([{ dropletId: "42" }]);
      expect(posts()).toEqual([`web: ${type}`]);
    },
  );

  test("and destroyed or without the tag meanwhile: it needs no action", async () => {
    await start({
      droplets: [42, 43, 44].map((id) => ({ id, tags: ["web"] })),
    });
    world.simulator.startForeignEvent(43, 60);
    world.simulator.startForeignEvent(44, 60);
    const { second } = await upTwice(cycle, () => {
      world.simulator.destroyDroplet(43);
      world.simulator.drift(44, { tags: [] });
    });
    expect(second.reasons).toEqual([]);
    expect(posts()).toEqual(["web: power_cycle"]);
  });

  test("a Droplet that is destroyed while its action runs does not stop the others", async () => {
    await start({ durations: { power_cycle: 60 } });
    const first = await world.up(kind, { ...cycle, timeoutSeconds: 20 });
    expect(first.reasons).toHaveLength(1);
    world.simulator.destroyDroplet(43);
    world.newProcess();
    const second = await world.up(kind, cycle, first);
    expect(second.reasons).toEqual([]);
    expect(posts()).toEqual(["web: power_cycle"]);
  });

  test("triggers that change meanwhile run it on all, once", async () => {
    await start();
    world.simulator.startForeignEvent(43, 30);
    const first = await world.up(kind, { ...cycle, triggers: [1] });
    expect(first.reasons).toHaveLength(1);
    world.clock.advance(30);
    world.newProcess();
    const second = await world.up(kind, { ...cycle, triggers: [2] }, first);
    expect(second.reasons).toEqual([]);
    expect(posts()).toEqual(["web: power_cycle", "web: power_cycle"]);
  });

  test("removing it then does nothing on any", async () => {
    await start();
    world.simulator.setSwitches({ outcomes: { power_cycle: "errored" } });
    const saved: Saved = await world.up(kind, cycle);
    expect(saved.reasons).toHaveLength(1);
    world.newProcess();
    await world.destroy(kind, saved);
    expect(world.lines.at(-1)).toMatch(/^tag "web" is left as it is/);
    expect(posts()).toEqual(["web: power_cycle"]);
  });

  test("removing it while several run that will error waits for them, and succeeds", async () => {
    await start({
      durations: { power_cycle: 15 },
      switches: { outcomes: { power_cycle: "errored" } },
    });
    const saved = await world.up(kind, { ...cycle, timeoutSeconds: 10 });
    expect(saved.reasons).toHaveLength(1);
    world.newProcess();
    await world.destroy(kind, saved);
    expect(world.simulator.actions.map(({ status }) => status)).toEqual(["errored", "errored"]);
    expect(posts()).toEqual(["web: power_cycle"]);
  });

  test("removing it while several run waits for all of them", async () => {
    await start({ durations: { power_cycle: 30 }, switches: {} });
    const saved = await world.up(kind, { ...cycle, timeoutSeconds: 20 });
    world.simulator.destroyDroplet(43);
    world.newProcess();
    await world.destroy(kind, saved);
    expect(world.simulator.action(actionOn(42) ?? 0).status).toBe("completed");
    expect(posts()).toEqual(["web: power_cycle"]);
  });
});
