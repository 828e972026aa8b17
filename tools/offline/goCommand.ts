import { availableParallelism, totalmem } from "node:os";

import { startCommand, type CommandResult } from "../childProcess";
import { findExecutable, searchPath } from "../pulumiInstallation";
import { goModuleFolder } from "../repository";

export interface GoCommand {
  /** Runs `go` in one of the modules below `tools`; output arrives in whole lines. */
  (goModule: string, args: readonly string[], onLine?: (line: string) => void): Promise<string>;
}

const bytesPerCompilation = 2 * 1024 ** 3;

export function findGo(environment: NodeJS.ProcessEnv): string | undefined {
  return findExecutable("go", searchPath(environment));
}

/** A `go` that keeps its working files in `temporary` and is killed when interrupted. */
export function goCommand(
  go: string,
  environment: NodeJS.ProcessEnv,
  temporary: string,
  interrupted: AbortSignal,
): GoCommand {
  const env = { ...goEnvironment(environment), GOTMPDIR: temporary };
  return async (goModule, args, onLine = () => {}) => {
    interrupted.throwIfAborted();
    const cwd = goModuleFolder(goModule);
    const command = startCommand(go, args, { cwd, env, onOutput: byLine(onLine) });
    const stop = () => command.kill();
    interrupted.addEventListener("abort", stop);
    const result = await command.result;
    interrupted.removeEventListener("abort", stop);
    interrupted.throwIfAborted();
    if (result.code !== 0) throw new Error(explain(args, result));
    return result.stdout;
  };
}

/** How many packages to compile at once: one per core, fewer where memory is short. */
export function parallelCompilations(cores = availableParallelism(), memory = totalmem()): number {
  return Math.max(1, Math.min(cores, Math.floor(memory / bytesPerCompilation)));
}

/** What every build is made with, so that all share what Go's cache holds compiled. */
export const buildFlags = [
  "-mod=readonly",
  "-trimpath",
  "-buildvcs=false",
  "-tags=osusergo,grpcnotrace",
  // Nobody debugs these programs, and without debug information they are built faster.
  "-gcflags=all=-dwarf=false",
];

/** The user's environment without what would build something else than a program to run here. */
export function goEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const inherited = { ...environment };
  for (const name of ["GOOS", "GOARCH", "GO111MODULE", "GOEXPERIMENT"]) delete inherited[name];
  return {
    ...inherited,
    GOFLAGS: "",
    GOWORK: "off",
    // No C compiler is needed then.
    CGO_ENABLED: "0",
    // The compiler collects its garbage less often: a tenth less work for some more memory.
    GOGC: "400",
  };
}

function byLine(onLine: (line: string) => void): (text: string) => void {
  let rest = "";
  return (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(onLine);
  };
}

function explain(args: readonly string[], { code, stderr }: CommandResult): string {
  const lines = stderr.split("\n").filter((line) => line !== "" && !line.startsWith("# get "));
  return [`\`go ${args[0]}\` ended with code ${code}:`, ...lines.slice(-8)].join("\n    ");
}
