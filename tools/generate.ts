import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { resources } from "../provider/resources";
import { printClass, printIndex, printPluginClass, printPluginIndex } from "./print/classes";
import { printCodeOwners, printIssueConfig } from "./print/github";
import { printGoModule, printJavaExample } from "./print/examplesElsewhere";
import { printGuides } from "./print/guides";
import { printManifest } from "./print/manifest";
import { pageOf, printPage, printPagesIndex } from "./print/pages";
import { printPluginProvider } from "./print/provider";
import { printPublished } from "./print/published";
import { printRegistryIndex, printRegistryInstallation } from "./print/registry";
import { printSchema } from "./print/schema";
import { fileOf } from "./print/text";
import { printTypes } from "./print/types";

/** Everything that is printed from the records and the examples, by path. */
export function generated(root: string): Record<string, string> {
  return {
    ...Object.fromEntries(
      resources.flatMap((definition) => [
        [`sdk/nodejs/${fileOf(definition.name)}.ts`, printClass(definition)],
        [`sdk/nodejs/plugin/${fileOf(definition.name)}.ts`, printPluginClass(definition)],
      ]),
    ),
    "sdk/nodejs/types.ts": printTypes(),
    "sdk/nodejs/index.ts": printIndex(resources),
    "sdk/nodejs/plugin/index.ts": printPluginIndex(resources),
    "sdk/nodejs/plugin/provider.ts": printPluginProvider(),
    "schema.json": printSchema(resources),
    ...Object.fromEntries(
      resources.map((definition) => [pageOf(definition), printPage(definition)]),
    ),
    "docs/resources/README.md": printPagesIndex(resources),
    ...printGuides(root),
    "package.json": printManifest(root),
    ...printGoModule(root),
    ...printJavaExample(root),
    "docs/_index.md": printRegistryIndex(resources),
    "docs/installation-configuration.md": printRegistryInstallation(),
    ...printPublished(root),
    ".github/CODEOWNERS": printCodeOwners(),
    ".github/ISSUE_TEMPLATE/config.yml": printIssueConfig(),
  };
}

if (require.main === module) {
  const root = process.cwd();
  for (const [path, text] of Object.entries(generated(root))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(path);
  }
}
