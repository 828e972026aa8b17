import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { resources } from "../../provider/resources";
import { blocksOf } from "../support/docs";
import { installed, intoVirtualEnvironment } from "../support/installed";
import { examplesIn, firstRun, root, testWith } from "./support";

const parser = installed({
  name: "csharp-parser",
  source: join(__dirname, "csharp"),
  files: ["requirements.txt"],
  install: intoVirtualEnvironment,
});
const testWithParser = testWith(parser, "whether sdk/dotnet can be parsed: see above");

/** What is wrong with the SDK, and with programs that use it. */
function faultsIn(programs: Readonly<Record<string, string>>) {
  const { status, stdout, stderr } = spawnSync(
    join(parser ?? "", "venv", "bin", "python"),
    [join(__dirname, "csharp", "check.py"), join(root, "sdk", "dotnet")],
    { input: JSON.stringify(programs), encoding: "utf8" },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return JSON.parse(stdout) as { classes: number; faults: string[] };
}

testWithParser(
  "sdk/dotnet can be parsed, and the programs of the docs use what it has",
  () => {
    const examples = examplesIn("csharp").map(({ name, program }) => [name, program] as const);
    const shown = blocksOf("docs/plugin.md", "csharp").map(
      (program) => ["plugin", program] as const,
    );
    expect(examples).toHaveLength(resources.length);
    expect(shown).toHaveLength(1);
    const { classes, faults } = faultsIn(Object.fromEntries([...examples, ...shown]));
    expect(classes).toBeGreaterThan(3 * resources.length);
    expect(faults).toEqual([]);
  },
  firstRun,
);

testWithParser("a class, a property and a bracket that are not there would be found", () => {
  const { faults } = faultsIn({
    class: `new DropletPowers("web", new DropletPowerStateArgs { State = "off" });`,
    property: `new DropletPowerState("web", new DropletPowerStateArgs { Power = "off" });`,
    bracket: `new DropletPowerState("web", new DropletPowerStateArgs { State = "off" );`,
  });
  expect(faults).toEqual([
    "class makes a DropletPowers, which is no class of the SDK",
    "property sets Power, which DropletPowerStateArgs has not",
    "bracket cannot be parsed",
  ]);
});
