import { type Stack, startStack } from "./support/stack";

/** Two deployments at once, from two stacks and so two processes, on the same Droplet. */

async function bothAt(stack: Stack): Promise<string[]> {
  await stack.run(["stack", "init", "other"]);
  const up = ["up", "--yes", "--skip-preview"];
  const ups = ["dev", "other"].map((name) => stack.start(up, { env: { PULUMI_STACK: name } }));
  const ends = await Promise.all(ups.map(({ result }) => result));
  return ends.filter(({ code }) => code !== 0).map(({ combined }) => combined);
}

const typesOn = ({ simulator }: Stack) =>
  simulator.actions.map(({ type }) => type).filter((type) => type !== "create");

test("a resize and a snapshot that both turn the Droplet off run once each, and its power is back", async () => {
  const stack = await startStack({
    droplets: [{ id: 1 }],
    durations: { shutdown: 1, resize: 2, snapshot: 2, power_on: 1 },
  });
  stack.program(`
    if (pulumi.getStack() === "dev") new DropletResize("bigger", { dropletId: 1, size: "s-2vcpu-2gb" });
    else new DropletSnapshot("kept", { dropletId: 1, name: "kept", powerOff: true });
  `);
  expect(await bothAt(stack)).toEqual([]);
  const types = typesOn(stack);
  expect(types.filter((type) => ["resize", "snapshot"].includes(type)).sort()).toEqual([
    "resize",
    "snapshot",
  ]);
  expect(stack.simulator.snapshots(1).map(({ name }) => name)).toEqual(["kept"]);
  expect(stack.simulator.droplet(1)).toMatchObject({ status: "active", size: "s-2vcpu-2gb" });
}, 300_000);
