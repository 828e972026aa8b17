import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startSimulator, type Simulator } from "../../simulator";
import { killTree } from "../processTree";
import { findPulumiCli } from "../pulumiCli";
import { createPulumiSandbox } from "../pulumiSandbox";
import { repositoryRoot } from "../repository";
import { drawLines, textOf, themes, type Theme } from "./svg";
import { RecordedTerminal, type Line } from "./terminal";

/** `npm run pictures`: the real CLI and the plugin against the simulator, drawn for README.md. */

const columns = 121;
const dropletId = 3164444;
const up = "pulumi up --yes --skip-preview --non-interactive --suppress-progress";

interface Stage {
  simulator: Simulator;
  /** What the program declares from now on. */
  declare: (size: string) => void;
  /** Empty at the beginning of each picture. */
  terminal: RecordedTerminal;
}

interface Picture {
  name: string;
  title: string;
  record: (stage: Stage) => Promise<readonly Line[]>;
}

const pictures: readonly Picture[] = [
  {
    name: "preview",
    title: "pulumi preview shows the numbered steps of a resize, its price and its downtime",
    record: async ({ declare, terminal }) => {
      declare("s-2vcpu-4gb");
      expectCode(0, await terminal.run("pulumi preview"));
      return terminal.lines();
    },
  },
  {
    name: "refusal",
    title: "pulumi preview refuses a resize to a smaller disk, and says what to do",
    record: async ({ declare, terminal }) => {
      declare("s-1vcpu-512mb-10gb");
      expectCode(1, await terminal.run("pulumi preview"));
      return terminal.lines();
    },
  },
  {
    name: "resume",
    title: "pulumi up is killed during a resize; the next one resumes it and sends nothing twice",
    record: async ({ declare, terminal, simulator }) => {
      declare("s-2vcpu-4gb");
      const killed = await terminal.start(up);
      while (simulator.posts("resize").accepted.length === 0) await pause(50);
      // Long enough for the row to show that the resize runs.
      await pause(2000);
      killTree(killed.pid ?? 0);
      await terminal.write("Killed\n");
      expectCode(0, await terminal.run("pulumi cancel --yes"));
      expectCode(0, await terminal.run(up));
      const sent = simulator.posts().accepted.map(({ actionType }) => actionType);
      if (sent.join() !== "shutdown,resize,power_on") throw new Error(`sent were ${sent.join()}`);
      return withoutPulumisWarning(terminal.lines());
    },
  },
];

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "droplet-actions-pictures-"));
  const simulator = await startSimulator({
    timeScale: 10,
    // It takes so long that it still runs when the next command begins.
    durations: { resize: 300 },
    droplets: [{ id: dropletId, name: "web" }],
  });
  try {
    const stage = await prepare(folder, simulator);
    for (const { name, title, record } of pictures) {
      console.log(`Recording ${name} ...`);
      const lines = shortened(await record(stage()));
      for (const [look, theme] of Object.entries<Theme>(themes)) {
        const file = join(repositoryRoot(), "docs", "pictures", `${name}-${look}.svg`);
        writeFileSync(file, drawLines(lines, { title, columns, theme }));
      }
    }
  } finally {
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function prepare(folder: string, simulator: Simulator): Promise<() => Stage> {
  const root = repositoryRoot();
  const project = join(folder, "site");
  const modules = join(project, "node_modules");
  mkdirSync(modules, { recursive: true });
  symlinkSync(root, join(modules, "pulumi-droplet-actions"));
  symlinkSync(join(root, "node_modules", "@pulumi"), join(modules, "@pulumi"));
  const plugin = `{ name: droplet-actions, path: ${JSON.stringify(join(root, "dist", "plugin"))} }`;
  const lines = [
    "name: site",
    "runtime: { name: nodejs, options: { typescript: false } }",
    "main: index.js",
    `plugins: { providers: [${plugin}] }`,
  ];
  writeFileSync(join(project, "package.json"), "{}");
  writeFileSync(join(project, "Pulumi.yaml"), lines.join("\n"));
  const declare = (size: string) =>
    writeFileSync(
      join(project, "index.js"),
      `const { DropletResize } = require("pulumi-droplet-actions/plugin");
       new DropletResize("web", { dropletId: ${dropletId}, size: "${size}" });`,
    );

  const sandbox = createPulumiSandbox(folder, await findPulumiCli());
  const env = {
    ...sandbox.environment,
    DIGITALOCEAN_TOKEN: simulator.token,
    DIGITALOCEAN_API_URL: simulator.url,
  };
  declare("s-1vcpu-1gb");
  for (const args of [
    ["stack", "init", "prod"],
    ["up", "--yes", "--skip-preview"],
  ]) {
    const { code, combined } = await sandbox.run(args, { cwd: project, env });
    if (code !== 0) throw new Error(combined);
  }
  return () => ({ simulator, declare, terminal: new RecordedTerminal(columns, project, env) });
}

function expectCode(wanted: number, code: number | null): void {
  if (code !== wanted) throw new Error(`the command ended with ${code}`);
}

const leftOut: Line = [{ text: "[…]", color: undefined, isBold: false }];

/** Pulumi's advice after a kill takes more lines than all that happened; a mark stands where it was. */
function withoutPulumisWarning(lines: readonly Line[]): readonly Line[] {
  const kept: Line[] = [];
  let isInDiagnostics = false;
  for (const line of lines) {
    const text = textOf(line);
    isInDiagnostics = (isInDiagnostics || text === "Diagnostics:") && text !== "Resources:";
    if (!isInDiagnostics && !text.includes("pulumi:pulumi:Stack")) kept.push(line);
    else if (kept.at(-1) !== leftOut) kept.push(leftOut);
  }
  return kept;
}

/** Without how long the command took, which is never the same, and without more than one empty line. */
function shortened(lines: readonly Line[]): readonly Line[] {
  const kept: Line[] = [];
  for (const line of lines) {
    const last = kept.at(-1);
    const isMore = textOf(line) === "" && (last === undefined || textOf(last) === "");
    if (!isMore && !textOf(line).startsWith("Duration:")) kept.push(line);
  }
  const last = kept.at(-1);
  return last && textOf(last) === "" ? kept.slice(0, -1) : kept;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
