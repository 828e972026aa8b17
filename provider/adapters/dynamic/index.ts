import type * as pulumi from "@pulumi/pulumi";
import { Adapter, plain, sentencesFor, stateIn, textFor } from "../adapter";
import { hiding, namesOfSecrets, textsIn, withSecrets } from "../secrets";
import { type Context, InitFailure } from "../../lifecycle";
import * as lifecycle from "../../lifecycle";
import { resourceNamed } from "../../resources";
import type { Outputs, ResourceDefinition } from "../../resources/define";

/**
 * The core as Pulumi's dynamic provider host calls it. The provider text in users' states imports this module by
 * its public name, `pulumi-droplet-actions/dynamic`, and calls these functions: neither may be renamed.
 */

const adapter = new Adapter();
// A dynamic provider is given no way to the engine, but its process has the address as its last argument.
adapter.connect(process.argv.at(-1));
adapter.followEngine();

export function configure({ config }: pulumi.dynamic.ConfigureRequest): void {
  adapter.configure({
    token: config.get("digitalocean:token"),
    apiUrl: config.get("digitalocean:apiEndpoint"),
    requestsPerSecond: config.get("digitalocean:requestsPerSecond"),
    allowDowntime: config.get("droplet-actions:allowDowntime"),
  });
}

export function check(
  kind: string,
  olds: Outputs,
  news: Outputs,
): Promise<pulumi.dynamic.CheckResult> {
  const { __preview: preview, ...given } = news;
  // What is kept from before, such as the default of a name, is as secret as it was.
  const kept = secretNames(olds).filter((name) => name in olds && !(name in given));
  const inputs = { ...given, __secrets: [...secretNames(given), ...kept] };
  const work = async (definition: ResourceDefinition, context: Context) => {
    const request = { definition, inputs, state: stateIn(olds) };
    const informed = { ...context, preview: preview === true };
    const result = await lifecycle.check(informed, request);
    const failures = sentencesFor(result.failures, secretsIn(inputs), new Set(inputs.__secrets));
    return plain({ inputs: withSecrets(result.inputs, new Set(kept)), failures });
  };
  return answer(kind, inputs, work, secretsIn(olds));
}

export function diff(
  kind: string,
  olds: Outputs,
  news: Outputs,
): Promise<pulumi.dynamic.DiffResult> {
  return answer(kind, news, async (definition, context) => {
    const result = await lifecycle.diff(context, { definition, inputs: news, state: olds });
    const { replaces } = result;
    // A state that the plugin wrote lacks the provider's text, without which it could never be destroyed here.
    const changes = result.changes === false && !("__provider" in olds) ? true : result.changes;
    return { ...(changes === undefined ? {} : { changes }), replaces: [...replaces] };
  });
}

export function create(kind: string, inputs: Outputs): Promise<pulumi.dynamic.CreateResult> {
  return answer(kind, inputs, async (definition, context) => {
    const { id, outputs } = await lifecycle.create(context, { definition, inputs, state: null });
    return { id, outs: sealed(outputs, inputs, secretsIn(inputs)) };
  });
}

export function read(kind: string, id: string, state: Outputs): Promise<pulumi.dynamic.ReadResult> {
  return answer(kind, state, async (definition, context) => {
    const found = await lifecycle.read(context, { definition, state }, id);
    // A successful read makes the engine forget that the last change failed; a dynamic provider has no other.
    if (found.unfinished) context.say(found.unfinished, "unfinished-resource");
    return {
      ...(found.id === undefined ? {} : { id: found.id }),
      props: plain(found.outputs),
      inputs: plain(found.inputs),
    };
  });
}

export function update(
  kind: string,
  olds: Outputs,
  news: Outputs,
): Promise<pulumi.dynamic.UpdateResult> {
  // The old secrets too, for the journal has kept them as such.
  const secrets = secretsIn(olds);
  const work = async (definition: ResourceDefinition, context: Context) => {
    const outputs = await lifecycle.update(context, { definition, inputs: news, state: olds });
    return { outs: sealed(outputs, news, [...secretsIn(news), ...secrets]) };
  };
  return answer(kind, news, work, secrets);
}

export function remove(kind: string, state: Outputs): Promise<void> {
  return answer(kind, state, (definition, context) =>
    lifecycle.remove(context, { definition, state }),
  );
}

/** Texts of inputs that the program has as secrets: the engine hands them over without their secrecy. */
const secretsIn = (properties: Outputs): string[] =>
  secretNames(properties).flatMap((name) => textsIn(properties[name]));

const secretNames = ({ __secrets: names }: Outputs): string[] =>
  Array.isArray(names) ? (names as string[]) : [];

/** Outputs that repeat a secret are secret, too. */
function sealed(outputs: Outputs, inputs: Outputs, secrets: readonly string[]): Outputs {
  const names = namesOfSecrets(outputs, inputs, secrets);
  if (names.length === 0) return plain(outputs);
  // Named in the state, they are known as secrets to the calls that follow.
  const all = [...new Set([...secretNames(outputs), ...names])];
  return { ...withSecrets(plain(outputs), new Set(names)), __secrets: all };
}

async function answer<T>(
  kind: string,
  properties: Outputs,
  work: (definition: ResourceDefinition, context: Context) => T | Promise<T>,
  moreSecrets: readonly string[] = [],
): Promise<T> {
  const urn = typeof properties["__urn"] === "string" ? properties["__urn"] : undefined;
  const secrets = [...secretsIn(properties), ...moreSecrets];
  try {
    return await adapter.answer({ urn, secrets }, (context) => work(resourceNamed(kind), context));
  } catch (error) {
    throw forTheHost(error, `${kind} "${lifecycle.nameOf(urn)}"`, properties, secrets);
  }
}

/**
 * The host reads `id`, `properties` and `reasons` of an init failure. Of errors in reading and deleting it also
 * prints text and stack on the stack's row: there, a pointer is enough.
 */
function forTheHost(
  error: unknown,
  resource: string,
  inputs: Outputs,
  secrets: readonly string[],
): unknown {
  const hide = hiding(secrets);
  if (error instanceof InitFailure) {
    const { id, properties } = error;
    const message = textFor(error, hide);
    return { id, properties: sealed(properties, inputs, secrets), reasons: [message], message };
  }
  if (!(error instanceof Error)) return error;
  // A new one, for several resources may have been given the same.
  const shown = new Error(textFor(error, hide));
  return Object.assign(shown, { toString: () => resource, stack: "see its own error" });
}
