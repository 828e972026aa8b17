import * as pulumi from "@pulumi/pulumi";
import { type ErrorPage, withPage } from "../../provider/errorPages";
import type { PerformedAction } from "./types";

/** Pulumi saves this text, too, and runs it in a clone in which nothing may be installed yet. */
const core = async () => {
  try {
    return await import("pulumi-droplet-actions/dynamic");
  } catch (error) {
    if (!String((error as { code?: unknown }).code).endsWith("MODULE_NOT_FOUND")) throw error;
    const missing =
      "pulumi-droplet-actions, or something that it needs, is not installed in this project. Run `npm ci`, or your package manager's install, and then the same command again.";
    // Pulumi's host also prints the stack, on another row.
    throw Object.assign(new Error(missing), { stack: "see its own error" });
  }
};

/**
 * The dynamic provider. Pulumi saves the text of these methods with every resource and runs it again on later
 * refreshes and destroys, so it holds nothing but the resource's kind: each method imports the core that is
 * installed at that time and hands its arguments on.
 */
const providerOf = (kind: string): pulumi.dynamic.ResourceProvider => ({
  configure: async (request) => {
    (await core()).configure(request);
  },
  check: async (olds: object, news: object) => (await core()).check(kind, { ...olds }, { ...news }),
  diff: async (_id, olds: object, news: object) =>
    (await core()).diff(kind, { ...olds }, { ...news }),
  create: async (inputs: object) => (await core()).create(kind, { ...inputs }),
  read: async (id, state: object) => (await core()).read(kind, id, { ...state }),
  update: async (_id, olds: object, news: object) =>
    (await core()).update(kind, { ...olds }, { ...news }),
  delete: async (_id, state: object) => (await core()).remove(kind, { ...state }),
});

const providers = new Map<string, pulumi.dynamic.ResourceProvider>();

/** Base of the resource classes. */
export abstract class DropletResource extends pulumi.dynamic.Resource {
  /** The actions that the last operation ran, in order; empty if none was needed. */
  declare public readonly performedActions: pulumi.Output<PerformedAction[]>;

  constructor(
    kind: string,
    properties: readonly string[],
    name: string,
    args: object,
    options: pulumi.CustomResourceOptions = {},
  ) {
    if (options.import !== undefined) throw cannotImport(kind, name, options.import);
    // Not for the resource: lines after it would wait until the resource is registered, and it perhaps for them.
    if (options.customTimeouts) void pulumi.log.warn(noCustomTimeouts(kind, name));
    const provider = providers.get(kind) ?? providerOf(kind);
    if (!namesThePackage()) throw cannotBeBundled(kind, name);
    providers.set(kind, provider);
    // Pulumi resolves only those outputs that it finds among the arguments, be it without a value.
    const unresolved = [...properties, "performedActions"].map((property) => [property, undefined]);
    super(
      provider,
      name,
      {
        ...(Object.fromEntries(unresolved) as Record<string, undefined>),
        ...args,
        // The engine hands values over without their secrecy: these must not be spelled out in plans and errors.
        __secrets: secretsAmong(args),
        // The provider is handed neither: it speaks on the resource's row, and shows its plan in previews only.
        __preview: pulumi.runtime.isDryRun(),
        __urn: urnOf(kind, name, options.parent),
      },
      // Programs that come from the plugin's classes keep their resources.
      pulumi.mergeOptions(options, {
        aliases: [{ type: `droplet-actions:index:${kind}` }],
        // It holds what was sent, which may come from a secret input.
        additionalSecretOutputs: ["unfinished"],
      }),
      "droplet-actions",
      kind,
    );
  }
}

const failure = (page: ErrorPage, text: string): Error => new Error(withPage(text, page));

/** Before Pulumi's host for dynamic providers is asked, which ends with a stack trace. */
const cannotImport = (kind: string, name: string, id: pulumi.ID): Error =>
  failure(
    "cannot-import",
    `${kind} "${name}": the option import is ${JSON.stringify(id)}, and a dynamic provider cannot import. Use the class of "pulumi-droplet-actions/plugin", or leave the option out: where the Droplet already matches the inputs, nothing is sent.`,
  );

const noCustomTimeouts = (kind: string, name: string): string =>
  withPage(
    `${kind} "${name}": the option customTimeouts does not reach a dynamic provider. Set timeoutSeconds instead, or use the class of "pulumi-droplet-actions/plugin".`,
    "customtimeouts-without-effect",
  );

/** A bundler puts the core itself in place of the package's name, so that all of it would go into the state. */
const namesThePackage = (): boolean => String(core).includes("pulumi-droplet-actions/dynamic");

/** Before Pulumi tries to save the core's text, which ends with pages about closures. */
const cannotBeBundled = (kind: string, name: string): Error =>
  failure(
    "bundled-program",
    `${kind} "${name}": this program is a bundle that holds pulumi-droplet-actions, which later refreshes and destroys could not find. Leave the package out of the bundle, or use the class of "pulumi-droplet-actions/plugin".`,
  );

/**
 * Only the text. As an output it would depend on the parent: on a component, and so on all that is below it, of which
 * each would then wait for the others.
 */
const urnOf = (kind: string, name: string, parent: pulumi.Resource | undefined): Promise<string> =>
  new Promise((resolve) => {
    const type = `pulumi-nodejs:dynamic/droplet-actions:${kind}`;
    pulumi.createUrn(name, type, parent).apply(resolve);
  });

/** Names of the arguments that hold a secret. */
async function secretsAmong(args: object): Promise<string[]> {
  const names = await Promise.all(
    Object.entries(args).map(async ([name, value]) =>
      (await pulumi.isSecret(pulumi.output(value as unknown))) ? [name] : [],
    ),
  );
  return names.flat();
}
