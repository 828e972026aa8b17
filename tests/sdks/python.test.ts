import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { installed, intoVirtualEnvironment } from "../support/installed";
import {
  declaredByExamples,
  examplesIn,
  firstRun,
  inTemporaryFolder,
  root,
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
  "sdk/python can be installed, and the examples of its docs declare what they say",
  () =>
    inTemporaryFolder(async (folder) => {
      // Installing leaves files beside the sources.
      cpSync(join(root, "sdk", "python"), join(folder, "sources"), { recursive: true });
      await run(python, [
        ...["-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"],
        ...["--target", join(folder, "installed"), join(folder, "sources")],
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
