import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { arch, platform, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { defaultToken, startSimulator } from "../simulator";
import { type CommandOptions, runCommand } from "./childProcess";
import { npmCommand } from "./npm";
import { findPulumiCli, type PulumiCli } from "./pulumiCli";
import { oldestVersion } from "./pulumiInstallation";
import { createPulumiSandbox } from "./pulumiSandbox";
import { packNpm } from "./release/npmPackage";
import { repositoryRoot } from "./repository";

/**
 * Installs the packed package into empty projects, as users do with the package managers, versions and kinds of
 * programs that they have, and lets a program with both adapters run in each: `npm run installs`.
 */

/** How to install what a package.json names. All but npm come as npm packages. */
const managers = {
  npm: { from: undefined, command: ["install", "--no-audit", "--no-fund"] },
  // It refuses to end well while nobody has decided whether protobufjs, which @pulumi/pulumi brings, may run a script.
  pnpm: { from: "pnpm@12", command: ["pnpm", "install", "--config.strict-dep-builds=false"] },
  yarn: { from: "@yarnpkg/cli-dist@4", command: ["yarn", "install"] },
  bun: { from: "bun@1", command: ["bun", "install"] },
} as const;

const yarnSettings = {
  YARN_NODE_LINKER: "node-modules",
  YARN_ENABLE_IMMUTABLE_INSTALLS: "false",
  YARN_ENABLE_TELEMETRY: "false",
};

const newest = "3.276.0";
const oldest = oldestVersion;
/** The version of gRPC; @pulumi/pulumi alone would bring a newer one. */
const older = "1.12.6";

/** Every two values that may matter to one another occur together. The oldest SDK takes no TypeScript 6. */
const installations = [
  ["npm", "20", newest, "CommonJS", "5.9", older],
  ["npm", "20", oldest, "ESM", "5.9", "none"],
  ["npm", "22", oldest, "CommonJS", "5.9", "none"],
  ["npm", "22", newest, "ESM", "6.0", "none"],
  ["npm", "24", oldest, "CommonJS", "5.9", older],
  ["npm", "24", newest, "ESM", "6.0", older],
  ["pnpm", "20", oldest, "ESM", "5.9", older],
  ["pnpm", "22", newest, "CommonJS", "5.9", "none"],
  ["pnpm", "24", newest, "ESM", "6.0", older],
  ["yarn", "20", newest, "ESM", "6.0", older],
  ["yarn", "22", oldest, "CommonJS", "5.9", "none"],
  ["yarn", "24", newest, "CommonJS", "6.0", older],
  ["bun", "20", oldest, "CommonJS", "5.9", "none"],
  ["bun", "22", newest, "ESM", "6.0", older],
  ["bun", "24", newest, "CommonJS", "6.0", "none"],
].map(([manager, node, pulumi, modules, typescript, grpc]) => ({
  ...{ manager, node, pulumi, modules, typescript, grpc },
})) as readonly Installation[];

interface Installation {
  readonly manager: keyof typeof managers;
  readonly node: string;
  readonly pulumi: string;
  readonly modules: keyof typeof programs;
  readonly typescript: string;
  /** What the project itself holds, beside what @pulumi/pulumi uses. */
  readonly grpc: string;
}

/** Those that every run of the tests makes: the first of two package managers, with the Node.js that is here. */
const few = ["npm", "pnpm"].flatMap((name) =>
  installations
    .filter(({ manager }) => manager === name)
    .slice(0, 1)
    .map((one) => ({ ...one, node: process.versions.node.split(".")[0] ?? "" })),
);

const programs = {
  CommonJS: `
import { DropletPowerState } from "pulumi-droplet-actions";
import * as plugin from "pulumi-droplet-actions/plugin";

const one = new DropletPowerState("dynamic", { dropletId: 42, state: "off" });
const other = new plugin.DropletPowerState("plugin", { dropletId: 43, state: "off" });
export const statuses = [one.status, other.status];
`,
  ESM: `
import { DropletPowerState } from "pulumi-droplet-actions";
import * as plugin from "pulumi-droplet-actions/plugin";

const [dynamicId, pluginId] = await Promise.resolve([42, 43]);
const one = new DropletPowerState("dynamic", { dropletId: dynamicId, state: "off" });
const other = new plugin.DropletPowerState("plugin", { dropletId: pluginId, state: "off" });
export const statuses = [one.status, other.status];
`,
};

const project = `
name: installs
runtime: nodejs
main: index.ts
plugins:
  providers:
    - name: droplet-actions
      path: node_modules/pulumi-droplet-actions/dist/plugin
`;

const manifestOf = (
  { pulumi, modules, typescript, node, grpc }: Installation,
  tarball: string,
) => ({
  name: "installs",
  private: true,
  ...(modules === "ESM" && { type: "module" }),
  dependencies: {
    "pulumi-droplet-actions": `file:${tarball}`,
    "@pulumi/pulumi": pulumi,
    ...(grpc !== "none" && { "@grpc/grpc-js": grpc }),
  },
  devDependencies: {
    "@types/node": `^${node}`,
    "ts-node": "^10.9.2",
    typescript: `~${typescript}.0`,
  },
});

const compilerOptions = (modules: Installation["modules"]) => ({
  strict: true,
  target: "es2022",
  module: modules === "ESM" ? "nodenext" : "node16",
  types: ["node"],
  noEmit: true,
});

/** What every installation is made with. */
interface Surroundings {
  readonly folder: string;
  readonly tarball: string;
  readonly cli: PulumiCli;
  readonly environment: NodeJS.ProcessEnv;
}

/** Installs the package into a project of its own; the first step that fails tells why. */
async function install(one: Installation, { folder, tarball, environment }: Surroundings) {
  const cwd = join(folder, "project");
  mkdirSync(cwd, { recursive: true });
  const files = {
    "package.json": JSON.stringify(manifestOf(one, tarball), null, 2),
    "tsconfig.json": JSON.stringify({ compilerOptions: compilerOptions(one.modules) }),
    "index.ts": programs[one.modules],
    "Pulumi.yaml": project,
    // Otherwise Yarn looks for a project around this one.
    ...(one.manager === "yarn" && { "yarn.lock": "" }),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  const { from, command } = managers[one.manager];
  const brought = from === undefined ? [] : ["exec", "--yes", `--package=${from}`, "--"];
  await npm([...brought, ...command], { cwd, env: environment });
  return cwd;
}

/** Checks the types of the project's program and runs it twice with the real engine. */
async function runProgram(one: Installation, cwd: string, surroundings: Surroundings) {
  const { folder, cli, environment } = surroundings;
  const node = await nodeOf(one, environment);
  const env = { ...environment, PATH: [dirname(node), environment["PATH"]].join(delimiter) };
  const tsc = join(cwd, "node_modules", "typescript", "bin", "tsc");
  await succeed("tsc", node, [tsc, "--noEmit", "--project", cwd], { cwd, env });

  const droplets = [{ id: 42 }, { id: 43 }];
  const simulator = await startSimulator({ droplets, durations: { shutdown: 0 } });
  const settings = { DIGITALOCEAN_TOKEN: defaultToken, DIGITALOCEAN_API_URL: simulator.url };
  const sandbox = createPulumiSandbox(folder, cli, env);
  const pulumi = async (...args: string[]) => {
    const command = [...args, "--non-interactive"];
    const { code, combined } = await sandbox.run(command, { cwd, env: settings });
    if (code !== 0) throw new Error(`pulumi ${args[0]} ended with code ${code}:\n${combined}`);
    return combined;
  };
  try {
    await pulumi("stack", "init", "dev");
    await pulumi("up", "--yes", "--skip-preview");
    const second = await pulumi("up", "--yes", "--skip-preview");
    const off = droplets.filter(({ id }) => simulator.droplet(id).status === "off");
    const posts = simulator.posts().accepted.length;
    if (off.length !== 2 || posts !== 2 || !second.includes("3 unchanged")) {
      throw new Error(`${off.length} Droplets are off after ${posts} actions:\n${second}`);
    }
  } finally {
    sandbox.kill();
    await simulator.stop();
  }
}

/** The Node.js that runs the program and both adapters: this one, or the newest of its line from npm. */
async function nodeOf({ node }: Installation, environment: NodeJS.ProcessEnv): Promise<string> {
  if (process.versions.node.startsWith(`${node}.`)) return process.execPath;
  const print = ["node", "-p", "process.execPath"];
  const printed = await npm(["exec", "--yes", `--package=node@${node}`, "--", ...print], {
    env: environment,
  });
  return printed.trim().split("\n").at(-1) ?? "";
}

function npm(args: readonly string[], options: CommandOptions): Promise<string> {
  const [file, ...first] = npmCommand();
  return succeed("npm", file, [...first, ...args], options);
}

async function succeed(
  name: string,
  file: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> {
  const { code, stdout, combined } = await runCommand(file, args, options);
  if (code !== 0) throw new Error(`${name} ended with code ${code}:\n${combined}`);
  return stdout;
}

const columns = {
  manager: "package manager",
  node: "Node.js",
  pulumi: "`@pulumi/pulumi`",
  modules: "modules",
  typescript: "TypeScript",
  grpc: "the project's own `@grpc/grpc-js`",
  result: "result",
} as const;

type Row = Readonly<Record<keyof typeof columns, string>>;

const cellsOf = (row: Row) => Object.keys(columns).map((column) => row[column as keyof Row]);

/** Puts the table where the last one was. */
function writeTable(rows: readonly Row[], { version: cliVersion }: PulumiCli): void {
  const file = join(repositoryRoot(), "docs", "installs.md");
  const heads = Object.values(columns);
  const lines = [heads, heads.map(() => "---"), ...rows.map(cellsOf)];
  const table = lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  const measured = `<!-- begin -->\n\nWith the Pulumi CLI ${cliVersion}, on ${platform()} (${arch()}):\n\n${table}\n\n<!-- end -->`;
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(/<!-- begin -->.*<!-- end -->/s, measured));
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: { few: { type: "boolean", default: false }, only: { type: "string", default: "" } },
  });
  const chosen = (values.few ? few : installations).filter((one) =>
    Object.values(one).join(" ").includes(values.only),
  );
  const cli = await findPulumiCli();
  const top = mkdtempSync(join(tmpdir(), "droplet-actions-installs-"));
  const environment = {
    ...process.env,
    ...yarnSettings,
    YARN_NPM_REGISTRY_SERVER: (await npm(["config", "get", "registry"], {})).trim(),
  };
  const rows: Row[] = [];
  try {
    const tarball = await packNpm(top);
    for (const [index, one] of chosen.entries()) {
      const row = await rowOf(one, { folder: join(top, String(index)), tarball, cli, environment });
      rows.push(row);
      console.log(cellsOf(row).join("  "));
    }
  } finally {
    rmSync(top, { recursive: true, force: true, maxRetries: 5 });
  }
  const isWhole = chosen.length === installations.length;
  if (isWhole) writeTable(rows, cli);
  return rows.length > 0 && rows.every(({ result }) => result === passed);
}

const passed = "works";

async function rowOf(one: Installation, surroundings: Surroundings): Promise<Row> {
  try {
    const cwd = await install(one, surroundings);
    await runProgram(one, cwd, surroundings);
    return { ...one, result: passed };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { ...one, result: "**fails**" };
  } finally {
    rmSync(surroundings.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

main().then(
  (isWell) => (process.exitCode = isWell ? 0 : 1),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
