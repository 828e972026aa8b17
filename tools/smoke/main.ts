import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ConfigurationError } from "../../provider/errors";
import { startSimulator } from "../../simulator";
import { readPermission, SmokeError, type Permission } from "./guard";
import { report } from "./report";
import { smokeRun, type RunResult } from "./run";

/** How much faster than time the simulator is that the answers are compared with. */
const timeScale = 60;

/** `npm run smoke`: the product against DigitalOcean itself, and the same against the simulator, to compare them. */
async function main(): Promise<number> {
  const permission = readPermission(process.env);
  const folder = resolve("smoke", new Date().toISOString().replace(/[:.]/g, "-"));
  const stop = new AbortController();
  const say = (line: string) => console.log(line);
  let interruptedAt: number | undefined;
  const onSignal = () => {
    if (interruptedAt !== undefined) {
      // One ^C may come twice: from the terminal and from who started this.
      if (Date.now() - interruptedAt < 1000) return;
      say("Not everything is deleted. `npm run smoke:sweep` finds what is left.");
      process.exit(130);
    }
    interruptedAt = Date.now();
    say("Interrupted: what was made is deleted now. Once more leaves it.");
    stop.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);

  const common = { ...permission, folder, signal: stop.signal, say };
  const print = (text: string) => void process.stdout.write(text);
  const result = await smokeRun({ ...common, fileName: "traffic.jsonl", print });
  for (const failure of result.failures) console.error(failure);
  say(`All traffic: ${result.file}`);
  if (stop.signal.aborted) return 130;

  say("The same against the simulator ...");
  const simulated = await simulatedRun(permission, folder, stop.signal);
  if (stop.signal.aborted) return 130;
  const file = join(folder, "report.md");
  const title = `${result.run} against ${permission.apiUrl}`;
  writeFileSync(file, report(title, result.failures, result.exchanges, simulated.exchanges));
  say(`What it showed: ${file}`);
  return result.failures.length === 0 ? 0 : 1;
}

async function simulatedRun(
  permission: Permission,
  folder: string,
  signal: AbortSignal,
): Promise<RunResult> {
  const simulator = await startSimulator({
    preset: "realistic",
    timeScale,
    // Faster than time, more is asked in a minute.
    limits: { perMinute: null },
  });
  const silent = () => undefined;
  try {
    const result = await smokeRun({
      ...permission,
      token: simulator.token,
      apiUrl: simulator.url,
      budgetDollars: Infinity,
      folder,
      fileName: "simulator.jsonl",
      signal,
      say: silent,
      print: silent,
    });
    for (const failure of result.failures) console.error(`Against the simulator: ${failure}`);
    return result;
  } finally {
    await simulator.stop();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const isExpected = error instanceof SmokeError || error instanceof ConfigurationError;
    console.error(isExpected ? error.message : error);
    process.exit(1);
  },
);
