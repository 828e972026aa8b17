import { adapters, type Result, type Stack, startStack } from "./support/stack";

describe.each(adapters)("drift in power and size, through the $name", (adapter) => {
  let stack: Stack;
  let refreshed: Result, preview: Result, repaired: Result, withRefresh: Result;

  beforeAll(async () => {
    stack = await startStack({ adapter, droplets: [{ id: 1 }, { id: 2 }] });
    stack.program(`
      new DropletPowerState("power", { dropletId: 1, state: "active" });
      new DropletResize("resize", { dropletId: 2, size: "s-2vcpu-2gb" });
    `);
    await stack.up();
    stack.simulator.drift(1, { status: "off" });
    stack.simulator.drift(2, { size: "s-1vcpu-1gb" });
    refreshed = await stack.refresh({ args: ["--diff"] });
    preview = await stack.preview({ args: ["--diff"] });
    repaired = await stack.up();
    stack.simulator.drift(1, { status: "off" });
    withRefresh = await stack.up({ args: ["--refresh"] });
  }, 300_000);

  test("is shown by refresh", () => {
    expect(refreshed.output).toContain(`"active" => "off"`);
    expect(refreshed.output).toContain(`"s-2vcpu-2gb" => "s-1vcpu-1gb"`);
  });

  test("is shown by the next preview as a way back to what the program declares", () => {
    expect(preview.output).toMatch(/~ state *: "off" => "active"/);
    expect(preview.output).toMatch(/~ size *: "s-1vcpu-1gb" => "s-2vcpu-2gb"/);
    expect(preview.output).not.toMatch(/^ *- /m);
  });

  test("is repaired by the next up", () => {
    expect([...repaired.writes].sort()).toEqual(["power_on", "power_on", "resize", "shutdown"]);
    expect(stack.simulator.droplet(2).size).toBe("s-2vcpu-2gb");
  });

  test("is repaired at once by up --refresh", () => {
    expect(withRefresh.writes).toEqual(["power_on"]);
    expect(stack.simulator.droplet(1).status).toBe("active");
  });
});

test.each(adapters)(
  "a Droplet that was destroyed elsewhere takes its resources out of the state on refresh, through the $name",
  async (adapter) => {
    const stack = await startStack({ adapter, droplets: [{ id: 1 }] });
    stack.program(`
    new DropletPowerState("power", { dropletId: 1, state: "off" });
    new DropletSnapshot("kept", { dropletId: 1 });
  `);
    await stack.up();
    stack.simulator.destroyDroplet(1);
    await stack.refresh();
    expect(stack.names()).toEqual(["kept"]);
  },
  180_000,
);

describe.each(adapters)("a snapshot that was deleted elsewhere, through the $name", (adapter) => {
  const program = (triggers: number) =>
    `new DropletSnapshot("kept", { dropletId: 1, powerOff: true, triggers: [${triggers}] });`;
  const gone =
    /DropletSnapshot \(kept\):\n +Snapshot \d+ \("kept", .*\) is no longer at DigitalOcean\. It is not taken again by itself/;
  let stack: Stack;
  let results: Record<string, Result>;
  let again: Result;

  beforeAll(async () => {
    stack = await startStack({ adapter, droplets: [{ id: 1 }] });
    stack.program(program(1));
    await stack.up();
    stack.simulator.deleteImage(String(stack.resource("kept").outputs["snapshotId"]));
    results = {
      preview: await stack.preview(),
      refreshing: await stack.preview({ args: ["--refresh"] }),
      refresh: await stack.refresh(),
      both: await stack.run(["up", "--yes", "--refresh"]),
    };
    stack.program(program(2));
    again = await stack.up();
  }, 300_000);

  test("is said by preview, refresh and up --refresh, and promised by none", () => {
    for (const { output, writes } of Object.values(results)) {
      expect(output).toMatch(gone);
      expect(output).not.toMatch(/shutdown|snapshot named/);
      expect(output).toMatch(/[12] unchanged/);
      expect(writes).toEqual([]);
    }
  });

  test("is taken anew when triggers change", () => {
    expect(again.writes).toEqual(["shutdown", "snapshot", "power_on"]);
  });
});
