import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../../tools/repository";
import type { Stack } from "./stack";

/** What `npm run build` makes of the plugin. */
export const pluginFolder = join(repositoryRoot(), "dist", "plugin");

/** The executable: what `--package` and `plugin install --file` want is a file. */
export const pluginFile = join(pluginFolder, "pulumi-resource-droplet-actions");

/** Tokens of resources begin so. */
export const ours = "droplet-actions:index:";

interface ProjectOptions {
  readonly runtime?: string;
  /** Where the plugin is; null where the program has to find it installed. */
  readonly plugin?: string | null;
}

/** Gives the stack's project a Pulumi.yaml that names the plugin, and after this head a program in YAML. */
export function writeYaml({ project }: Stack, program: string, options: ProjectOptions = {}): void {
  const { runtime = "yaml", plugin = pluginFolder } = options;
  const found = `[{ name: droplet-actions, path: ${JSON.stringify(plugin)} }]`;
  const head = [
    "name: engine",
    `runtime: ${runtime}`,
    ...(plugin === null ? [] : [`plugins: { providers: ${found} }`]),
  ];
  writeFileSync(join(project.folder, "Pulumi.yaml"), `${head.join("\n")}\n${program}`);
}

/** A resource in a program's list of resources. */
export const declare = (name: string, type: string, properties: string, options = "{}"): string =>
  `  ${name}: { type: "${ours}${type}", properties: ${properties}, options: ${options} }\n`;
