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
  const { example, watch } = readOptions();
  const cli = await findPulumiCli();
  const folder = mkdtempSync(join(tmpdir(), "droplet-actions-demo-"));
  const simulator = await startSimulator({ timeScale, servers: { bootSeconds: 60 } });
  const { url: apiUrl, token } = simulator;
  const standIn = await startDigitalOceanStandIn({ apiUrl, token });
  try {
    console.log(
      `Pulumi ${cli.version} runs examples/${example} against a simulated DigitalOcean, ${timeScale} times as fast as the real one.\n` +
        `Watch the Droplets at ${apiUrl}/ ${watch ? "(open until you press Enter)" : "(npm start -- --watch keeps that page open at the end)"}`,
    );
    writeFileSync(join(folder, "Pulumi.yaml"), projectFile(example));
    const sandbox = createPulumiSandbox(folder, cli);
    const environment = {
      ...sandbox.environment,
      DIGITALOCEAN_TOKEN: token,
      DIGITALOCEAN_API_URL: apiUrl,
      PULUMI_DEBUG_PROVIDERS: `digitalocean:${standIn.port}`,
    };
    const init = await sandbox.run(["stack", "init", "demo"], { cwd: folder });
    if (init.code !== 0) throw new Error(init.combined);
    for (const [index, { title, why, args }] of commands.entries()) {
      console.log(`\n== ${index + 1} of ${commands.length}: ${title}\n${why}\n`);
      const code = await run(args, folder, environment);
      if (code !== 0) return code;
    }
    console.log("\n== What DigitalOcean was sent, and what came of it");
    console.log(summary(simulator));
    console.log(
      `The program is examples/${example}/index.ts. With an account of yours, see README.md.`,
    );
    if (watch) await untilAskedToEnd(apiUrl);
    return 0;
  } finally {
    standIn.stop();
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface DemoCommand {
  title: string;
  /** What is worth looking at in what follows. */
  why: string;
  args: readonly string[];
}

// Where lines cannot be rewritten, dots of progress say nothing that the rows do not.
const dots = process.stdout.isTTY ? [] : ["--suppress-progress"];

const commands: readonly DemoCommand[] = [
  {
    title: "pulumi preview",
    why: "Nothing is sent. Each resource that would act says its steps and the downtime.",
    args: ["preview", ...dots],
  },
  {
    title: "pulumi up",
    why: "Each action is sent once, and awaited until its effect can be seen on the Droplet.",
    args: ["up", "--yes", "--skip-preview", ...dots],
  },
  {
    title: "pulumi up, once more",
    why: "Every Droplet matches the inputs now, so no action is sent.",
    args: ["up", "--yes", "--skip-preview", ...dots],
  },
];

/** Enter, the end of the input, or ^C. */
async function untilAskedToEnd(address: string): Promise<void> {
  console.log(`\n${address}/ still shows all of it. Press Enter to end.`);
  await new Promise((resolve) => {
    process.stdin.once("data", resolve).once("end", resolve);
    process.once("SIGINT", resolve).once("SIGTERM", resolve);
  });
}

function readOptions(): { example: string; watch: boolean } {
  const { values } = parseArgs({
    options: {
      example: { type: "string", default: "quickstart" },
      watch: { type: "boolean", default: false },
    },
  });
  // Those in other languages are projects of their own.
  const known = readdirSync(examples).filter((name) =>
    existsSync(join(examples, name, "index.ts")),
  );
  if (known.includes(values.example)) return values;
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
