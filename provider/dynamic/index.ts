import type * as pulumi from "@pulumi/pulumi";
import { createClient } from "../api/client";
import { createDigitalOcean, type DigitalOcean } from "../api/digitalocean";
import { systemClock } from "../clock";
import { type GivenConfiguration, readConfiguration } from "../configuration";
import { type Call, InitFailure, newSession } from "../lifecycle";
import * as lifecycle from "../lifecycle";
import { resourceNamed } from "../resources";
import type { Outputs } from "../resources/define";
import { connectToEngine } from "./engineLog";

/**
 * The core as Pulumi's dynamic provider host calls it. The provider text in users' states imports this module by
 * its public name, `pulumi-droplet-actions/dynamic`, and calls these functions: neither may be renamed.
 */

const engine = connectToEngine(process.argv);
const session = newSession();
const apis = new Map<string, DigitalOcean>();
let given: GivenConfiguration = {};

export function configure({ config }: pulumi.dynamic.ConfigureRequest): void {
  given = {
    token: config.get("digitalocean:token"),
    apiUrl: config.get("digitalocean:apiEndpoint"),
    requestsPerSecond: config.get("digitalocean:requestsPerSecond"),
  };
}

export async function check(
  kind: string,
  olds: Outputs,
  news: Outputs,
): Promise<pulumi.dynamic.CheckResult> {
  const { __preview: preview, ...inputs } = news;
  return answer(async () => {
    const call = callOf(news, preview === true);
    const result = await lifecycle.check(resourceNamed(kind), call, olds, inputs);
    return plain({ inputs: result.inputs, failures: [...result.failures] });
  });
}

export function diff(
  kind: string,
  olds: Outputs,
  news: Outputs,
): Promise<pulumi.dynamic.DiffResult> {
  return answer(() => {
    const { changes, replaces } = lifecycle.diff(resourceNamed(kind), callOf(news), olds, news);
    return { ...(changes === undefined ? {} : { changes }), replaces: [...replaces] };
  });
}

export function create(kind: string, inputs: Outputs): Promise<pulumi.dynamic.CreateResult> {
  return answer(async () => {
    const { id, outputs } = await lifecycle.create(resourceNamed(kind), callOf(inputs), inputs);
    return { id, outs: plain(outputs) };
  });
}

export function read(kind: string, id: string, state: Outputs): Promise<pulumi.dynamic.ReadResult> {
  return answer(async () => {
    const result = await lifecycle.read(resourceNamed(kind), callOf(state), id, state);
    const { id: found, outputs: props, inputs } = result;
    return {
      ...(found === undefined ? {} : { id: found }),
      props: plain(props),
      inputs: plain(inputs),
    };
  });
}

export function update(
  kind: string,
  olds: Outputs,
  news: Outputs,
): Promise<pulumi.dynamic.UpdateResult> {
  return answer(async () => ({
    outs: plain(await lifecycle.update(resourceNamed(kind), callOf(news), olds, news)),
  }));
}

export function remove(kind: string, state: Outputs): Promise<void> {
  return answer(() => lifecycle.remove(resourceNamed(kind), callOf(state), state));
}

function callOf(properties: Outputs, preview = false): Call {
  const urn = typeof properties["__urn"] === "string" ? properties["__urn"] : undefined;
  return {
    urn,
    preview,
    clock: systemClock,
    api,
    log: (severity, line) => engine.log(severity, urn, line, { ephemeral: false }),
    status: (line) => engine.log("info", urn, line, { ephemeral: true }),
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

async function answer<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw forTheHost(error);
  } finally {
    await engine.flush();
  }
}

/** The host reads `id`, `properties` and `reasons` of an init failure, and prints the stack of anything else. */
function forTheHost(error: unknown): unknown {
  if (error instanceof InitFailure) {
    const { id, properties, reasons, message } = error;
    return { id, properties: plain(properties), reasons: [...reasons], message };
  }
  if (error instanceof Error) error.stack = "";
  return error;
}
