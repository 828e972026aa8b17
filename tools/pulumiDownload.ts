import { startCommand } from "./childProcess";
import { showProgress } from "./progress";
import { repositoryRoot } from "./repository";

/** The site that the Automation API's installer reads from. */
const downloadSite = "https://get.pulumi.com/";
const millisecondsForProbe = 3_000;
const typicalSeconds = 60;
const millisecondsForDownload = 10 * 60_000;

/** Whether the download site answers; asked first, since a download without a network can hang. */
export async function canDownload(): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(millisecondsForProbe);
    const response = await fetch(downloadSite, { method: "HEAD", signal });
    return response.ok;
  } catch {
    return false;
  }
}

/** Downloads the official release into `root`, as the Automation API does it. */
export async function downloadPulumi(
  version: string,
  root: string,
  interrupted: AbortSignal,
): Promise<void> {
  const progress = showProgress(`Downloading the Pulumi CLI ${version}`, [
    { name: "", typicalSeconds },
  ]);
  progress.next();
  const started = Date.now();
  const ticker = setInterval(
    () => progress.report(Math.min((Date.now() - started) / 1000 / typicalSeconds, 0.95)),
    1_000,
  );
  // A process of its own, because that is the only way to end a download that hangs.
  const command = startCommand(process.execPath, ["-e", installScript, version, root], {
    cwd: repositoryRoot(),
  });
  const stop = () => command.kill();
  const deadline = setTimeout(stop, millisecondsForDownload);
  interrupted.addEventListener("abort", stop);
  try {
    const { code, combined } = await command.result;
    interrupted.throwIfAborted();
    if (code !== 0) throw new Error(lastLine(combined) || `the installer ended with code ${code}`);
    progress.done("ready");
  } catch (error) {
    progress.failed();
    throw error;
  } finally {
    clearInterval(ticker);
    clearTimeout(deadline);
    interrupted.removeEventListener("abort", stop);
  }
}

// `install` wants the version class of the copy of semver that @pulumi/pulumi itself uses.
const installScript = `
  const { createRequire } = require("node:module");
  const { PulumiCommand } = require("@pulumi/pulumi/automation");
  const { SemVer } = createRequire(require.resolve("@pulumi/pulumi/package.json"))("semver");
  const [version, root] = process.argv.slice(1);
  PulumiCommand.install({ version: new SemVer(version), root }).catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
`;

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
