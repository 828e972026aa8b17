import { adapters, type Result, type Stack, startStack } from "./support/stack";

describe.each(adapters)("a preview, through the $name", (adapter) => {
  let stack: Stack;
  let both: Result;
  let preview: string, update: string;

  beforeAll(async () => {
    stack = await startStack({ adapter, droplets: [1, 2, 3, 4, 5, 6, 7, 8].map((id) => ({ id })) });
    stack.program(`
      new DropletPowerState("off", { dropletId: 1, state: "off" });
      new DropletPowerState("asDeclared", { dropletId: 2, state: "active" });
      new DropletResize("resize", { dropletId: 3, size: "s-2vcpu-4gb" });
      new DropletResize("disk", { dropletId: 4, size: "s-2vcpu-4gb", disk: true, gracefulShutdown: false });
      new DropletSnapshot("data", { dropletId: 5 });
      new DropletPowerState("one", { dropletId: 6, state: "active" });
      new DropletPowerState("other", { dropletId: 6, state: "active" });
      new DropletReboot("first", { dropletId: 8 });
      new DropletReboot("second", { dropletId: 8 });
      const parent = new pulumi.ComponentResource("my:index:Server", "server");
      new DropletPowerState("inner", { dropletId: 7, state: "off" }, { parent });
    `);
    both = await stack.run(["up", "--yes"]);
    [preview = "", update = ""] = both.output.split("Updating (dev):");
  }, 300_000);

  /** What the CLI keeps on the screen for a resource, each line as often as it is said. */
  const linesOf = (output: string, name: string) =>
    new RegExp(`^  \\S+ \\(${name}\\):\\n((?:    .*\\n)+)`, "m")
      .exec(output.split("Diagnostics:")[1] ?? "")?.[1]
      ?.trim()
      .split(/\n\s*/) ?? [];

  test("tells once what a resource will do", () => {
    expect(linesOf(preview, "off")).toEqual([
      `Droplet 1 "droplet-1": shutdown, and power_off if it is still on after 120 s. The Droplet is off afterwards, and billed as before.`,
    ]);
    expect(linesOf(preview, "data")).toEqual([
      `Droplet 5 "droplet-5": snapshot named "data". No downtime.`,
    ]);
  });

  test("tells it for a resource within a component, too", () => {
    expect(linesOf(preview, "inner")).toEqual([expect.stringMatching(/^Droplet 7 .*: shutdown/)]);
  });

  test("numbers the steps in their order, with the downtime", () => {
    expect(linesOf(preview, "resize")).toEqual([
      expect.stringMatching(
        /: 1\) shutdown, and power_off .*; 2\) resize from s-1vcpu-1gb to s-2vcpu-4gb \(\$6 to \$24 a month\); 3\) power_on\. The Droplet is down during steps 1 to 3, usually about \d+ min\.$/,
      ),
    ]);
  });

  test("tells what cannot be undone", () => {
    expect(linesOf(preview, "disk")).toEqual([
      expect.stringMatching(
        /power_off, without a shutdown.*disk from 25 to 80 GiB.*Cannot be undone: a grown disk never shrinks again\.$/,
      ),
    ]);
  });

  test("says nothing of a resource that will not act", () => {
    expect(linesOf(preview, "asDeclared")).toEqual([]);
  });

  test("warns of two resources that declare the power of one Droplet, naming both", () => {
    const said = [...linesOf(preview, "one"), ...linesOf(preview, "other")];
    expect(said).toEqual([
      expect.stringMatching(
        /^warning: "(one|other)" and "(one|other)" are both a DropletPowerState of Droplet 6 /,
      ),
    ]);
  });

  test("tells the downtime of one Droplet in all, with the last of its resources", () => {
    const said = [...linesOf(preview, "first"), ...linesOf(preview, "second")];
    expect(said).toHaveLength(2);
    expect(said.filter((line) => line.includes(" in all"))).toEqual([
      expect.stringMatching(
        /usually about 10 s\. With DropletReboot "(first|second)", Droplet 8 is down for about 20 s in all so far\.$/,
      ),
    ]);
  });

  test("is not repeated by the update that follows", () => {
    for (const name of ["off", "resize", "disk", "data"]) {
      // What was done stays as one line.
      const others = linesOf(update, name).filter((line) => !line.includes(": done in "));
      expect(others).toEqual([]);
    }
    expect(both.writes).toContain("resize");
  });
});

test.each(adapters)(
  "ten resources of one Droplet act one after the other, without dependsOn, through the $name",
  async (adapter) => {
    const stack = await startStack({
      adapter,
      droplets: [{ id: 1 }],
      durations: { snapshot: 0.1 },
    });
    stack.program(`
    for (const index of [1, 2, 3, 4, 5, 6, 7, 8]) new DropletSnapshot("data" + index, { dropletId: 1 });
    new DropletResize("size", { dropletId: 1, size: "s-2vcpu-2gb" });
    new DropletPowerState("power", { dropletId: 1, state: "off" });
  `);
    const { writes } = await stack.up();
    expect(stack.simulator.posts().refused).toEqual([]);
    expect(writes.filter((write) => write === "snapshot")).toHaveLength(8);
    expect(stack.simulator.droplet(1)).toMatchObject({ status: "off", size: "s-2vcpu-2gb" });
    expect(stack.names()).toHaveLength(10);
  },
  180_000,
);
