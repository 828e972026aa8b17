import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that is gone when the tests of the file have run. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "droplet-actions-tools-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const allFiles = [
  "pulumi",
  "pulumi-language-nodejs",
  "pulumi-language-yaml",
  "pulumi-resource-pulumi-nodejs",
] as const;

/** A folder with scripts in place of the programs; each of them tells this version. */
export function writeFakePulumi(
  binDir: string,
  version: string,
  files: readonly string[] = allFiles,
): void {
  mkdirSync(binDir, { recursive: true });
  for (const name of files) writeScript(join(binDir, name), `echo ${version}`);
}

export function writeScript(file: string, body: string): void {
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
}
