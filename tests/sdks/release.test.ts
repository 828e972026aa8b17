import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { extract } from "tar";
import ts from "typescript";
import manifest from "../../package.json";
import { makeRelease, parts } from "../../tools/release/make";
import { assertBuilt } from "../engine/support/build";
import { firstRun, root, run } from "./support";

/** What `npm run release` makes; other tests install the wheel, the Go module and the archives of the plugin. */

const { name, version } = manifest;
const node = process.execPath;

let folder: string, leftOut: string[];
beforeAll(async () => {
  assertBuilt();
  folder = mkdtempSync(join(tmpdir(), "droplet-actions-release-"));
  leftOut = await makeRelease(folder);
}, firstRun);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tarball = () => join(folder, "npm", `${name}-${version}.tgz`);

test("a release has all its parts, but for those that it says are left out", () => {
  const missing = leftOut.map((line) => line.split(" ")[0] ?? "");
  for (const line of leftOut) process.stderr.write(`skipped: of a release, ${line}\n`);
  expect(readdirSync(folder).sort()).toEqual(
    parts.filter((part) => !missing.includes(part)).sort(),
  );
  const plugin = `pulumi-resource-droplet-actions-v${version}`;
  expect(readdirSync(join(folder, "plugin")).sort()).toEqual(
    [
      `${plugin}-darwin-amd64.tar.gz`,
      `${plugin}-darwin-arm64.tar.gz`,
      `${plugin}-linux-amd64.tar.gz`,
      `${plugin}-linux-arm64.tar.gz`,
      `${plugin}-windows-amd64.tar.gz`,
      `${plugin}-windows-arm64.tar.gz`,
      `pulumi-droplet-actions_${version}_checksums.txt`,
    ].sort(),
  );
});

test("the npm package is in order, for publint and for attw", async () => {
  const publint = join(root, "node_modules", "publint", "src", "cli.js");
  await run(node, [publint, "run", tarball(), "--strict"]);
  expect(await run(node, [join(__dirname, "release", "attw.mjs"), tarball()])).toBe("[]\n");
}, 180_000);

test("each type in the npm package has the types that it needs", async () => {
  await extract({ file: tarball(), cwd: folder });
  const entries = Object.values(manifest.exports)
    .flatMap((entry) => (typeof entry === "string" ? [] : [entry.types]))
    .map((types) => join(root, types));
  expect(entries).toHaveLength(4);
  const module = ts.ModuleKind.Node16;
  const moduleResolution = ts.ModuleResolutionKind.Node16;
  const files = ts
    .createProgram(entries, { module, moduleResolution, types: [] })
    .getSourceFiles()
    .map(({ fileName }) => relative(root, fileName))
    .filter((path) => path.startsWith("dist"));
  expect(files.length).toBeGreaterThan(40);
  expect(files.filter((path) => !existsSync(join(folder, "package", path)))).toEqual([]);
}, 180_000);
