import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { resources } from "../provider/resources";
import { printClass, printIndex, printTypes } from "./print/classes";
import { printReadme } from "./print/readme";
import { printSchema } from "./print/schema";

/** Everything that is printed from the resource records, by path. */
export function generated(root: string): Record<string, string> {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  return {
    ...Object.fromEntries(
      resources.map((definition) => [
        `sdk/nodejs/${definition.name[0]?.toLowerCase()}${definition.name.slice(1)}.ts`,
        printClass(definition),
      ]),
    ),
    "sdk/nodejs/types.ts": printTypes(),
    "sdk/nodejs/index.ts": printIndex(resources),
    "schema.json": printSchema(resources),
    "README.md": printReadme(readme, resources),
  };
}

if (require.main === module) {
  const root = process.cwd();
  for (const [path, text] of Object.entries(generated(root))) {
    writeFileSync(join(root, path), text);
    console.log(path);
  }
}
