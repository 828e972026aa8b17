import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The top of this repository, the same from `tools/` (tests) and from `dist/tools/` (built). */
export function repositoryRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`No package.json above ${__dirname}.`);
    folder = parent;
  }
  return folder;
}

/** The folder of a Go module that names the programs we build: its path below `tools`, or a full path. */
export function goModuleFolder(path: string): string {
  return resolve(repositoryRoot(), "tools", path);
}

/** The version that a Go module pins for one of its requirements, as "v1.2.3". */
export function pinnedVersion(goModule: string, requirement: string): string {
  const file = join(goModuleFolder(goModule), "go.mod");
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const [path, version] = line.trim().split(/\s+/);
    if (path === requirement && version) return version;
  }
  throw new Error(`${file} requires no ${requirement}.`);
}
