import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin } from "esbuild";
import { version } from "../provider/version";
import { noticesOf } from "./notices";
import { oneFile } from "./oneFile";
import { oldestVersion } from "./pulumiInstallation";
import { repositoryRoot } from "./repository";

/**
 * Parts of libraries that are loaded but never called here, a third of the file: gRPC reads .proto files for its own
 * diagnostics, axios sends forms, and zod speaks 40 languages.
 */
const unused = /^(@grpc\/proto-loader|form-data)$|\/locales\/index\.c?js$/;

const withoutUnused: Plugin = {
  name: "without unused parts",
  setup: (bundle) => {
    bundle.onResolve({ filter: unused }, ({ path }) => ({ path, namespace: "unused" }));
    bundle.onLoad({ filter: /.*/, namespace: "unused" }, () => ({
      contents: "module.exports = {}",
    }));
  },
};

/** The folder from which @pulumi/pulumi finds the libraries that belong to it. */
const resolveDir = dirname(require.resolve("@pulumi/pulumi/package.json"));

/** Each of those libraries is bundled once, in the copy that @pulumi/pulumi uses. */
export const pulumisOwn: Plugin = {
  name: "libraries of @pulumi/pulumi",
  setup: (bundle) => {
    bundle.onResolve({ filter: /^(@grpc\/grpc-js|google-protobuf)(\/|$)/ }, (wanted) => {
      if (wanted.resolveDir === resolveDir) return undefined;
      return bundle.resolve(wanted.path, { resolveDir, kind: wanted.kind });
    });
    // Our module that looks for that copy where the package is installed has nothing to look for here.
    bundle.onLoad({ filter: /[\\/]grpc\.ts$/ }, () => ({
      contents: `export { connectivityState, credentials } from "@grpc/grpc-js";`,
      resolveDir,
    }));
  },
};

export const executable = "pulumi-resource-droplet-actions";

/** Beside it, the licenses of what is bundled. */
export const noticesFile = "THIRD-PARTY-NOTICES.txt";

/**
 * Makes the provider plugin: one file that needs nothing but Node.js, since `pulumi plugin install --file` copies no
 * more than that.
 */
async function buildPlugin(): Promise<void> {
  const source = join(repositoryRoot(), "provider", "adapters", "plugin");
  const folder = join(repositoryRoot(), "dist", "plugin");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // The plugin starts up to four times in one command, and most of that time Node.js reads the file.
  const { text, sources } = await oneFile(join(source, "main.ts"), [withoutUnused, pulumisOwn]);
  writeFileSync(join(folder, executable), text);
  chmodSync(join(folder, executable), 0o755);
  cpSync(join(source, "files"), folder, { recursive: true });
  writeFileSync(join(folder, noticesFile), noticesOf(sources));
  // Needed by nothing in here: where Pulumi's host of Node.js runs a plugin's folder, it looks for itself in it.
  const dependencies = { "@pulumi/pulumi": `^${oldestVersion}` };
  const manifest = { name: executable, version, private: true, main: executable, dependencies };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

if (require.main === module) void buildPlugin();
