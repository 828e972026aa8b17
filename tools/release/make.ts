import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { version } from "../../provider/version";
import { runCommand } from "../childProcess";
import { repositoryRoot } from "../repository";
import { notesOf } from "./notes";
import { packNpm } from "./npmPackage";
import { packPlugin } from "./plugin";
import { packPython } from "./python";
import { goTag, packSources, sourceLanguages } from "./sources";

/** What lies in the folder of a release. */
export const parts = [
  "npm",
  "plugin",
  "python",
  ...sourceLanguages,
  "go-tag.txt",
  "release-notes.md",
];

/** Makes all parts of a release in a folder, from what is built; returns a line for each part that cannot be made here. */
export async function makeRelease(folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const changelog = readFileSync(join(repositoryRoot(), "CHANGELOG.md"), "utf8");
  writeFileSync(join(folder, "release-notes.md"), notesOf(changelog, version));
  await packNpm(join(folder, "npm"));
  await packPlugin(join(folder, "plugin"));
  const leftOut = await packSources(folder);
  writeFileSync(join(folder, "go-tag.txt"), `${goTag}\n`);
  const reason = await withBuildTools((python) => packPython(join(folder, "python"), python));
  return [...leftOut, ...(reason === undefined ? [] : [`python (${reason})`])];
}

/** The Python of a virtual environment that lasts as long as the call; returns why there is none. */
async function withBuildTools(
  work: (python: string) => Promise<void>,
): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "droplet-actions-python-"));
  const python = join(folder, "venv", "bin", "python");
  const requirements = join(repositoryRoot(), "tools", "release", "requirements.txt");
  const install: [string, string[]][] = [
    ["python3", ["-m", "venv", join(folder, "venv")]],
    [python, ["-m", "pip", "install", "--quiet", "--requirement", requirements]],
  ];
  try {
    for (const [file, args] of install) {
      const failure = await failureOf(file, args);
      if (failure !== undefined) return failure;
    }
    await work(python);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function failureOf(file: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { code, combined } = await runCommand(file, args);
    if (code === 0) return undefined;
    return `${file} ended with code ${code}: ${combined.trim().split("\n").at(-1)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
