import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { repositoryRoot } from "../../../tools/repository";

const dist = join(repositoryRoot(), "dist");

/**
 * Programs under test use what is built, so a build that is older than the sources would test yesterday's code. The
 * compiler's own notes of what it compiled tell; the times of files do not, since a checkout touches all of them.
 */
export function assertBuilt(): void {
  const notes = join(dist, ".tsbuildinfo");
  if (!existsSync(notes)) throw new Error("There is no dist/. Run `npm run build` first.");
  const { fileNames, fileInfos } = JSON.parse(readFileSync(notes, "utf8")) as BuildInfo;
  const built = new Map(
    fileNames.map((name, index) => [resolve(dist, name), versionOf(fileInfos[index])]),
  );
  for (const source of sources()) {
    const version = createHash("sha256").update(readFileSync(source)).digest("hex");
    if (built.get(source) !== version) {
      throw new Error(`dist/ is older than ${source}. Run \`npm run build\` first.`);
    }
  }
}

interface BuildInfo {
  readonly fileNames: readonly string[];
  readonly fileInfos: readonly (string | { readonly version: string })[];
}

const versionOf = (info: BuildInfo["fileInfos"][number] | undefined) =>
  typeof info === "object" ? info.version : info;

const sources = () => [
  // The plugin's file holds it.
  join(repositoryRoot(), "schema.json"),
  ...["provider", "sdk/nodejs"].flatMap((folder) =>
    readdirSync(join(repositoryRoot(), folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join(repositoryRoot(), folder, name)),
  ),
];
