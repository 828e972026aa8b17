import { plugin } from "./support/adapters";
import { startStack } from "./support/stack";

const args = `{ dropletId: 1, state: "active", stateOnDelete: "off" }`;

test("stateOnDelete does nothing where another provider of the same run declares the power", async () => {
  const stack = await startStack({ adapter: plugin, droplets: [{ id: 1 }] });
  stack.program(`new DropletPowerState("old", ${args});`);
  await stack.up();
  stack.program(`
    const provider = new Provider("other", { requestsPerSecond: 50 });
    new DropletPowerState("new", ${args}, { provider });
  `);
  const { output, writes } = await stack.up();
  expect(writes).toEqual([]);
  expect(output).toContain(`stateOnDelete "off" is not applied`);
  stack.program("");
  expect((await stack.up()).writes).toEqual(["shutdown"]);
}, 300_000);
