import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

import { buildFlags, findGo, goCommand, parallelCompilations, type GoCommand } from "./goCommand";
import { showProgress, type Progress } from "./progress";
import { goModuleFolder, pinnedVersion } from "./repository";

/**
 * A module in `tools/pulumi-cli`. `go install` refuses Pulumi's own modules for their replace
 * directives, so ours require them; several, because they need different versions of the same
 * libraries.
 */
interface GoModule {
  name: string;
  requirement: string;
  /** The variable that holds the version that the program tells. */
  versionVariable: string;
  downloadSeconds: number;
  compileSeconds: number;
  /** How many packages those seconds are for. */
  packages: number;
}

const hostsRequirement = "github.com/pulumi/pulumi/sdk/v3";

const modules: readonly GoModule[] = [
  {
    name: "pulumi",
    requirement: "github.com/pulumi/pulumi/pkg/v3",
    versionVariable: "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version",
    downloadSeconds: 25,
    compileSeconds: 220,
    packages: 1680,
  },
  {
    name: "language-yaml",
    requirement: "github.com/pulumi/pulumi-yaml",
    versionVariable: "github.com/pulumi/pulumi-yaml/pkg/version.Version",
    downloadSeconds: 5,
    compileSeconds: 40,
    packages: 280,
  },
  {
    // The last release whose Node.js and Python hosts are in a published Go module.
    name: "language-hosts",
    requirement: hostsRequirement,
    versionVariable: "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version",
    downloadSeconds: 5,
    compileSeconds: 15,
    packages: 280,
  },
];

/** Linking starts when the last package is compiled, and prints nothing. */
const shareBeforeLinking = 0.92;

/** The version that a build or a download gives, as "v1.2.3". */
export function pulumiVersion(): string {
  return pinnedVersion("pulumi", "github.com/pulumi/pulumi/pkg/v3");
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
  const progress = showProgress(`Building the Pulumi CLI ${pulumiVersion()}`, stages());
  try {
    for (const module of modules) {
      const packages = await download(go, module, progress);
      await compile(go, module, packages, binDir, progress);
    }
    await addScripts(go, binDir);
    rmSync(temporary, { recursive: true, force: true });
    progress.done("ready");
  } catch (error) {
    progress.failed();
    throw error;
  }
}

function stages() {
  return modules.flatMap(({ name, downloadSeconds, compileSeconds }) => [
    { name: `downloading ${name}`, typicalSeconds: downloadSeconds },
    { name: `compiling ${name}`, typicalSeconds: compileSeconds },
  ]);
}

/** Fetches the sources, and tells how many packages Go's cache does not hold compiled yet. */
async function download(go: GoCommand, module: GoModule, progress: Progress): Promise<number> {
  const expected = sourcesListed(module);
  let downloaded = 0;
  progress.next();
  const args = ["list", "-x", ...buildFlags, "-deps", "-f={{.Stale}}", "tool"];
  const answers = await go(module.name, args, (line) => {
    if (!line.includes(".zip: 200 ")) return;
    downloaded += 1;
    progress.report(downloaded / expected, `(${downloaded} modules)`);
  });
  return answers.split("\n").filter((answer) => answer === "true").length;
}

/** How many modules the checksum file names with their sources, not only with their go.mod. */
function sourcesListed(module: GoModule): number {
  const checksums = readFileSync(join(goModuleFolder(module.name), "go.sum"), "utf8");
  return checksums.split("\n").filter((line) => line && !line.includes("/go.mod ")).length;
}

async function compile(
  go: GoCommand,
  module: GoModule,
  packages: number,
  binDir: string,
  progress: Progress,
): Promise<void> {
  const { name, requirement, versionVariable, compileSeconds } = module;
  const version = pinnedVersion(name, requirement);
  let compiled = 0;
  progress.next(compileSeconds * Math.max(packages / module.packages, 1 - shareBeforeLinking));
  const args = [
    ...["build", "-v", `-p=${parallelCompilations()}`, ...buildFlags],
    `-ldflags=-s -w -X ${versionVariable}=${version}`,
    ...[`-o=${binDir}/`, "tool"],
  ];
  await go(name, args, () => {
    compiled = Math.min(compiled + 1, packages);
    const detail = `(${compiled} of ${packages} packages)`;
    progress.report((compiled / packages) * shareBeforeLinking, detail);
  });
}

/** The scripts that belong beside the programs: one from npm, one from the hosts' module. */
async function addScripts(go: GoCommand, binDir: string): Promise<void> {
  const sdk = dirname(require.resolve("@pulumi/pulumi/package.json"));
  const listed = await go("language-hosts", ["list", "-m", "-f={{.Dir}}", hostsRequirement]);
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
