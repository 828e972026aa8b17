import { type Result, type Stack, startStack } from "./support/stack";

const env = { PULUMI_NODEJS_TRANSPILE_ONLY: "true" };

describe("examples/rolling-reboot, when the second of three servers does not come up", () => {
  let stack: Stack;
  let failed: Result, resumed: Result;

  /** In their order; the engine puts something random behind the names. */
  const rebooted = () =>
    stack.simulator.actions
      .filter(({ type }) => type === "reboot")
      .map(({ dropletId }) => stack.simulator.droplet(dropletId).name.slice(0, "web-1".length));

  beforeAll(async () => {
    stack = await startStack({ example: "rolling-reboot", servers: { bootSeconds: 1 } });
    await stack.up({ env });
    expect(rebooted()).toEqual([]);
    const second = stack.simulator.droplets.find(({ name }) => name.startsWith("web-2"));
    stack.simulator.drift(Number(second?.id), { serverStatus: 503 });
    const settings = ["--plaintext", "kernel=6.8.0-48", "--plaintext", "timeoutSeconds=10"];
    await stack.run(["config", "set-all", ...settings]);
    failed = await stack.up({ env, fails: true });
    stack.simulator.drift(Number(second?.id), { serverStatus: 200 });
    resumed = await stack.up({ env });
  }, 300_000);

  test("the command fails with what it answered, and the third is not touched", () => {
    expect(failed.writes).toEqual(["reboot", "reboot"]);
    expect(failed.output).toMatch(
      /not healthy after 10 s \(healthcheck\.timeoutSeconds\): http on [\d.]+:8080\/ answered last: HTTP 503\./,
    );
  });

  test("the next up waits for the second without another reboot, and continues with the third", () => {
    expect(resumed.writes).toEqual(["reboot"]);
    expect(rebooted()).toEqual(["web-1", "web-2", "web-3"]);
  });
});
