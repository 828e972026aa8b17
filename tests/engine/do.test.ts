import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { resources } from "../../provider/resources";
import type { ActionType, DropletSpec } from "../../simulator";
import { Heard } from "./support/heard";
import { type Stack, startStack } from "./support/stack";
import { ours, pluginFile } from "./support/yaml";

interface Case {
  readonly type: string;
  readonly droplet: DropletSpec & { readonly id: number };
  readonly flags: string;
  readonly sent: readonly ActionType[];
}

const tagged = { id: 20, tags: ["web"] };

/** What each resource does once, from the shell. */
const cases: readonly Case[] = [
  {
    type: "DropletAction",
    droplet: { id: 1 },
    flags: "--droplet-id 1 --type power_cycle",
    sent: ["power_cycle"],
  },
  {
    type: "DropletBackups",
    droplet: { id: 2 },
    flags: "--droplet-id 2",
    sent: ["enable_backups"],
  },
  {
    type: "DropletIpv6",
    droplet: { id: 3 },
    flags: "--droplet-id 3 --graceful-shutdown=false",
    sent: ["power_off", "enable_ipv6", "power_on"],
  },
  {
    type: "DropletKernel",
    droplet: { id: 4, kernel: 991 },
    flags: "--droplet-id 4 --kernel 1000",
    sent: ["change_kernel"],
  },
  {
    type: "DropletPasswordReset",
    droplet: { id: 5 },
    flags: "--droplet-id 5",
    sent: ["password_reset"],
  },
  {
    type: "DropletPowerState",
    droplet: { id: 6 },
    flags: "--droplet-id 6 --state off",
    sent: ["shutdown"],
  },
  {
    type: "DropletReboot",
    droplet: { id: 7 },
    flags: "--droplet-id 7 --hard",
    sent: ["power_cycle"],
  },
  {
    type: "DropletRebuild",
    droplet: { id: 8 },
    flags: "--droplet-id 8 --image debian-12-x64 --allow-data-loss",
    sent: ["rebuild"],
  },
  {
    type: "DropletRename",
    droplet: { id: 9 },
    flags: "--droplet-id 9 --name web.example.com",
    sent: ["rename"],
  },
  {
    type: "DropletResize",
    droplet: { id: 10 },
    flags: "--droplet-id 10 --size s-2vcpu-4gb --disk",
    sent: ["shutdown", "resize", "power_on"],
  },
  {
    type: "DropletRestore",
    droplet: { id: 11, backups: 1 },
    flags: "--droplet-id 11 --image BACKUP --allow-data-loss",
    sent: ["restore"],
  },
  {
    type: "DropletSnapshot",
    droplet: { id: 12 },
    flags: "--droplet-id 12 --name before-upgrade --power-off",
    sent: ["shutdown", "snapshot", "power_on"],
  },
  {
    type: "DropletTagAction",
    droplet: tagged,
    flags: "--tag web --type snapshot --name tagged",
    sent: ["snapshot"],
  },
];

/** As a user types it, in a folder without a project. */
function command(
  stack: Stack,
  type: string,
  flags: string,
  onOutput: (text: string) => void = () => {},
) {
  const cwd = join(stack.project.sandbox.folder, "elsewhere");
  mkdirSync(cwd, { recursive: true });
  const operation = [`${ours}${type}`, "create", "--stateless", ...flags.split(" "), "--yes"];
  return stack.project.sandbox.start(["do", "--package", pluginFile, ...operation], {
    cwd,
    env: { ...stack.env, PULUMI_STACK: undefined },
    onOutput,
  });
}

async function run(stack: Stack, type: string, flags: string) {
  const before = stack.simulator.posts().accepted.length;
  const { code, combined } = await command(stack, type, flags).result;
  const after = stack.simulator.posts().accepted.slice(before);
  return { code, output: combined, sent: after.map(({ actionType }) => actionType) };
}

describe("one action from the shell", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({
      droplets: [
        ...cases.map(({ droplet }) => droplet),
        ...[30, 31, 32].map((id) => ({ id })),
        { id: 33, status: "off" },
      ],
      durations: { reboot: 3600 },
    });
  }, 120_000);

  test("is there for every resource", () => {
    expect(cases.map(({ type }) => type)).toEqual(resources.map(({ name }) => name));
  });

  test.each(cases)(
    "is $type with flags alone",
    async ({ type, flags, sent }) => {
      const backup = String(stack.simulator.backups(11)[0]?.id);
      const result = await run(stack, type, flags.replace("BACKUP", backup));
      expect(result).toMatchObject({ code: 0, sent });
      expect(result.output).toMatch(/performedActions/);
    },
    120_000,
  );

  test.each([
    ["DropletSnapshot", "--droplet-id 30 --name one-off", "snapshot"],
    ["DropletReboot", "--droplet-id 30 --hard", "power_cycle"],
  ])(
    "is sent as often as it is asked for: %s",
    async (type, flags, action) => {
      const once = { code: 0, sent: [action] };
      expect(await run(stack, type, flags)).toMatchObject(once);
      expect(await run(stack, type, flags)).toMatchObject(once);
      expect(await run(stack, type, flags)).toMatchObject(once);
    },
    120_000,
  );

  test("ends with what the resource knows, as a table or as JSON", async () => {
    const { output } = await run(stack, "DropletPowerState", "--droplet-id 31 --state off");
    expect(output).toMatch(/status +: "off"/);
    const again = command(stack, "DropletPowerState", "--droplet-id 31 --state off --output json");
    const { stdout } = await again.result;
    expect(JSON.parse(stdout.slice(stdout.indexOf("{")))).toMatchObject({
      status: "off",
      performedActions: [],
    });
  }, 120_000);

  test.each([
    ["DropletReboot", "--droplet-id web", 'dropletId "web" must be the id of a Droplet'],
    ["DropletReboot", "--droplet-id 9999", "there is no such Droplet for this token"],
    ["DropletReboot", "--droplet-id 33", "dropletId is Droplet 33, which is off"],
    ["DropletPowerState", "--droplet-id 30 --state on", 'state "on" must be "active" or'],
    [
      "DropletRestore",
      "--droplet-id 11 --image 1 --allow-data-loss",
      "which is neither a backup nor a snapshot of Droplet 11",
    ],
    ["DropletRebuild", "--droplet-id 30 --image debian-12-x64", "Set allowDataLoss to true"],
  ])(
    "says why not: %s %s",
    async (type, flags, reason) => {
      const { code, output, sent } = await run(stack, type, flags);
      expect(output.replace(/\s+/g, " ")).toContain(reason);
      expect({ code, sent }).toEqual({ code: 1, sent: [] });
    },
    120_000,
  );

  test("continues with what a killed one began, and is sent again after that", async () => {
    const reboot = ["DropletReboot", "--droplet-id 32"] as const;
    const heard = new Heard();
    const killed = command(stack, ...reboot, heard.onOutput);
    await heard.until(/reboot \d+ s .*\(action \d+\)/, killed);
    killed.kill();
    await killed.result;
    stack.passSeconds(3600);
    const resumed = await run(stack, ...reboot);
    expect(resumed.output).toContain(
      "An earlier run was interrupted in this operation. It is resumed",
    );
    expect(resumed).toMatchObject({ code: 0, sent: [] });
    const next = command(stack, ...reboot);
    while (stack.simulator.posts("reboot").accepted.length < 2) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    stack.passSeconds(3600);
    expect((await next.result).code).toBe(0);
  }, 180_000);
});
