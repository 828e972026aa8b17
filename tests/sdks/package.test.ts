import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { extract } from "tar";
import ts from "typescript";
import manifest from "../../package.json";
import { packNpm } from "../../tools/release/npmPackage";
import { firstRun, inTemporaryFolder, root, run } from "./support";

const node = process.execPath;

test(
  "the npm package is in order: for publint, for attw, and each of its types has the types that it needs",
  () =>
    inTemporaryFolder(async (folder) => {
      const tarball = await packNpm(folder);
      const publint = join(root, "node_modules", "publint", "src", "cli.js");
      await run(node, [publint, "run", tarball, "--strict"]);
      expect(await run(node, [join(__dirname, "package", "attw.mjs"), tarball])).toBe("[]\n");

      await extract({ file: tarball, cwd: folder });
      const entries = Object.values(manifest.exports)
        .flatMap((entry) => (typeof entry === "string" ? [] : [entry.types]))
        .map((types) => join(root, types));
      expect(entries).toHaveLength(4);
      const files = ts
        .createProgram(entries, {
          ...{ module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
          types: [],
        })
        .getSourceFiles()
        .map(({ fileName }) => relative(root, fileName))
        .filter((path) => path.startsWith("dist"));
      expect(files.filter((path) => !existsSync(join(folder, "package", path)))).toEqual([]);
    }),
  firstRun,
);
