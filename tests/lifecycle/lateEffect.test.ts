import { World } from "../support/world";

let world: World;
afterEach(() => world.stop());
const posted = () => world.simulator.posts().accepted.map(({ actionType }) => actionType);

test.each([
  ["DropletSnapshot", { name: "n" }, "snapshot"],
  ["DropletRename", { name: "n" }, "rename"],
  ["DropletRebuild", { image: "debian-12-x64", allowDataLoss: true }, "rebuild"],
])(
  "%s: a lost answer and an effect that shows 100 s after completed: not sent again",
  async (kind, args, type) => {
    world = await World.start({
      droplets: [{ id: 42 }],
      switches: { effectLagSeconds: 100 },
      durations: { snapshot: 20, rebuild: 20 },
    });
    world.simulator.faults.add({ method: "POST", nth: 1, fault: { when: "after", status: 500 } });
    await world.up(kind, { dropletId: 42, ...args });
    expect(posted()).toEqual([type]);
  },
);
