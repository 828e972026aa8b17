import { adapters, startStack } from "./support/stack";

test.each(adapters)(
  "allowDowntime false refuses what takes a Droplet down in preview and in up, through the $name",
  async (adapter) => {
    const stack = await startStack({ adapter, droplets: [{ id: 1 }] });
    stack.program(`new DropletReboot("web", { dropletId: 1 });`);
    await stack.run(["config", "set", "droplet-actions:allowDowntime", "false"]);
    for (const result of [await stack.preview({ fails: true }), await stack.up({ fails: true })]) {
      expect(result.output).toContain(
        "stands for Droplet 1, and the plan takes it down, which droplet-actions:allowDowntime (false) does not allow: reboot, because this resource is new in the stack. Set",
      );
    }
    expect(stack.simulator.posts().accepted).toEqual([]);

    await stack.run(["config", "set", "droplet-actions:allowDowntime", "true"]);
    expect((await stack.up()).writes).toEqual(["reboot"]);
  },
  300_000,
);
