import { adapters, type Result, type Stack, startStack } from "./support/stack";

describe.each(adapters)("a destroy, through the $name", (adapter) => {
  let stack: Stack;
  let destroyed: Result;

  beforeAll(async () => {
    stack = await startStack({
      adapter,
      digitalocean: true,
      droplets: [{ id: 1 }, { id: 2 }, { id: 3 }],
    });
    const program = (gracefulShutdown: boolean) => `
      const droplet = new digitalocean.Droplet("web",
        { image: "ubuntu-24-04-x64", region: "nyc3", size: "s-1vcpu-1gb" });
      new DropletPowerState("gently", { dropletId: droplet.id, state: "active", stateOnDelete: "off" });
      new DropletPowerState("left", { dropletId: 1, state: "off" });
      new DropletSnapshot("kept", { dropletId: 2 }, { retainOnDelete: true });
      new DropletPowerState("atOnce",
        { dropletId: 3, state: "active", stateOnDelete: "off", gracefulShutdown: ${gracefulShutdown} });
    `;
    stack.program(program(true));
    await stack.up();
    stack.program(program(false));
    await stack.up();
    destroyed = await stack.destroy();
  }, 300_000);

  const actionsOf = (dropletId: number) =>
    stack.simulator.actions
      .filter((action) => action.dropletId === dropletId)
      .map(({ type }) => type);

  test("shuts a Droplet down before it is deleted, with stateOnDelete", () => {
    const deletion = destroyed.writes.findIndex((write) =>
      write.startsWith("DELETE /v2/droplets/"),
    );
    expect(deletion).toBeGreaterThan(destroyed.writes.indexOf("shutdown"));
    expect(destroyed.writes).toContain("shutdown");
  });

  test("leaves a Droplet as it is without stateOnDelete, and says so", () => {
    expect(actionsOf(1)).toEqual(["shutdown"]);
    expect(destroyed.output).toMatch(
      /DropletPowerState \(left\):\n +Droplet 1 is left as it is: no stateOnDelete is set/,
    );
  });

  test("keeps a snapshot with retainOnDelete", () => {
    expect(stack.simulator.snapshots(2)).toHaveLength(1);
  });

  // The engine gives delete the outputs of the last change, so this change of the inputs must be an update.
  test("turns off in the way that was declared last", () => {
    expect(actionsOf(3)).toEqual(["power_off"]);
  });
});
