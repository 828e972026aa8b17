import { join } from "node:path";
import { repositoryRoot } from "../../../tools/repository";

/** A way by which programs reach the core, and what tells it from the other. */
export interface Adapter {
  readonly name: "dynamic provider" | "plugin";
  /** What programs import. */
  readonly module: string;
  /** A resource's type as the engine names it, with the class's name left out. */
  readonly types: string;
  /** The type of the provider's own entry in the state. */
  readonly providerType: string;
  /** Where a stack's configuration has the token. */
  readonly tokenSetting: string;
  /** Where the project says that its plugin is. */
  readonly pluginFolder: string | undefined;
  /** In the command line of the process that acts. */
  readonly process: RegExp;
}

export const dynamic: Adapter = {
  name: "dynamic provider",
  module: "pulumi-droplet-actions",
  types: "pulumi-nodejs:dynamic/droplet-actions:",
  providerType: "pulumi:providers:pulumi-nodejs",
  tokenSetting: "digitalocean:token",
  pluginFolder: undefined,
  process: /dynamic-provider/,
};

export const plugin: Adapter = {
  name: "plugin",
  module: "pulumi-droplet-actions/plugin",
  types: "droplet-actions:index:",
  providerType: "pulumi:providers:droplet-actions",
  tokenSetting: "droplet-actions:token",
  pluginFolder: join(repositoryRoot(), "dist", "plugin"),
  process: /pulumi-resource-droplet-actions/,
};

export const adapters = [dynamic, plugin] as const;
