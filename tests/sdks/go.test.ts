import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { goModuleOf, publishing } from "../../provider/publishing";
import { buildFlags, findGo, goEnvironment } from "../../tools/offline/goCommand";
import { packSources } from "../../tools/release/sources";
import { examplesIn, firstRun, inTemporaryFolder, run, testWith } from "./support";

const go = findGo(process.env) ?? "";
const testWithGo = testWith(go, "whether sdk/go compiles: no go on PATH");
const env = goEnvironment(process.env);

testWithGo(
  "the released sdk/go compiles, and so do the examples of its docs in a module that requires it",
  () =>
    inTemporaryFolder(async (folder) => {
      await packSources(folder);
      const released = join(folder, "go");
      await run(go, ["build", ...buildFlags, "./..."], { cwd: released, env });

      const programs = join(folder, "programs");
      for (const { name, program } of examplesIn("go")) {
        mkdirSync(join(programs, name), { recursive: true });
        writeFileSync(join(programs, name, "main.go"), `${program}\n`);
      }
      // The programs need no more than the module itself does, which has the sums of that.
      for (const file of ["go.mod", "go.sum"]) cpSync(join(released, file), join(programs, file));
      const sdk = goModuleOf(publishing);
      await run(
        go,
        [
          "mod",
          "edit",
          "-module=programs",
          `-require=${sdk}@v0.0.0`,
          `-replace=${sdk}=${released}`,
        ],
        { cwd: programs, env },
      );
      await run(go, ["vet", ...buildFlags, "./..."], { cwd: programs, env });
      expect(await run(join(go, "..", "gofmt"), ["-l", "."], { cwd: programs })).toBe("");
    }),
  firstRun,
);
