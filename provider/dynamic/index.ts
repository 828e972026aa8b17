import type * as pulumi from "@pulumi/pulumi";
import { createClient } from "../api/client";
import { createDigitalOcean, type DigitalOcean } from "../api/digitalocean";
import { systemClock } from "../clock";
import { type GivenConfiguration, readApiUrl, readConfiguration } from "../configuration";
import { Journal, journalFolder } from "../journal/journal";
import { type Call, InitFailure, newSession } from "../lifecycle";
import * as lifecycle from "../lifecycle";
import { resourceNamed } from "../resources";
import type { Outputs, ResourceDefinition } from "../resources/define";
import { connectToEngine } from "./engineLog";
import { hiding } from "./hiding";

/**
 * The core as Pulumi's dynamic provider host calls it. The provider text in users' states imports this module by
 * its public name, `pulumi-droplet-actions/dynamic`, and calls these functions: neither may be renamed.
 */

const engine = connectToEngine(process.argv);
const session = newSession();
const apis = new Map<string, DigitalOcean>();
const journal = new Journal(journalFolder(), systemClock, (line) =>
  engine.log("warning", undefined, line, { ephemeral: false }),
);
let given: GivenConfiguration = {};
let running = 0;

/** Failed looks at the engine in a row before it counts as gone: a single one may be a hiccup. */
const certain = 3;
let failedLooks = 0;
const stopped = () => failedLooks >= certain;

// A CLI that was killed leaves us behind. Changes then stop at their next look, and put back the power they owe.
setInterval(() => {
  failedLooks = engine.isGone() ? failedLooks + 1 : 0;
  if (stopped() && running === 0) process.exit(0);
}, 1_000).unref();

// The engine ends us so when it has saved all results, and by force otherwise.
process.on("SIGINT", () => {
  if (running === 0) journal.close();
  process.exit(0);
});

export function configure({ config }: pulumi.dynamic.ConfigureRequest): void {
  given = {
    token: config.get("digitalocean:token"),
    apiUrl: config.get("digitalocean:apiEndpoint"),
    requestsPerSecond: config.get("digitalocean:requestsPerSecond"),
  };
}

export function check(
  kind: string,
  olds: Outputs,
  news: Outputs,
): Promise<pulumi.dynamic.CheckResult> {
  const { __preview: preview, ...inputs } = news;
  return answer(kind, inputs, async (definition, call) => {
    const inTime = { ...call, preview: preview === true };
    const result = await lifecycle.check(definition, inTime, olds, inputs);
    return plain({ inputs: result.inputs, failures: [...result.failures] });
  });
}

export function diff(
  kind: string,
  olds: Outputs,
  news: Outputs,
): Promise<pulumi.dynamic.DiffResult> {
  return answer(kind, news, (definition, call) => {
    const { changes, replaces } = lifecycle.diff(definition, call, olds, news);
    return { ...(changes === undefined ? {} : { changes }), replaces: [...replaces] };
  });
}

export function create(kind: string, inputs: Outputs): Promise<pulumi.dynamic.CreateResult> {
  return answer(kind, inputs, async (definition, call) => {
    const { id, outputs } = await lifecycle.create(definition, call, inputs);
    return { id, outs: plain(outputs) };
  });
}

export function read(kind: string, id: string, state: Outputs): Promise<pulumi.dynamic.ReadResult> {
  return answer(kind, state, async (definition, call) => {
    const { id: found, outputs, inputs } = await lifecycle.read(definition, call, id, state);
    return {
      ...(found === undefined ? {} : { id: found }),
      props: plain(outputs),
      inputs: plain(inputs),
    };
  });
}

export function update(
  kind: string,
  olds: Outputs,
  news: Outputs,
): Promise<pulumi.dynamic.UpdateResult> {
  return answer(kind, news, async (definition, call) => ({
    outs: plain(await lifecycle.update(definition, call, olds, news)),
  }));
}

export function remove(kind: string, state: Outputs): Promise<void> {
  return answer(kind, state, (definition, call) => lifecycle.remove(definition, call, state));
}

function callOf(properties: Outputs): Call {
  const hide = hiding(properties);
  const urn = typeof properties["__urn"] === "string" ? properties["__urn"] : undefined;
  return {
    urn,
    preview: false,
    clock: systemClock,
    api,
    apiUrl: () => readApiUrl(given),
    journal,
    stopped,
    log: (severity, line) => engine.log(severity, urn, hide(line), { ephemeral: false }),
    status: (line) => engine.log("info", urn, hide(line), { ephemeral: true }),
    session,
  };
}

/** One client for equal settings, so that all resources of the process share connections and pace. */
function api(): DigitalOcean {
  const configuration = readConfiguration(given);
  const key = JSON.stringify(configuration);
  const known = apis.get(key) ?? createDigitalOcean(createClient(configuration, systemClock));
  apis.set(key, known);
  return known;
}

/** What the engine cannot take (undefined above all) is left out. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

async function answer<T>(
  kind: string,
  properties: Outputs,
  work: (definition: ResourceDefinition, call: Call) => T | Promise<T>,
): Promise<T> {
  const call = callOf(properties);
  running++;
  try {
    return await work(resourceNamed(kind), call);
  } catch (error) {
    throw forTheHost(error, `${kind} "${lifecycle.nameOf(call.urn)}"`, hiding(properties));
  } finally {
    await engine.flush();
    running--;
  }
}

/**
 * The host reads `id`, `properties` and `reasons` of an init failure. Of errors in reading and deleting it also
 * prints text and stack on the stack's row: there, a pointer is enough.
 */
function forTheHost(error: unknown, resource: string, hide: (text: string) => string): unknown {
  if (error instanceof InitFailure) {
    const { id, properties, reasons, message } = error;
    return {
      id,
      properties: plain(properties),
      reasons: reasons.map(hide),
      message: hide(message),
    };
  }
  if (!(error instanceof Error)) return error;
  error.message = hide(error.message);
  return Object.assign(error, { toString: () => resource, stack: "see its own error" });
}
