import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { type LoggedRequest, type Simulator, startSimulator } from "../simulator";
import { startDigitalOceanStandIn } from "../simulator/digitaloceanProvider";
import { findPulumiCli } from "./pulumiCli";
import { createPulumiSandbox } from "./pulumiSandbox";

/** How much faster than the real one the simulated DigitalOcean is. */
const timeScale = 20;
const examples = join(process.cwd(), "examples");

/** `npm start`: the real CLI previews and applies an example, twice, against a simulated DigitalOcean. */
async function demo(): Promise<number> {
  const example = chosenExample();
  const cli = await findPulumiCli();
  const folder = mkdtempSync(join(tmpdir(), "droplet-actions-demo-"));
  const simulator = await startSimulator({ timeScale, servers: { bootSeconds: 60 } });
  const { url: apiUrl, token } = simulator;
  const standIn = await startDigitalOceanStandIn({ apiUrl, token });
  try {
    writeFileSync(join(folder, "Pulumi.yaml"), projectFile(example));
    const environment = {
      ...createPulumiSandbox(folder, cli).environment,
      DIGITALOCEAN_TOKEN: token,
      DIGITALOCEAN_API_URL: apiUrl,
      PULUMI_DEBUG_PROVIDERS: `digitalocean:${standIn.port}`,
    };
    console.log(
      `Pulumi ${cli.version}, and a DigitalOcean simulated at ${apiUrl}, ${timeScale} times as fast as the real one.`,
    );
    for (const [title, ...args] of commands) {
      if (title) console.log(`\n── ${title}: pulumi ${args.join(" ")}`);
      const code = await run(args, folder, environment);
      if (code !== 0) return code;
    }
    console.log("\n── What DigitalOcean was asked, and what it did");
    console.log(summary(simulator));
    console.log(
      `The program is examples/${example}/index.ts. With an account of yours, see README.md.`,
    );
    return 0;
  } finally {
    standIn.stop();
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Title (none: nothing worth a headline) and arguments. */
const commands: readonly (readonly [string, ...string[]])[] = [
  ["", "stack", "init", "demo"],
  ["What would happen", "preview"],
  ["Make it so", "up", "--yes", "--skip-preview"],
  ["Once more: everything already matches, and nothing is sent", "up", "--yes", "--skip-preview"],
];

function chosenExample(): string {
  const { values } = parseArgs({ options: { example: { type: "string", default: "quickstart" } } });
  // Those in other languages are projects of their own.
  const known = readdirSync(examples).filter((name) =>
    existsSync(join(examples, name, "index.ts")),
  );
  if (known.includes(values.example)) return values.example;
  throw new Error(
    `--example is ${JSON.stringify(values.example)}, and must be one of ${known.join(", ")}`,
  );
}

/** The root's project, with its program named by its full path, so that nothing is written beside it. */
function projectFile(example: string): string {
  const main = join(examples, example, "index.ts");
  return readFileSync("Pulumi.yaml", "utf8").replace(/^main:.*$/m, `main: ${JSON.stringify(main)}`);
}

/** On a terminal the CLI draws for itself, and ^C reaches it directly; it then ends by itself and in order. */
function run(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn("pulumi", args, { cwd, env, stdio: ["ignore", "inherit", "inherit"] });
  const forward = (signal: NodeJS.Signals) => {
    if (!process.stdout.isTTY) child.kill(signal);
  };
  process.on("SIGINT", forward).on("SIGTERM", forward);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      process.off("SIGINT", forward).off("SIGTERM", forward);
      resolve(code ?? 130);
    });
  });
}

function summary(simulator: Simulator): string {
  const table = new Table({
    head: ["request", "Droplet", "answer", "outcome"],
    style: { head: [], border: [], compact: true },
  });
  const changing = simulator.requests.filter(({ method }) => method !== "GET");
  for (const request of changing) {
    const { method, path, status } = request;
    const dropletId = /^\/v2\/droplets\/(\d+)/.exec(path)?.[1] ?? "";
    const asked = actionOf(request) ?? `${method} ${path}`;
    table.push([asked, dropletId, status, outcome(simulator, request)]);
  }
  const reads = simulator.requests.length - changing.length;
  const posts = simulator.posts().accepted.length;
  return `${table.toString()}\n${posts} ${posts === 1 ? "action" : "actions"}, ${reads} reads.`;
}

function actionOf({ actionType, body }: LoggedRequest): string | undefined {
  if (actionType === null) return undefined;
  const parameters = Object.entries(body as Record<string, unknown>)
    .filter(([name]) => name !== "type")
    .map(([name, value]) => `${name}=${String(value)}`);
  return [actionType, ...parameters].join(" ");
}

function outcome(simulator: Simulator, { actionIds }: LoggedRequest): string {
  return actionIds
    .map((id) => {
      const { status, startedAt, completedAt } = simulator.action(id);
      const took =
        completedAt === null ? "" : ` after ${((completedAt - startedAt) / 1000).toFixed(1)} s`;
      return `action ${id} ${status}${took}`;
    })
    .join(", ");
}

demo().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
