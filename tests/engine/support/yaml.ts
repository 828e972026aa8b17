import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../../tools/repository";
import type { Stack } from "./stack";

/** What `npm run build` makes of the plugin. */
export const pluginFolder = join(repositoryRoot(), "dist", "plugin");

/** Starts on every system, and is what `--package` and `--file` want: the path of a file. */
export const pluginFile = join(pluginFolder, "pulumi-resource-droplet-actions");

/** Tokens of resources begin so. */
export const ours = "droplet-actions:index:";

interface YamlOptions {
  /** Where the plugin is; "nowhere" if the program has to find it installed. */
  readonly plugin?: "nowhere" | string;
}

/** Gives the stack's project a program in YAML: what follows the head of Pulumi.yaml. */
export function writeYaml({ project }: Stack, program: string, options: YamlOptions = {}): void {
  const { plugin = pluginFolder } = options;
  const head = ["name: engine", "runtime: yaml"];
  if (plugin !== "nowhere") {
    head.push(
      `plugins: { providers: [{ name: droplet-actions, path: ${JSON.stringify(plugin)} }] }`,
    );
  }
  writeFileSync(join(project.folder, "Pulumi.yaml"), `${head.join("\n")}\n${program}`);
}

/** The program as it is, without its head. */
export const readYaml = ({ project }: Stack): string =>
  readFileSync(join(project.folder, "Pulumi.yaml"), "utf8").replace(/^[^]*?^(?=resources:)/m, "");
