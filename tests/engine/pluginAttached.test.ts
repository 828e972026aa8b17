import { join } from "node:path";
import { type RunningCommand, startCommand } from "../../tools/childProcess";
import { plugin } from "./support/adapters";
import { type Result, type Stack, startStack } from "./support/stack";

// Nothing but the debugger's variable tells where the plugin is.
const attached = { ...plugin, pluginFolder: undefined };

const program = (state: string) =>
  `new DropletPowerState("web", { dropletId: 1, state: "${state}" });`;

describe("a plugin that was started by hand", () => {
  let server: RunningCommand;
  let stack: Stack;
  let off: Result, on: Result;

  beforeAll(async () => {
    stack = await startStack({ adapter: attached, droplets: [{ id: 1 }] });
    const file = join(plugin.pluginFolder ?? "", "pulumi-resource-droplet-actions");
    const port = await new Promise<string>((resolve) => {
      server = startCommand(file, [], {
        env: { ...stack.project.sandbox.environment, ...stack.env },
        onOutput: (text) => resolve(text.trim()),
      });
    });
    const env = { PULUMI_DEBUG_PROVIDERS: `droplet-actions:${port}` };
    stack.program(program("off"));
    off = await stack.up({ env });
    stack.program(program("active"));
    on = await stack.up({ env });
  }, 180_000);

  afterAll(() => server.kill());

  test("serves one up after the other, though the first ends with a Cancel", () => {
    expect(off.writes).toEqual(["shutdown"]);
    expect(on.writes).toEqual(["power_on"]);
    expect(stack.resource("web").outputs["status"]).toBe("active");
  });

  test("speaks on the resources' rows of each", () => {
    expect(off.output).toMatch(/DropletPowerState web creating \(\d+s\) /);
    expect(on.output).toMatch(/DropletPowerState web updating \(\d+s\) /);
  });
});
