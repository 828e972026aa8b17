import { startSimulator } from "../../simulator";
import { plugin } from "./support/adapters";
import { type Result, startStack } from "./support/stack";
import { declare, writeYaml } from "./support/yaml";

test("providers with tokens of their own act on the account of each", async () => {
  const tokens = ["dop_v1_account_one", "dop_v1_account_two"] as const;
  const other = await startSimulator({ droplets: [{ id: 1 }], tokens: { [tokens[1]]: "all" } });
  try {
    const stack = await startStack({
      adapter: plugin,
      droplets: [{ id: 1 }],
      tokens: { [tokens[0]]: "all" },
    });
    for (const token of tokens) stack.secrets.add(token);
    const urls = [stack.simulator.url, other.url];
    stack.program(
      tokens
        .map(
          (token, index) => `
            const provider${index} = new Provider("account${index}", { token: "${token}", apiUrl: "${urls[index]}", requestsPerSecond: 50 });
            new DropletRename("name${index}", { dropletId: 1, name: "of-account-${index}" }, { provider: provider${index} });
          `,
        )
        .join(""),
    );
    expect((await stack.preview()).output).toContain("+ 5 to create");
    expect((await stack.up()).writes).toEqual(["rename"]);
    expect(stack.simulator.droplet(1).name).toBe("of-account-0");
    expect(other.droplet(1).name).toBe("of-account-1");
    expect((await stack.up()).output).toContain("5 unchanged");
  } finally {
    await other.stop();
  }
}, 300_000);

describe("settings that are wrong", () => {
  let preview: Result;

  beforeAll(async () => {
    const stack = await startStack({ adapter: plugin, droplets: [{ id: 1 }] });
    stack.program(`new DropletPowerState("web", { dropletId: 1, state: "off" });`);
    const wrong = { apiUrl: "http://example.com", requestsPerSecond: "fast", speed: "1" };
    for (const [key, value] of Object.entries(wrong)) {
      await stack.run(["config", "set", `droplet-actions:${key}`, value]);
    }
    preview = await stack.preview({ fails: true });
  }, 180_000);

  test.each([
    /property apiUrl .*"http:\/\/example\.com" must begin with https:.* Correct droplet-actions:apiUrl/,
    /property requestsPerSecond .* is "fast", and must be a number .* Correct droplet-actions:requestsPerSecond/,
    /property speed .* is not a setting of droplet-actions, which has token, apiUrl, requestsPerSecond, allowDowntime/,
  ])("are errors that name them: %s", (error) => {
    expect(preview.output).toMatch(error);
  });
});

test("a token that cannot be one is an error that does not show it", async () => {
  const stack = await startStack({ adapter: plugin, droplets: [{ id: 1 }] });
  stack.program(`new DropletPowerState("web", { dropletId: 1, state: "off" });`);
  // The harness looks for it in the output.
  stack.secrets.add("dop_v1_broken in two");
  await stack.run(["config", "set", "--secret", "droplet-actions:token", "dop_v1_broken in two"]);
  const { output } = await stack.preview({ fails: true });
  expect(output).toContain("The DigitalOcean token contains white space");
}, 180_000);

test("a proxy for the world outside keeps the plugin neither from the engine nor from a simulator", async () => {
  const stack = await startStack({ droplets: [{ id: 1 }] });
  const properties = "{ dropletId: 1, state: off }";
  writeYaml(stack, `resources:\n${declare("web", "DropletPowerState", properties)}`);
  // Nobody listens there.
  const proxy = "http://127.0.0.1:1";
  const env = { http_proxy: proxy, HTTP_PROXY: proxy, no_proxy: undefined, NO_PROXY: undefined };
  expect((await stack.preview({ env })).output).toContain("shutdown, and power_off if");
  expect((await stack.up({ env })).writes).toEqual(["shutdown"]);
}, 180_000);

describe("customTimeouts", () => {
  let creating: Result, updating: Result;

  beforeAll(async () => {
    const stack = await startStack({
      adapter: plugin,
      droplets: [{ id: 1 }],
      durations: { snapshot: 3_600 },
    });
    stack.program(`
      new DropletSnapshot("data", { dropletId: 1, timeoutSeconds: 7200 },
        { customTimeouts: { create: "5s", update: "5s" } });
    `);
    creating = await stack.up({ fails: true });
    updating = await stack.up({ fails: true });
  }, 180_000);

  test("win over timeoutSeconds, each for its own kind of change", () => {
    // That they end at all within this test tells: the action takes an hour, and timeoutSeconds are two.
    for (const { output } of [creating, updating]) expect(output).toContain("still in progress");
    expect(creating.output).toContain("data **creating failed**");
    expect(updating.output).toContain("data **updating failed**");
  });
});
