import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { publishing } from "../../provider/publishing";
import { version } from "../../provider/version";
import { runNpm } from "../npm";
import { repositoryRoot } from "../repository";
import { makeRelease } from "./make";
import { refusal } from "./refusal";

/**
 * `npm run release -- --dry-run` makes everything that is published, in `dist/release`. Without `--dry-run` it makes the
 * same where the workflow of GitHub runs it, with nothing left out; the steps of the workflow then publish the files.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { "dry-run": { type: "boolean", default: false } } });
  const isDryRun = values["dry-run"];
  const root = repositoryRoot();
  if (!isDryRun) {
    const changelog = readFileSync(join(root, "CHANGELOG.md"), "utf8");
    const reason = refusal({ environment: process.env, record: publishing, version, changelog });
    if (reason !== undefined) throw new Error(reason);
  }
  await buildAnew(root);
  const folder = join(root, "dist", "release");
  rmSync(folder, { recursive: true, force: true });
  const leftOut = await makeRelease(folder);
  for (const [path, size] of filesIn(folder)) {
    console.log(`${String(Math.ceil(size / 1000)).padStart(6)} kB  ${path}`);
  }
  for (const line of leftOut) console.log(`left out: ${line}`);
  if (!isDryRun && leftOut.length > 0) {
    throw new Error(
      "A release has all its parts. Install what the lines above miss, and run it again.",
    );
  }
}

/** The compiler leaves what it made of sources that are gone, and it would be packed. */
async function buildAnew(root: string): Promise<void> {
  for (const made of ["provider", "sdk", "simulator", ".tsbuildinfo"]) {
    rmSync(join(root, "dist", made), { recursive: true, force: true });
  }
  const { code, combined } = await runNpm(["run", "build"], { cwd: root });
  if (code !== 0) throw new Error(combined);
}

/** Single files with their sizes, and folders of sources with what they hold together. */
function filesIn(folder: string): (readonly [string, number])[] {
  const sizeOf = (path: string): number =>
    statSync(path).isDirectory()
      ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
      : statSync(path).size;
  return readdirSync(folder).flatMap((name) => {
    const inner = ["npm", "plugin", "python"].includes(name)
      ? readdirSync(join(folder, name)).map((file) => join(name, file))
      : [name];
    return inner.map((path) => [path, sizeOf(join(folder, path))] as const);
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
