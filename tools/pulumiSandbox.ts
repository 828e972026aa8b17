import { mkdirSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

import { startCommand, type CommandResult, type RunningCommand } from "./childProcess";
import type { PulumiCli } from "./pulumiCli";

export type { CommandResult, RunningCommand } from "./childProcess";

export interface SandboxRunOptions {
  /** The folder of the Pulumi project. */
  cwd: string;
  /** Added to the sandbox's environment; `undefined` removes a variable. */
  env?: Readonly<Record<string, string | undefined>>;
  onOutput?: (text: string, stream: "stdout" | "stderr") => void;
}

export interface PulumiSandbox {
  folder: string;
  /** What every command runs with. */
  environment: NodeJS.ProcessEnv;
  /** Runs `pulumi` with these arguments to its end; a failure is a code, not an exception. */
  run(args: readonly string[], options: SandboxRunOptions): Promise<CommandResult>;
  /** Starts `pulumi`, to be signalled or killed while it runs. */
  start(args: readonly string[], options: SandboxRunOptions): RunningCommand;
  /** Sends a signal to the commands that run, as ^C on a terminal does. */
  signal(name: NodeJS.Signals): void;
  /** Kills all commands ever started here with all their children, orphans included. */
  kill(): void;
}

/** Variables of the user that would reach another account, another backend, another plugin or another journal. */
const foreignVariable = /^(DIGITALOCEAN|DROPLET_ACTIONS|PULUMI)_/i;

/** Lets the CLI work in a folder of its own, with a state on disk and no account. */
export function createPulumiSandbox(
  folder: string,
  cli: Pick<PulumiCli, "binDir">,
  inherited: NodeJS.ProcessEnv = process.env,
): PulumiSandbox {
  const home = resolve(folder, "home");
  const backend = resolve(folder, "backend");
  const temporary = resolve(folder, "temporary");
  for (const one of [home, backend, temporary]) mkdirSync(one, { recursive: true });
  // A proxy is for the world outside; through one, Pulumi's own processes do not find each other.
  const direct = [inherited["no_proxy"] ?? inherited["NO_PROXY"], "127.0.0.1,localhost"];
  const withoutProxy = direct.filter(Boolean).join(",");
  const environment: NodeJS.ProcessEnv = {
    ...withoutForeignVariables(inherited),
    PATH: [cli.binDir, inherited["PATH"]].filter(Boolean).join(delimiter),
    NO_PROXY: withoutProxy,
    no_proxy: withoutProxy,
    // A killed language host leaves its pipes there; they go with the sandbox.
    TMPDIR: temporary,
    PULUMI_HOME: home,
    // Not a proper URL where the path has spaces: the CLI takes what follows "file://" as it is.
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "sandbox",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  const started = new Set<RunningCommand>();

  const start: PulumiSandbox["start"] = (args, { cwd, env, onOutput }) => {
    const command = startCommand(join(cli.binDir, "pulumi"), args, {
      cwd,
      env: { ...environment, ...env },
      ...(onOutput && { onOutput }),
    });
    started.add(command);
    return command;
  };

  return {
    folder: resolve(folder),
    environment,
    start,
    run: (args, options) => start(args, options).result,
    signal: (name) => started.forEach((command) => command.signal(name)),
    kill: () => started.forEach((command) => command.kill()),
  };
}

function withoutForeignVariables(inherited: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(inherited).filter(([name]) => !foreignVariable.test(name)),
  );
}
