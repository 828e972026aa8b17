import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

import { buildTools, stagesOf, type GoModule } from "./goBuild";
import { findGo, goCommand, type GoCommand } from "./goCommand";
import { showProgress } from "./progress";
import { pinnedVersion } from "./repository";

const hostsRequirement = "github.com/pulumi/pulumi/sdk/v3";
const hostsFolder = "pulumi-cli/language-hosts";

/**
 * `go install` refuses Pulumi's own modules for their replace directives, so ours require them;
 * several, because they need different versions of the same libraries.
 */
const modules: readonly GoModule[] = [
  {
    folder: "pulumi-cli/pulumi",
    requirement: "github.com/pulumi/pulumi/pkg/v3",
    versionVariable: "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version",
    downloadSeconds: 25,
    compileSeconds: 220,
    packages: 1680,
  },
  {
    folder: "pulumi-cli/language-yaml",
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

/** The version that a build or a download gives, as "v1.2.3". */
export function pulumiVersion(): string {
  return pinnedVersion("pulumi-cli/pulumi", "github.com/pulumi/pulumi/pkg/v3");
}

/** Builds the CLI and its language hosts into `root/bin` from the pinned Go modules. */
export async function buildPulumi(
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
  const progress = showProgress(`Building the Pulumi CLI ${pulumiVersion()}`, stagesOf(modules));
  try {
    for (const module of modules) await buildTools(go, module, binDir, progress);
    await addScripts(go, binDir);
    rmSync(temporary, { recursive: true, force: true });
    progress.done("ready");
  } catch (error) {
    progress.failed();
    throw error;
  }
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
