import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { create } from "tar";
import { version } from "../provider/version";
import { repositoryRoot } from "./repository";

const executable = "pulumi-resource-droplet-actions";

/**
 * Makes the provider plugin: one file that needs nothing but Node.js, since `pulumi plugin install --file` copies no
 * more than that, and a tarball of it as Pulumi's plugin cache wants it.
 */
async function buildPlugin(): Promise<void> {
  const source = join(repositoryRoot(), "provider", "plugin");
  const folder = join(repositoryRoot(), "dist", "plugin");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(source, "main.ts")],
    outfile: join(folder, executable),
    bundle: true,
    platform: "node",
    target: "node20",
    banner: { js: "#!/usr/bin/env node" },
    // Half the size, and so quicker to start; names stay for the stack traces of bug reports.
    minifyWhitespace: true,
    minifySyntax: true,
    keepNames: true,
    legalComments: "none",
    logLevel: "warning",
  });
  chmodSync(join(folder, executable), 0o755);
  cpSync(join(source, "files"), folder, { recursive: true });
  const manifest = { name: executable, version, private: true, main: executable };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await create(
    {
      cwd: folder,
      gzip: true,
      portable: true,
      file: join(folder, `${executable}-v${version}.tar.gz`),
    },
    [executable, `${executable}.cmd`],
  );
}

if (require.main === module) void buildPlugin();
