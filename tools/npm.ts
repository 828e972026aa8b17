import { win32 } from "node:path";
import { type CommandOptions, type CommandResult, runCommand } from "./childProcess";

/**
 * The command that is npm: the one that runs us, where there is one. On Windows `npm` is a batch file, which Node.js
 * starts only through a shell, so there its script is run, which lies beside Node.js.
 */
export function npmCommand(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  node: string = process.execPath,
): readonly [string, ...string[]] {
  const script = environment["npm_execpath"];
  if (script && /npm-cli\.c?js$/.test(script)) return [node, script];
  if (platform !== "win32") return ["npm"];
  return [node, win32.join(win32.dirname(node), "node_modules", "npm", "bin", "npm-cli.js")];
}

/** Runs npm to its end. */
export function runNpm(args: readonly string[], options?: CommandOptions): Promise<CommandResult> {
  const [file, ...first] = npmCommand();
  return runCommand(file, [...first, ...args], options);
}
