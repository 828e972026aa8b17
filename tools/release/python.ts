import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../childProcess";
import { repositoryRoot } from "../repository";

/** Makes the sources' archive and the wheel of `sdk/python`, with a Python that has `build` and `setuptools`. */
export async function packPython(folder: string, python: string): Promise<void> {
  const copy = mkdtempSync(join(tmpdir(), "droplet-actions-python-"));
  try {
    // Building leaves files beside the sources.
    const sources = join(copy, "sources");
    cpSync(join(repositoryRoot(), "sdk", "python"), sources, { recursive: true });
    cpSync(join(repositoryRoot(), "LICENSE"), join(sources, "LICENSE"));
    const build = ["-m", "build", "--no-isolation", "--outdir", folder, sources];
    const { code, combined } = await runCommand(python, build);
    if (code !== 0) throw new Error(combined);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
