import { adapters, type Result, type Stack, startStack } from "./support/stack";

test.each(adapters)(
  "a resize to a smaller disk fails in preview, naming the input, through the $name",
  async (adapter) => {
    const stack = await startStack({ adapter, droplets: [{ id: 1, size: "s-2vcpu-4gb" }] });
    stack.program(`new DropletResize("web", { dropletId: 1, size: "s-1vcpu-1gb" });`);
    const { output } = await stack.preview({ fails: true });
    expect(output).toMatch(
      /resource 'web': property size value \{.*s-1vcpu-1gb.*\} has a problem: .*25 GiB, but Droplet 1 has one of 80 GiB/,
    );
  },
  180_000,
);

test.each(adapters)(
  "a resize to a smaller disk of a Droplet made in the same up fails before anything is posted, through the $name",
  async (adapter) => {
    const stack = await startStack({ adapter, digitalocean: true });
    stack.program(`
    const droplet = new digitalocean.Droplet("web",
      { image: "ubuntu-24-04-x64", region: "nyc3", size: "s-2vcpu-4gb" });
    new DropletResize("web", { dropletId: droplet.id, size: "s-1vcpu-1gb" });
  `);
    await stack.preview();
    const { output, writes } = await stack.up({ fails: true });
    expect(writes).toEqual(["POST /v2/droplets 202"]);
    expect(output).toMatch(/a disk never shrinks\. Choose a plan with a disk of at least 80 GiB/);
  },
  180_000,
);

describe.each(adapters)("an up in which several changes fail, through the $name", (adapter) => {
  let stack: Stack;
  let failed: Result;

  beforeAll(async () => {
    stack = await startStack({ adapter, droplets: [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }] });
    stack.simulator.setSwitches({ outcomes: { resize: "errored" } }, 1);
    stack.simulator.setSwitches({ shutdownBehaviour: "ignored" }, 2);
    stack.simulator.setSwitches({ shutdownBehaviour: "ignored" }, 3);
    stack.program(`
      new DropletResize("errored", { dropletId: 1, size: "s-2vcpu-2gb" });
      new DropletPowerState("forced", { dropletId: 2, state: "off", shutdownTimeoutSeconds: 1 });
      new DropletPowerState("unforced",
        { dropletId: 3, state: "off", shutdownTimeoutSeconds: 1, forcePowerOff: false });
      new DropletPowerState("fine", { dropletId: 4, state: "off" });
    `);
    failed = await stack.up({ fails: true, args: ["--continue-on-error"] });
  }, 300_000);

  const actionsOf = (dropletId: number) =>
    stack.simulator.actions.filter((action) => action.dropletId === dropletId);
  const typesOf = (dropletId: number) => actionsOf(dropletId).map(({ type }) => type);

  test("turns the Droplet on again after an errored resize, and names the action", () => {
    expect(typesOf(1)).toEqual(["shutdown", "resize", "power_on"]);
    expect(stack.simulator.droplet(1)).toMatchObject({ status: "active", size: "s-1vcpu-1gb" });
    const [, resize] = actionsOf(1);
    expect(failed.output).toContain(
      `resize on Droplet 1 (action ${resize?.id}): DigitalOcean ended it as errored`,
    );
  });

  test("cuts the power of a Droplet that ignores the shutdown when the grace is over", () => {
    expect(typesOf(2)).toEqual(["shutdown", "power_off"]);
    expect(stack.simulator.droplet(2).status).toBe("off");
  });

  test("does not cut the power with forcePowerOff: false, and says that the shutdown may still take effect", () => {
    expect(typesOf(3)).toEqual(["shutdown"]);
    expect(failed.output).toMatch(
      /error: shutdown on Droplet 3 \(action \d+\): the Droplet is still on after 1 s, .*the shutdown may still take effect\. Run `pulumi up` again/,
    );
  });

  test("saves what succeeded and nothing of what failed", () => {
    expect(stack.names().sort()).toEqual(["fine", "forced"]);
  });

  test("shows each error as one sentence, without a stack trace", () => {
    expect(failed.output).not.toMatch(/^ +at /m);
    expect(failed.output).not.toMatch(/Error:/);
  });
});
