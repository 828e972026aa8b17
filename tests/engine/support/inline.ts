import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../../tools/childProcess";
import type { Stack } from "./stack";

export interface InlineResult {
  /** What the CLI said, or why it failed. */
  readonly output: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * Runs a program of one JavaScript function inline, through the Automation API, which speaks to the engine itself: the
 * language host that is built from Go modules stands between others and the engine, and is older than hooks and `exists`.
 */
export async function runInline(
  { project: { folder, sandbox }, env }: Stack,
  command: "preview" | "up",
  program: string,
  moreEnv: Readonly<Record<string, string>> = {},
): Promise<InlineResult> {
  const lines = [
    `const { LocalWorkspace } = require("@pulumi/pulumi/automation");`,
    `const args = { stackName: "dev", projectName: "engine", program: ${program} };`,
    `const values = (outputs) => Object.entries(outputs).map(([name, { value }]) => [name, value]);`,
    `LocalWorkspace.selectStack(args, { workDir: process.cwd() })`,
    `  .then((stack) => stack.${command}())`,
    `  .then(({ stdout, outputs = {} }) => ({ output: stdout, outputs: Object.fromEntries(values(outputs)) }))`,
    `  .catch(({ message }) => ({ output: message, outputs: {} }))`,
    `  .then((result) => require("node:fs").writeFileSync("inline.json", JSON.stringify(result)));`,
  ];
  // The CLI looks for the main file that the project names, though it does not run it.
  writeFileSync(join(folder, "index.js"), lines.join("\n"));
  const { code, combined } = await runCommand(process.execPath, ["index.js"], {
    cwd: folder,
    env: { ...sandbox.environment, ...env, ...moreEnv },
  });
  if (code !== 0) throw new Error(combined);
  return JSON.parse(readFileSync(join(folder, "inline.json"), "utf8")) as InlineResult;
}
