import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { packPython } from "../../tools/release/python";
import { installed, intoVirtualEnvironment } from "../support/installed";
import {
  declaredByExamples,
  examplesIn,
  firstRun,
  inTemporaryFolder,
  run,
  testWith,
} from "./support";

const pulumi = installed({
  name: "pulumi-python",
  source: join(__dirname, "python"),
  files: ["requirements.txt"],
  install: intoVirtualEnvironment,
});
const testWithPython = testWith(pulumi, "whether sdk/python works: see above");
const python = join(pulumi ?? "", "venv", "bin", "python");

testWithPython(
  "the wheel of sdk/python can be installed, and the examples of its docs declare what they say",
  () =>
    inTemporaryFolder(async (folder) => {
      await packPython(folder, python);
      const [wheel = ""] = readdirSync(folder).filter((name) => name.endsWith(".whl"));
      await run(python, [
        ...["-m", "pip", "install", "--quiet", "--no-deps", "--no-index"],
        ...["--target", join(folder, "installed"), join(folder, wheel)],
      ]);
      const { status, stdout, stderr } = spawnSync(
        python,
        [join(__dirname, "python", "declare.py")],
        {
          input: JSON.stringify(examplesIn("python").map(({ program }) => program)),
          env: { ...process.env, PYTHONPATH: join(folder, "installed") },
          encoding: "utf8",
        },
      );
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      expect(JSON.parse(stdout)).toEqual(declaredByExamples);
    }),
  firstRun,
);
