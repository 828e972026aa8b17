#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { SpecError } from "./droplets";
import { defaultToken, startSimulator, type LoggedRequest, type SimulatorOptions } from "./index";
import { presetNames, type PresetName } from "./presets";
import { describeMistakes, scenarioSchema, type Scenario } from "./scenario";

const help = `Usage: droplet-simulator [options]

Serves a simulated DigitalOcean account on this computer, to develop and test against.

  --port <number>        port to listen on (default: a free one)
  --scenario <file>      JSON with droplets, images, tokens, switches, durations, limits and faults
  --preset <name>        quick (default), or realistic: lags, durations and forms as they were seen
  --time-scale <factor>  60 makes a simulated minute last a second (default: 1)
  --control              serve /_control, with which other programs can change the account
  --requests             print each request
  --help                 print this
`;

/** A mistake of the user's: its message is all there is to say. */
class UsageError extends Error {}

interface Command {
  options: SimulatorOptions;
  printRequests: boolean;
}

export function readCommand(args: string[]): Command | "help" {
  const { values } = parse(args);
  if (values.help) return "help";
  const scenario = values.scenario === undefined ? {} : readScenario(values.scenario);
  const timeScale = values["time-scale"];
  return {
    options: {
      ...scenario,
      ...(values.port === undefined ? {} : { port: readPort(values.port) }),
      ...(values.preset === undefined ? {} : { preset: readPreset(values.preset) }),
      ...(timeScale === undefined ? {} : { timeScale: readFactor(timeScale) }),
      control: values.control ?? false,
    },
    printRequests: values.requests ?? false,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: "string" },
        scenario: { type: "string" },
        preset: { type: "string" },
        "time-scale": { type: "string" },
        control: { type: "boolean" },
        requests: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readPort(value: string): number {
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  throw new UsageError(`--port must be a whole number from 0 to 65535, not "${value}"`);
}

function readPreset(value: string): PresetName {
  const preset = presetNames.find((name) => name === value);
  if (preset) return preset;
  throw new UsageError(`--preset must be ${presetNames.join(" or ")}, not "${value}"`);
}

function readFactor(value: string): number {
  const factor = Number(value);
  if (value.trim() !== "" && Number.isFinite(factor) && factor > 0) return factor;
  throw new UsageError(`--time-scale must be a number above 0, not "${value}"`);
}

function readScenario(file: string): Scenario {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`--scenario ${file}: ${(error as Error).message}`);
  }
  const parsed = scenarioSchema.safeParse(json);
  if (!parsed.success) {
    throw new UsageError(`--scenario ${file}: ${describeMistakes(parsed.error)}`);
  }
  return parsed.data;
}

function printRequest({ time, method, path, status, actionType }: LoggedRequest): void {
  const what = actionType === null ? "" : ` ${actionType}`;
  const answer = status ?? "no answer";
  console.error(`${new Date(time).toISOString()} ${method} ${path}${what} ${answer}`);
}

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2));
  if (command === "help") {
    process.stdout.write(help);
    return;
  }
  const { options, printRequests } = command;
  const simulator = await startSimulator({
    ...options,
    tokens: options.tokens ?? { [defaultToken]: "all" },
    ...(printRequests ? { onRequest: printRequest } : {}),
  });
  console.log(`export DIGITALOCEAN_API_URL=${simulator.url}`);
  console.log(`export DIGITALOCEAN_TOKEN=${simulator.token}`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void simulator.stop());
  }
}

function explain(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") return "--port is in use by another program";
  if (code === "EACCES") return "--port may not be used by this user";
  return message;
}

if (require.main === module) {
  main().catch((error: unknown) => {
    const isUsage = error instanceof UsageError || error instanceof SpecError;
    const isPort = (error as NodeJS.ErrnoException).syscall === "listen";
    if (!isUsage && !isPort) throw error;
    console.error(`droplet-simulator: ${explain(error)}`);
    process.exitCode = 2;
  });
}
