import { goModuleOf, isFilledIn, pluginDownloadUrlOf, publishing } from "../../provider/publishing";
import type { ResourceDefinition } from "../../provider/resources/define";
import { settings } from "../../provider/settings";
import { version } from "../../provider/version";
import { examplePrograms } from "./examples";
import { displayName, pythonPackage } from "./schema";

/**
 * The two pages that Pulumi's registry wants in `docs/`. It shows them on a site of its own, so their links are whole
 * addresses, and `chooser` is its own mark for the reader's language.
 */
const page = (title: string, description: string, ...paragraphs: readonly string[]): string =>
  `---\ntitle: ${JSON.stringify(title)}\nmeta_desc: ${JSON.stringify(description)}\nlayout: package\n---\n\n<!-- Printed by \`npm run generate\` from tools/print/registry.ts, for Pulumi's registry; in this repository, README.md is the place to start. -->\n\n${paragraphs.join("\n\n")}\n`;

const pageOnGitHub = (path: string) => `${publishing.repository}/blob/main/${path}`;

/** docs/_index.md */
export function printRegistryIndex(definitions: readonly ResourceDefinition[]): string {
  return page(
    displayName,
    "Run DigitalOcean Droplet actions from Pulumi: resize, power, snapshots, backups, reboot, rebuild and more.",
    "Every action that DigitalOcean offers for a Droplet, as a declarative resource: resize, power, snapshots, backups, reboot, restore, rebuild, rename and more. `pulumi preview` says what would happen and how long the Droplet would be down, and sends nothing. `pulumi up` sends each action once and waits until its effect can be seen on the Droplet. If it is interrupted, the next `pulumi up` continues.",
    "## Example",
    exampleInEachLanguage(definitions),
    "The preview prints one line for it:",
    '```text\nDroplet 3164444 "web": 1) shutdown, and power_off if it is still on after 120 s; 2) resize from s-1vcpu-1gb to s-2vcpu-4gb ($6 to $24 a month); 3) power_on. The Droplet is down during steps 1 to 3, usually about 4 min.\n```',
    "## Resources",
    definitions
      .map(
        ({ name, summary }) =>
          `- [${name}](${pageOnGitHub(`docs/resources/${name}.md`)}): ${summary}`,
      )
      .join("\n"),
    `The [documentation](${pageOnGitHub("docs/README.md")}) has guides for common tasks, what is promised and what is not, and the messages with what to do.`,
  );
}

/** docs/installation-configuration.md */
export function printRegistryInstallation(): string {
  return page(
    `${displayName}: Installation & Configuration`,
    "How to install the droplet-actions provider for Pulumi, and how to configure it.",
    "## Installation",
    ...(isFilledIn(publishing) ? published() : notPublished()),
    "The plugin runs on Node.js 20 or later, found as `node` on PATH, whatever language the program is in.",
    "## Configuration",
    "```sh\npulumi config set --secret droplet-actions:token <your token>\n```",
    Object.entries(settings)
      .map(([name, { description }]) => `- \`droplet-actions:${name}\`: ${description}`)
      .join("\n"),
    `[Configuration](${pageOnGitHub("docs/configuration.md")}) lists the scopes that the token needs for each resource.`,
  );
}

const notPublished = () => [
  `Nothing is published yet. [The plugin](${pageOnGitHub("docs/plugin.md")}) says how to install it from the packed npm package.`,
];

function published(): string[] {
  const { name } = publishing;
  const goModule = goModuleOf(publishing);
  return [
    `- TypeScript and JavaScript: [\`${name}\`](https://www.npmjs.com/package/${name}); its classes for the plugin are at \`${name}/plugin\`\n- Python: [\`${pythonPackage}\`](https://pypi.org/project/${pythonPackage})\n- Go: [\`${goModule}/dropletactions\`](https://pkg.go.dev/${goModule}/dropletactions)\n- C# and Java: \`pulumi package add droplet-actions\` makes the SDK from the installed plugin\n- YAML: only the plugin`,
    "Pulumi downloads the plugin when a program uses it first. To install it beforehand:",
    `\`\`\`sh\npulumi plugin install resource droplet-actions v${version} --server ${pluginDownloadUrlOf(publishing)}\n\`\`\``,
  ];
}

function exampleInEachLanguage(definitions: readonly ResourceDefinition[]): string {
  const shown = definitions.find(({ name }) => name === "DropletResize");
  if (!shown) throw new Error("There is no DropletResize to show.");
  const programs = Object.entries(examplePrograms(shown));
  const languages = programs.map(([language]) => language).join(",");
  return [
    `{{< chooser language "${languages}" >}}`,
    ...programs.map(
      ([language, program]) =>
        `{{% choosable language ${language} %}}\n\n\`\`\`${language}\n${program}\n\`\`\`\n\n{{% /choosable %}}`,
    ),
    "{{< /chooser >}}",
  ].join("\n\n");
}
