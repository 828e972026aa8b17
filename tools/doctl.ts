import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { buildTools, stagesOf, type GoModule } from "./offline/goBuild";
import { findGo, goCommand } from "./offline/goCommand";
import { showProgress } from "./progress";
import { cachedRoot, fillCache } from "./pulumiCache";
import { findExecutable, type Refusal } from "./pulumiInstallation";
import { pinnedVersion } from "./repository";

const source: GoModule = {
  folder: "doctl",
  requirement: "github.com/digitalocean/doctl",
  downloadSeconds: 20,
  compileSeconds: 90,
  packages: 970,
};

export interface Doctl {
  command: string;
  version: string;
}

/** DigitalOcean's own CLI in the pinned version, built from its Go module on first use; or why there is none. */
export async function findDoctl(
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Doctl | Refusal> {
  const version = pinnedVersion(source.folder, source.requirement);
  const root = cachedRoot("doctl", version, environment);
  const built = () => findExecutable("doctl", [join(root, "bin")]);
  if (!built()) {
    const executable = findGo(environment);
    if (!executable) return { reason: "no Go" };
    await fillCache(
      root,
      () => Promise.resolve(built() !== undefined),
      (folder, interrupted) => build(executable, folder, environment, interrupted),
    );
  }
  const command = built();
  return command ? { command, version } : { reason: `no doctl in ${root}` };
}

async function build(
  executable: string,
  root: string,
  environment: NodeJS.ProcessEnv,
  interrupted: AbortSignal,
): Promise<void> {
  const binDir = join(root, "bin");
  const temporary = join(root, "temporary");
  for (const folder of [binDir, temporary]) mkdirSync(folder, { recursive: true });
  const go = goCommand(executable, environment, temporary, interrupted);
  const version = pinnedVersion(source.folder, source.requirement);
  const progress = showProgress(`Building doctl ${version}`, stagesOf([source]));
  try {
    await buildTools(go, source, binDir, progress);
    rmSync(temporary, { recursive: true, force: true });
    progress.done("ready");
  } catch (error) {
    progress.failed();
    throw error;
  }
}
