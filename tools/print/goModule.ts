import { readFileSync } from "node:fs";
import { join } from "node:path";
import { goModuleOf, publishing } from "../../provider/publishing";

/** Files that name the Go module and are printed by nobody else. */
const files = [
  "sdk/go/go.mod",
  "examples/any-language/go/go.mod",
  "examples/any-language/go/main.go",
];

/** These files with the path that the Go module has by the record, in place of the one that it had. */
export function printGoModule(root: string): Record<string, string> {
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  const [, before = ""] = /^module (.*)$/m.exec(read("sdk/go/go.mod")) ?? [];
  return Object.fromEntries(
    files.map((path) => [path, read(path).replaceAll(before, goModuleOf(publishing))]),
  );
}
