import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPulumiCli } from "../pulumiCli";
import { createPulumiSandbox, type PulumiSandbox } from "../pulumiSandbox";
import { repositoryRoot } from "../repository";

/** What the program is given. */
export interface ProgramInputs {
  /** 1 to 3: the deployments that the program passes through. */
  readonly stage: number;
  readonly dropletId: string;
  readonly run: string;
  readonly size: string;
  readonly image: string;
  readonly resetsPassword: boolean;
}

export interface DeploymentOptions {
  readonly apiUrl: string;
  readonly token: string;
  /** Ends everything at once: what it made is deleted anyway. */
  readonly signal: AbortSignal;
  readonly print: (text: string) => void;
}

/** The real engine with the built plugin, in a folder of its own. */
export class Deployment {
  private constructor(
    private readonly folder: string,
    private readonly sandbox: PulumiSandbox,
    private readonly options: DeploymentOptions,
  ) {}

  static async open(options: DeploymentOptions): Promise<Deployment> {
    const cli = await findPulumiCli();
    options.signal.throwIfAborted();
    const folder = mkdtempSync(join(tmpdir(), "droplet-actions-smoke-"));
    const sandbox = createPulumiSandbox(folder, cli);
    const project = join(folder, "project");
    mkdirSync(project);
    writeFileSync(join(project, "Pulumi.yaml"), projectFile());
    options.signal.addEventListener("abort", () => sandbox.kill());
    const deployment = new Deployment(folder, sandbox, options);
    try {
      if (await deployment.pulumi(["stack", "init", "smoke"], {})) return deployment;
      throw new Error("pulumi stack init failed; its output is above");
    } catch (error) {
      deployment.close();
      throw error;
    }
  }

  /** Answers whether it succeeded. */
  up(inputs: ProgramInputs): Promise<boolean> {
    const command = ["up", "--yes", "--skip-preview", "--continue-on-error"];
    return this.pulumi(command, { SMOKE_INPUTS: JSON.stringify(inputs) });
  }

  destroy(): Promise<boolean> {
    return this.pulumi(["destroy", "--yes", "--skip-preview"], {});
  }

  /** Kills what still runs. */
  close(): void {
    this.sandbox.kill();
    // What was killed may be writing its last file.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private async pulumi(command: readonly string[], env: Record<string, string>): Promise<boolean> {
    const { apiUrl, token, signal, print } = this.options;
    signal.throwIfAborted();
    const { code } = await this.sandbox.run([...command, "--non-interactive"], {
      cwd: join(this.folder, "project"),
      env: { ...env, DIGITALOCEAN_TOKEN: token, DIGITALOCEAN_API_URL: apiUrl },
      onOutput: print,
    });
    signal.throwIfAborted();
    return code === 0;
  }
}

function projectFile(): string {
  const built = join(repositoryRoot(), "dist");
  const plugin = JSON.stringify(join(built, "plugin"));
  return [
    "name: droplet-actions-smoke",
    "runtime: { name: nodejs, options: { typescript: false } }",
    `main: ${JSON.stringify(join(built, "tools", "smoke", "program.js"))}`,
    `plugins: { providers: [{ name: droplet-actions, path: ${plugin} }] }`,
    "",
  ].join("\n");
}
