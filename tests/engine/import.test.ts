import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { resources } from "../../provider/resources";
import type { DropletSpec } from "../../simulator";
import { type Result, type Stack, startStack } from "./support/stack";
import { declare, ours, writeYaml } from "./support/yaml";

/** Droplets as they are, for the kinds of resources that can be imported from them. */
const droplets: Readonly<Record<string, DropletSpec & { readonly id: number }>> = {
  DropletBackups: {
    id: 1,
    features: ["backups"],
    backupPolicy: { plan: "weekly", weekday: "SUN", hour: 0 },
  },
  DropletIpv6: { id: 2, features: ["ipv6"] },
  DropletKernel: { id: 3, kernel: 991 },
  DropletPowerState: { id: 4, status: "off" },
  DropletRebuild: { id: 5, image: "debian-12-x64" },
  DropletRename: { id: 6, name: "web.example.com" },
  DropletResize: { id: 7, size: "s-2vcpu-2gb" },
};
const snapshotted = { id: 8, snapshots: ["before"] };
const plain = { id: 9 };

const events = resources.filter(({ imports }) => !imports).map(({ name }) => name);

/** Posts of a simulator that was asked for no action. */
const nothing = { accepted: [], refused: [] };

async function start(): Promise<Stack> {
  const stack = await startStack({ droplets: [...Object.values(droplets), snapshotted, plain] });
  writeYaml(stack, "");
  return stack;
}

interface Import {
  readonly type: string;
  readonly name: string;
  readonly id: string;
}

/** Imports several at once, as a user does who has many. */
function importAll(stack: Stack, list: readonly Import[], fails = false): Promise<Result> {
  const file = join(stack.project.folder, "imports.json");
  const named = list.map((one) => ({ ...one, type: `${ours}${one.type}` }));
  writeFileSync(file, JSON.stringify({ resources: named }));
  const args = ["--file", file, "--out", generatedBy(stack), "--protect=false"];
  return stack.run(["import", "--yes", "--skip-preview"], { args, fails });
}

const generatedBy = ({ project }: Stack) => join(project.folder, "generated.yaml");

describe("all that can be imported", () => {
  let stack: Stack;
  let imported: Result, one: Result, preview: Result, up: Result, refreshed: Result;
  let generated: string;

  beforeAll(async () => {
    stack = await start();
    const snapshot = stack.simulator.snapshots(8)[0]?.id;
    imported = await importAll(stack, [
      ...Object.entries(droplets).map(([type, { id }]) => ({ type, name: type, id: `${id}` })),
      { type: "DropletSnapshot", name: "DropletSnapshot", id: String(snapshot) },
    ]);
    generated = readFileSync(generatedBy(stack), "utf8");
    const args = ["--yes", "--protect=false", "--out", generatedBy(stack)];
    one = await stack.run(["import", `${ours}DropletPowerState`, "one", "9", ...args]);
    const [, another] = readFileSync(generatedBy(stack), "utf8").split("resources:\n");
    writeYaml(stack, `${generated}${another}`);
    preview = await stack.preview({ args: ["--diff"] });
    up = await stack.up();
    refreshed = await stack.refresh();
  }, 300_000);

  test("are all resources but those that stand for an event", () => {
    const names = [...Object.keys(droplets), "DropletSnapshot", ...events];
    expect(names.sort()).toEqual(resources.map(({ name }) => name));
    expect(imported.output).toContain("= 8 imported");
    expect(one.output).toContain("= 1 imported");
  });

  test("comes with a program that declares what is there, and no more", () => {
    const snapshot = stack.simulator.snapshots(8)[0]?.id;
    expect(snapshot).toBeDefined();
    for (const line of [
      "state: off",
      "size: s-2vcpu-2gb",
      "image: debian-12-x64",
      "name: web.example.com",
      "kernel: 991",
      "name: before",
      "weekday: SUN",
      "hour: 0",
    ]) {
      expect(generated).toMatch(new RegExp(`^ +${line}$`, "m"));
    }
    expect(generated).not.toMatch(/timeout|graceful|disk|allow/i);
  });

  test("matches in the next preview and up, which send nothing", () => {
    for (const { output } of [preview, up, refreshed]) {
      expect(output).toContain("10 unchanged");
      expect(output).not.toContain("Diagnostics");
    }
    expect(stack.simulator.posts()).toEqual(nothing);
  });

  test("is a resource as any other: a changed input acts", async () => {
    const program = generated.replace("size: s-2vcpu-2gb", "size: s-2vcpu-4gb");
    writeYaml(stack, program);
    // "one" is no longer in the program, and removing it does nothing.
    expect((await stack.up()).writes).toEqual(["shutdown", "resize", "power_on"]);
    expect((await stack.destroy()).writes).toEqual([
      // An imported snapshot is the resource's own from then on.
      expect.stringMatching(/^DELETE \/v2\/snapshots\/\d+ 204$/),
    ]);
  }, 120_000);
});

describe("what cannot be imported", () => {
  let stack: Stack;
  const tell = async (type: string, id: string) =>
    (await importAll(stack, [{ type, name: "it", id }], true)).output.replace(/\s+/g, " ");

  beforeAll(async () => {
    stack = await start();
  }, 120_000);

  afterAll(() => {
    expect(stack.simulator.posts()).toEqual(nothing);
    expect(stack.resources()).toEqual([]);
  });

  test.each(events)("is %s, which stands for an event", async (type) => {
    expect(await tell(type, "9")).toContain(
      `import 9: a ${type} stands for an event and not for a thing, so there is nothing to import. Declare it with runOnCreate: false, which records it and runs nothing.`,
    );
  });

  test.each([
    ["DropletPowerState", "web", '"web" is not the id of a Droplet, a whole number'],
    ["DropletPowerState", "0", '"0" is not the id of a Droplet, a whole number'],
    ["DropletPowerState", "9999", "'9999' does not exist"],
    ["DropletSnapshot", "before", '"before" is not the id of a snapshot, a whole number'],
    ["DropletSnapshot", "9999", "'9999' does not exist"],
    ["DropletIpv6", "9", "Droplet 9: IPv6 is not enabled on it"],
    ["DropletKernel", "9", "Droplet 9: its kernel is managed inside"],
  ])("is a %s by the id %s", async (type, id, reason) => {
    expect(await tell(type, id)).toContain(reason);
  });
});

describe("the option `import` of a program", () => {
  const program = (state: string) =>
    `resources:\n${declare(
      "power",
      "DropletPowerState",
      `{ dropletId: 4, state: ${state} }`,
      `{ import: "4" }`,
    )}`;

  test("imports what matches, and sends nothing for it", async () => {
    const stack = await start();
    writeYaml(stack, program("off"));
    expect((await stack.preview()).output).toContain("= 1 to import");
    expect((await stack.up()).output).toContain("= 1 imported");
    expect(stack.resource("power").id).toBe("4");
    expect((await stack.up()).output).toContain("2 unchanged");
    expect(stack.simulator.posts()).toEqual(nothing);
    await stack.stop();
  }, 120_000);

  test("brings what differs to its inputs, and preview says so", async () => {
    const stack = await start();
    writeYaml(stack, program("active"));
    const preview = await stack.preview({ args: ["--diff"] });
    expect(preview.output).toMatch(/~ state: "off" => "active"/);
    expect((await stack.up()).writes).toEqual(["power_on"]);
    await stack.stop();
  }, 120_000);
});

describe("reading what another program manages", () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await start();
  }, 120_000);

  const itsOutputs = /memory: 2048\n +status: "off"/;

  test("is `get` in YAML", async () => {
    writeYaml(
      stack,
      [
        "resources:",
        `  power: { type: "${ours}DropletPowerState", get: { id: "4" } }`,
        `  size: { type: "${ours}DropletResize", get: { id: "7" } }`,
        "outputs:",
        "  memory: ${size.memory}",
        "  status: ${power.status}",
      ].join("\n"),
    );
    expect((await stack.up()).output).toMatch(itsOutputs);
  }, 120_000);

  test("is the static `get` in TypeScript", async () => {
    writeYaml(stack, "main: index.js\n", {
      runtime: "{ name: nodejs, options: { typescript: false } }",
    });
    writeFileSync(
      join(stack.project.folder, "index.js"),
      [
        `const { DropletPowerState, DropletResize } = require("pulumi-droplet-actions/plugin");`,
        `exports.memory = DropletResize.get("size", "7").memory;`,
        `exports.status = DropletPowerState.get("power", "4").status;`,
      ].join("\n"),
    );
    expect((await stack.up()).output).toContain("1 unchanged");
    const { output } = await stack.run(["stack", "output"]);
    expect(output).toMatch(/memory +2048\s+status +off/);
  }, 120_000);

  test("leaves all as it is, also in destroy", async () => {
    expect((await stack.destroy()).writes).toEqual([]);
    expect(stack.simulator.posts()).toEqual(nothing);
  }, 120_000);
});
