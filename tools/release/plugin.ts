import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create } from "tar";
import { version } from "../../provider/version";
import { executable, noticesFile } from "../buildPlugin";
import { repositoryRoot } from "../repository";

/** The systems that Pulumi's CLI runs on, in its own words. */
export const platforms = ["darwin", "linux", "windows"].flatMap((system) =>
  ["amd64", "arm64"].map((architecture) => `${system}-${architecture}`),
);

export const archiveOf = (platform: string) => `${executable}-v${version}-${platform}.tar.gz`;

export const checksumsFile = `pulumi-droplet-actions_${version}_checksums.txt`;

/**
 * Packs the plugin that is built, once for each platform, as Pulumi downloads it, with a file of their checksums. The
 * plugin is a program for Node.js and the same on all; Windows needs a batch file that starts it.
 */
export async function packPlugin(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const contents = mkdtempSync(join(tmpdir(), "droplet-actions-plugin-"));
  try {
    const built = join(repositoryRoot(), "dist", "plugin");
    for (const name of [executable, `${executable}.cmd`, noticesFile]) {
      cpSync(join(built, name), join(contents, name));
    }
    cpSync(join(repositoryRoot(), "LICENSE"), join(contents, "LICENSE"));
    for (const platform of platforms) {
      const windows = platform.startsWith("windows") ? [`${executable}.cmd`] : [];
      await create(
        // The same sources give the same checksums.
        {
          cwd: contents,
          gzip: true,
          portable: true,
          file: join(folder, archiveOf(platform)),
          noMtime: true,
        },
        [executable, ...windows, "LICENSE", noticesFile],
      );
    }
  } finally {
    rmSync(contents, { recursive: true, force: true });
  }
  const lines = platforms.map((platform) => {
    const archive = archiveOf(platform);
    return `${sha256(join(folder, archive))}  ${archive}\n`;
  });
  writeFileSync(join(folder, checksumsFile), lines.join(""));
}

const sha256 = (file: string) => createHash("sha256").update(readFileSync(file)).digest("hex");
