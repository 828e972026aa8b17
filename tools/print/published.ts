import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  goModuleOf,
  isFilledIn,
  pluginDownloadUrlOf,
  publishing,
  repositoryPathOf,
} from "../../provider/publishing";
import { resourceNamed } from "../../provider/resources";
import { version } from "../../provider/version";
import { examplePrograms } from "./examples";
import { pythonPackage } from "./schema";

/** Pages with parts that depend on the record of publishing. */
const pages = ["README.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "docs/plugin.md"];

/** Such a part stands between these marks; `npm run generate` prints what is between them. */
const part = /(<!-- published: (\S+) -->)[^]*?(<!-- end of published -->)/g;

export function printPublished(root: string): Record<string, string> {
  return Object.fromEntries(
    pages.map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      return [
        path,
        text.replace(part, (_all, begin: string, name: string, end: string) => {
          const print = parts[name];
          if (!print) throw new Error(`${path} has a part ${name}, and tools/print does not.`);
          return `${begin}${print()}${end}`;
        }),
      ];
    }),
  );
}

const { name } = publishing;
const paragraphs = (...texts: string[]) => `\n\n${texts.join("\n\n")}\n\n`;
const block = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``;
const sh = (...lines: string[]) => block("sh", lines.join("\n"));

/** Each part by its name: as it is before the package is published, and from the day on. */
const parts: Readonly<Record<string, () => string>> = {
  contact: () => publishing.contact,

  badges: () => (isFilledIn(publishing) ? paragraphs(badges()) : "\n"),

  install: () =>
    isFilledIn(publishing)
      ? paragraphs(
          "In a Pulumi project (`pulumi new typescript` makes one):",
          sh(...useIt(`npm install ${name} @pulumi/pulumi`)),
        )
      : paragraphs(
          `The package is not on npm yet. In a clone of this repository, \`npm ci && npm pack\` makes \`${name}-${version}.tgz\`. Then, in a Pulumi project (\`pulumi new typescript\` makes one):`,
          sh(...useIt(`npm install <path>/${name}-${version}.tgz @pulumi/pulumi`)),
        ),

  plugin: () =>
    isFilledIn(publishing)
      ? paragraphs(
          "Pulumi downloads the plugin when a program uses it first. Whatever language your program is in, it runs on Node.js 20 or later, found as `node` on PATH. To install it beforehand, as YAML programs and `pulumi do` need it:",
          sh(
            `pulumi plugin install resource droplet-actions v${version} --server ${pluginDownloadUrlOf(publishing)}`,
            "pulumi config set --secret droplet-actions:token <your token>",
          ),
        )
      : paragraphs(
          "The plugin is one file in the npm package ([how to get it](../README.md#install-it)). Whatever language your program is in, it runs on Node.js 20 or later, found as `node` on PATH:",
          sh(
            `tar -xzf ${name}-${version}.tgz`,
            `pulumi plugin install resource droplet-actions ${version} --file package/dist/plugin/pulumi-resource-droplet-actions`,
            "pulumi config set --secret droplet-actions:token <your token>",
          ),
        ),

  python: () =>
    isFilledIn(publishing)
      ? `\`pip install ${pythonPackage}\``
      : "`pip install ./package/sdk/python`",

  go: () =>
    isFilledIn(publishing)
      ? `\`go get ${goModuleOf(publishing)}@v${version}\``
      : `\`go mod edit -replace "${goModuleOf(publishing)}=$PWD/package/sdk/go"\`, then \`go mod tidy\``,

  "java-package": () => `\`${publishing.javaGroup}:droplet-actions:${version}\``,
  "java-program": () => paragraphs(block("java", programOf("java"))),
  "csharp-reference": () =>
    `\`dotnet add reference <path>/sdk/dotnet/${publishing.dotnetNamespace}.DropletActions.csproj\``,
  "csharp-program": () => paragraphs(block("csharp", programOf("csharp"))),
};

/** The one that the page of the resource has, too. */
const programOf = (language: string) =>
  examplePrograms(resourceNamed("DropletPowerState"))[language] ?? "";

const useIt = (install: string) => [
  `${install}   # and @pulumi/digitalocean, if the program makes Droplets`,
  "pulumi config set --secret digitalocean:token <your token>",
  "pulumi preview",
];

function badges(): string {
  const { repository } = publishing;
  const tests = `${repository}/actions/workflows/test.yml`;
  const shields = "https://img.shields.io";
  return [
    `[![tests](${tests}/badge.svg?branch=main)](${tests})`,
    `[![npm](${shields}/npm/v/${name})](https://www.npmjs.com/package/${name})`,
    `[![PyPI](${shields}/pypi/v/${pythonPackage})](https://pypi.org/project/${pythonPackage})`,
    `[![license](${shields}/github/license/${repositoryPathOf(publishing)})](LICENSE)`,
  ].join(" ");
}
