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

const javaExample = "examples/any-language/java";

/** The example for Java, with the group that its SDK has by the record. */
export function printJavaExample(root: string): Record<string, string> {
  const { javaGroup } = publishing;
  const program = `${javaExample}/src/main/java/App.java`;
  const pom = `${javaExample}/pom.xml`;
  const group = /<groupId>[^<]*(<\/groupId>\s*<artifactId>droplet-actions<)/;
  return {
    [program]: readFileSync(join(root, program), "utf8").replaceAll(
      /^import \S+?\.dropletactions\./gm,
      `import ${javaGroup}.dropletactions.`,
    ),
    [pom]: readFileSync(join(root, pom), "utf8").replace(group, `<groupId>${javaGroup}$1`),
  };
}
