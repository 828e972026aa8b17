import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resources } from "../../provider/resources";
import { startCommand } from "../../tools/childProcess";
import { repositoryRoot } from "../../tools/repository";

export const root = repositoryRoot();

/** The first run compiles Pulumi's own SDK. */
export const firstRun = 10 * 60_000;

/** `test`, or what Jest counts as skipped and a line that says why. */
export function testWith(tool: unknown, missing: string): jest.It {
  if (tool) return test;
  process.stderr.write(`skipped: ${missing}\n`);
  return test.skip;
}

/** A folder of its own for the time of a call. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "droplet-actions-sdks-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All files of a folder and those in it, by their full paths. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** What a command says, if it ends well. */
export async function run(file: string, args: readonly string[], options: object = {}) {
  const { code, stdout, combined } = await startCommand(file, args, options).result;
  if (code !== 0) throw new Error(`${[file, ...args].join(" ")} ended with ${code}:\n${combined}`);
  return stdout;
}

/** The programs that the schema's docs show, by resource. */
export function examplesIn(language: string): { name: string; program: string }[] {
  const schema = JSON.parse(readFileSync(join(root, "schema.json"), "utf8")) as {
    resources: Record<string, { description: string }>;
  };
  const fence = new RegExp(`\`\`\`${language}\n(.*?)\n\`\`\``, "s");
  return Object.entries(schema.resources).map(([token, { description }]) => ({
    name: token.split(":")[2] ?? "",
    program: fence.exec(description)?.[1] ?? "",
  }));
}

/** What those programs declare, in the words of the engine. */
export const declaredByExamples = resources.map(({ name, target, example }) => ({
  type: `droplet-actions:index:${name}`,
  inputs: expect.objectContaining({
    ...(target.input === "dropletId" ? { dropletId: "3164444" } : {}),
    ...example,
  }) as unknown,
}));
