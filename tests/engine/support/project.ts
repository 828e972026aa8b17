import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resources } from "../../../provider/resources";
import { findPulumiCli, type PulumiCli } from "../../../tools/pulumiCli";
import { createPulumiSandbox, type PulumiSandbox } from "../../../tools/pulumiSandbox";
import { repositoryRoot } from "../../../tools/repository";
import { assertBuilt } from "./build";
import { type Adapter, dynamic } from "./adapters";

/** A project folder outside of the repository, as a user has one, with an empty stack in a backend on disk. */
export interface Project {
  readonly folder: string;
  /** What its program imports; a test of moving changes it. */
  adapter: Adapter;
  readonly sandbox: PulumiSandbox;
  /** Of the CLI, as "v3.276.0". */
  readonly version: string;
  /** What the backend keeps of the stack. */
  readonly stateFile: string;
}

const name = "engine";
export const stackName = "dev";

let cli: PulumiCli | undefined;
let template: string | undefined;

export async function createProject(adapter: Adapter): Promise<Project> {
  cli ??= await findPulumiCli();
  template ??= await createTemplate(cli);
  const folder = temporaryFolder();
  cpSync(template, folder, { recursive: true, verbatimSymlinks: true });
  const project = projectIn(folder, cli, adapter);
  useAdapter(project, adapter);
  return project;
}

/** From here on: what was made through the other adapter is still there. */
export function useAdapter(project: Project, adapter: Adapter): void {
  project.adapter = adapter;
  // What the plugin made needs it until it is gone, so a project that leaves it still names it.
  if (adapter.pluginFolder !== undefined) {
    const one = `{ name: droplet-actions, path: ${JSON.stringify(adapter.pluginFolder)} }`;
    describeProject(project, [`plugins: { providers: [${one}] }`]);
  }
}

function describeProject({ folder }: Pick<Project, "folder">, lines: readonly string[] = []): void {
  // Without TypeScript every command is faster by half a second.
  const runtime = `runtime: { name: nodejs, options: { typescript: false } }`;
  const all = [`name: ${name}`, runtime, "main: index.js", ...lines];
  writeFileSync(join(folder, "Pulumi.yaml"), `${all.join("\n")}\n`);
}

/** What is left to be removed when the tests of a file are over. */
export const templateFolder = () => template;

const temporaryFolder = () => mkdtempSync(join(tmpdir(), "droplet-actions-engine-"));

function projectIn(folder: string, { binDir, version }: PulumiCli, adapter: Adapter): Project {
  return {
    folder: join(folder, "project"),
    adapter,
    sandbox: createPulumiSandbox(folder, { binDir }),
    version,
    stateFile: join(folder, "backend", ".pulumi", "stacks", name, `${stackName}.json`),
  };
}

/** Made once for all tests of a file, because `stack init` takes half a second. */
async function createTemplate(found: PulumiCli): Promise<string> {
  assertBuilt();
  const folder = temporaryFolder();
  const { folder: project, sandbox } = projectIn(folder, found, dynamic);
  const modules = join(project, "node_modules");
  mkdirSync(modules, { recursive: true });
  symlinkSync(repositoryRoot(), join(modules, "pulumi-droplet-actions"));
  symlinkSync(join(repositoryRoot(), "node_modules", "@pulumi"), join(modules, "@pulumi"));
  writeFileSync(join(project, "package.json"), "{}");
  describeProject({ folder: project });
  const { code, combined } = await sandbox.run(["stack", "init", stackName], { cwd: project });
  if (code !== 0) throw new Error(combined);
  return folder;
}

/** Writes the program; `pulumi`, `digitalocean` and the adapter's classes are at hand in it. */
export function writeProgram({ folder, adapter }: Project, source: string): void {
  const classes = resources.map((definition) => definition.name);
  const provider = source.includes("new Provider(") ? ["Provider"] : [];
  const lines = [
    `const pulumi = require("@pulumi/pulumi");`,
    `const { ${[...classes, ...provider].join(", ")} } = require("${adapter.module}");`,
    // Loading it takes a while, and few programs use it.
    source.includes("digitalocean.") ? `const digitalocean = require("@pulumi/digitalocean");` : "",
    source,
  ];
  writeFileSync(join(folder, "index.js"), lines.join("\n"));
}

/** For the commands of a program that `writeProgram` wrote. The benchmark is compiled, and this file is not. */
export const quickStart = {
  NODE_OPTIONS: `--require ${JSON.stringify(join(repositoryRoot(), "tests/engine/support/loadLater.js"))}`,
};

/** Lets the project run a program of the repository as it is, through the repository's Pulumi.yaml. */
export function useExample({ folder }: Project, example: string): void {
  const main = join(repositoryRoot(), "examples", example, "index.ts");
  const own = readFileSync(join(repositoryRoot(), "Pulumi.yaml"), "utf8");
  // The name is the stack's, the program is named by its full path; all else is as it is.
  const file = own
    .replace(/^name:.*$/m, `name: ${name}`)
    .replace(/^main:.*$/m, `main: ${JSON.stringify(main)}`);
  writeFileSync(join(folder, "Pulumi.yaml"), file);
}
