import * as pulumi from "@pulumi/pulumi";
import { pluginDownloadUrlOf, publishing } from "../../../provider/publishing";
import { version } from "../../../provider/version";
import { settings } from "../../../provider/settings";
import type { PerformedAction } from "../types";

const pluginDownloadURL = pluginDownloadUrlOf(publishing);

/** The plugin that serves the classes, and where Pulumi gets it if it is not installed. */
const plugin = { version, ...(pluginDownloadURL !== undefined && { pluginDownloadURL }) };

/** Base of the resource classes that the plugin serves. */
export abstract class PluginResource extends pulumi.CustomResource {
  /** The actions that the last change ran, in order; empty if none was needed. */
  declare public readonly performedActions: pulumi.Output<PerformedAction[]>;

  constructor(
    kind: string,
    properties: readonly string[],
    name: string,
    args: object,
    options: pulumi.CustomResourceOptions = {},
  ) {
    // Pulumi resolves only those outputs that it finds among the arguments, be it without a value.
    const unresolved = [...properties, "performedActions"].map((property) => [property, undefined]);
    super(
      `droplet-actions:index:${kind}`,
      name,
      { ...(Object.fromEntries(unresolved) as Record<string, undefined>), ...args },
      pulumi.mergeOptions(
        // Programs that come from the dynamic provider's classes keep their resources.
        { ...plugin, aliases: [{ type: `pulumi-nodejs:dynamic/droplet-actions:${kind}` }] },
        options,
      ),
    );
  }

  /** What a class's `exists` asks the engine. The dynamic provider has none: Pulumi's host for it would answer yes to all. */
  protected static ask(
    kind: string,
    id: pulumi.Input<pulumi.ID>,
    options: pulumi.CustomResourceOptions | undefined,
  ): pulumi.Output<boolean> {
    const { existsResource } = pulumi.runtime as Partial<typeof pulumi.runtime>;
    if (!existsResource) {
      throw new Error(
        `${kind}.exists: this program's @pulumi/pulumi is older than 3.269, the first version that can ask. Install a newer one, and a Pulumi CLI of 3.269 or later.`,
      );
    }
    return existsResource(`droplet-actions:index:${kind}`, id, {}, { version, ...options });
  }
}

/** Base of the provider class. */
export abstract class PluginProvider extends pulumi.ProviderResource {
  constructor(name: string, args: Record<string, unknown>, options: pulumi.ResourceOptions = {}) {
    const entries = Object.entries(settings).map(([setting, { type, secret }]) => {
      const value = args[setting];
      if (value === undefined) return [setting, undefined];
      // Pulumi hands settings of a provider on as text.
      if (type !== "string") return [setting, pulumi.jsonStringify(value)];
      return [setting, secret ? pulumi.secret(value) : value];
    });
    super(
      "droplet-actions",
      name,
      Object.fromEntries(entries) as pulumi.Inputs,
      pulumi.mergeOptions(plugin, options),
    );
  }
}
