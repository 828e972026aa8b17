import { type Result, type Stack, startStack } from "./support/stack";

/** As many Droplets as a large account has, in one deployment. Ten times as fast as DigitalOcean, limits included. */

const count = 200;
const ids = Array.from({ length: count }, (_, index) => 1_000 + index);

describe.each([
  { way: "as many at once as the engine likes", args: [] },
  { way: "--parallel 500", args: ["--parallel", "500"] },
])("200 Droplets with $way", ({ args }) => {
  let stack: Stack;
  let result: Result;

  beforeAll(async () => {
    stack = await startStack({
      droplets: ids.map((id) => ({ id, status: "off" })),
      durations: { power_on: [6, 11] },
      timeScale: 10,
      limits: { perHour: 50_000, perMinute: 2_500 },
    });
    stack.program(`
      for (const dropletId of ${JSON.stringify(ids)}) {
        new DropletPowerState("web-" + dropletId, { dropletId, state: "active" });
      }
    `);
    result = await stack.up({ args });
  }, 300_000);

  test("are turned on without an error", () => {
    expect(result.output).toMatch(new RegExp(`${count + 1} created`));
    expect(stack.simulator.droplets.every(({ status }) => status === "active")).toBe(true);
  });

  test("get one POST each, none while another action runs on the Droplet", () => {
    expect(stack.simulator.posts().accepted).toHaveLength(count);
    const paths = stack.simulator.posts().accepted.map(({ path }) => path);
    expect(new Set(paths).size).toBe(count);
    const refused = stack.simulator.posts().refused.filter(({ status }) => status !== 429);
    expect(refused).toEqual([]);
  });
});
