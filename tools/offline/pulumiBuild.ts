import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { buildTools, stagesOf, type GoModule } from "./goBuild";
import { findGo, goCommand, type GoCommand } from "./goCommand";
import { showProgress } from "../progress";
import { pinnedVersion } from "../repository";

const hostsRequirement = "github.com/pulumi/pulumi/sdk/v3";
const hostsFolder = "offline/language-hosts";

/**
 * `go install` refuses Pulumi's own modules for their replace directives, so ours require them;
 * several, because they need different versions of the same libraries.
 */
const cliModule: GoModule = {
  folder: "offline/pulumi",
  requirement: "github.com/pulumi/pulumi/pkg/v3",
  versionVariable: "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version",
  downloadSeconds: 25,
  compileSeconds: 220,
  packages: 1680,
};

const hostModules: readonly GoModule[] = [
  {
    folder: "offline/language-yaml",
    requirement: "github.com/pulumi/pulumi-yaml",
    versionVariable: "github.com/pulumi/pulumi-yaml/pkg/version.Version",
    downloadSeconds: 5,
    compileSeconds: 40,
    packages: 280,
  },
  {
    // The last release whose Node.js and Python hosts are in a published Go module.
    folder: hostsFolder,
    requirement: hostsRequirement,
    versionVariable: "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version",
    downloadSeconds: 5,
    compileSeconds: 15,
    packages: 280,
  },
];

/** The version that a build or a download gives where no other one is asked for, as "v1.2.3". */
export function pinnedPulumiVersion(): string {
  return pinnedVersion(cliModule.folder, cliModule.requirement);
}

/** Builds a version of the CLI, and the pinned language hosts, into `root/bin` from Go modules. */
export async function buildPulumi(
  version: string,
  root: string,
  environment: NodeJS.ProcessEnv,
  interrupted: AbortSignal,
): Promise<void> {
  const executable = findGo(environment);
  if (!executable) throw new Error("there is no go on PATH");
  const binDir = join(root, "bin");
  const temporary = join(root, "temporary");
  for (const folder of [binDir, temporary]) mkdirSync(folder, { recursive: true });
  const go = goCommand(executable, environment, temporary, interrupted);
  const modules = [cliModule, ...hostModules];
  const progress = showProgress(`Building the Pulumi CLI ${version}`, stagesOf(modules));
  try {
    await buildTools(go, await cliModuleAt(version, go, temporary), binDir, progress);
    for (const module of hostModules) await buildTools(go, module, binDir, progress);
    await addScripts(go, binDir);
    rmSync(temporary, { recursive: true, force: true });
    progress.done("ready");
  } catch (error) {
    progress.failed();
    throw error;
  }
}

/** The module of another version than the pinned one is made on the spot; Go's own checksum database vouches for it. */
async function cliModuleAt(version: string, go: GoCommand, temporary: string): Promise<GoModule> {
  if (version === pinnedPulumiVersion()) return cliModule;
  const folder = join(temporary, "pulumi");
  mkdirSync(folder);
  writeFileSync(join(folder, "go.mod"), "module pulumi\n");
  await go(folder, ["get", "-tool", `${cliModule.requirement}/cmd/pulumi@${version}`]);
  return { ...cliModule, folder };
}

/** The scripts that belong beside the programs: one from npm, one from the hosts' module. */
async function addScripts(go: GoCommand, binDir: string): Promise<void> {
  const sdk = dirname(require.resolve("@pulumi/pulumi/package.json"));
  const listed = await go(hostsFolder, ["list", "-m", "-f={{.Dir}}", hostsRequirement]);
  const scripts = [
    join(sdk, "pulumi-resource-pulumi-nodejs"),
    join(sdk, "pulumi-resource-pulumi-nodejs.cmd"),
    join(listed.trim(), "python", "cmd", "pulumi-language-python-exec"),
  ];
  for (const script of scripts.filter((file) => existsSync(file))) {
    const target = join(binDir, script.split(/[\\/]/).at(-1) ?? "");
    copyFileSync(script, target);
    chmodSync(target, 0o755);
  }
}
