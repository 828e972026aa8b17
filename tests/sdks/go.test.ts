import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildFlags, findGo, goEnvironment } from "../../tools/offline/goCommand";
import { examplesIn, firstRun, inTemporaryFolder, root, run, testWith } from "./support";

const go = findGo(process.env) ?? "";
const testWithGo = testWith(go, "whether sdk/go compiles: no go on PATH");
const env = goEnvironment(process.env);

testWithGo(
  "sdk/go compiles, and so do the examples of its docs",
  () =>
    inTemporaryFolder(async (folder) => {
      cpSync(join(root, "sdk", "go"), folder, { recursive: true });
      await run(go, ["build", ...buildFlags, "./..."], { cwd: folder, env });
      for (const { name, program } of examplesIn("go")) {
        mkdirSync(join(folder, "examples", name), { recursive: true });
        writeFileSync(join(folder, "examples", name, "main.go"), `${program}\n`);
      }
      await run(go, ["vet", ...buildFlags, "./..."], { cwd: folder, env });
      expect(await run(join(go, "..", "gofmt"), ["-l", "examples"], { cwd: folder })).toBe("");
    }),
  firstRun,
);
