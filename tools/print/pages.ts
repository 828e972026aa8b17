import type { ResourceDefinition } from "../../provider/resources/define";
import type { FieldType, Role } from "../../provider/resources/fields";
import { sharedOutputs } from "../../provider/resources/common";
import { objectTypes } from "../../provider/resources/types";
import { examplePrograms } from "./examples";
import { ignoreChangesOf, inputsOf, type PrintedInput } from "./fields";

const header =
  "<!-- Printed from provider/resources by `npm run generate`; change it there. -->\n\n";

/** Token scopes beside `droplet:read` and `droplet:update`, which every resource needs. */
export const moreScopes: Readonly<Record<string, readonly string[]>> = {
  DropletPasswordReset: ["droplet:admin"],
  DropletRebuild: ["droplet:admin", "image:read"],
  DropletResize: ["droplet:create", "sizes:read", "regions:read"],
  DropletRestore: ["droplet:admin"],
  DropletSnapshot: ["image:create", "image:read", "snapshot:read", "block_storage_snapshot:read"],
  DropletTagAction: ["tag:read"],
};

/** What the preview says of each example, for a Droplet 3164444 "web" that is on; tests/resources/pages.test.ts tries it. */
const previews: Readonly<Record<string, string>> = {
  DropletAction:
    'Droplet 3164444 "web": power_cycle, because this resource is new in the stack. The Droplet is down during it, usually about 10 s.',
  DropletBackups:
    'Droplet 3164444 "web": enable_backups with plan weekly, weekday SUN, hour 4. No downtime.',
  DropletIpv6:
    'Droplet 3164444 "web": 1) shutdown, and power_off if it is still on after 120 s; 2) enable_ipv6; 3) power_on. The Droplet is down during steps 1 to 3, usually about 45 s. Cannot be undone: IPv6 cannot be disabled again.',
  DropletKernel:
    'Droplet 3164444 "web": change_kernel from Ubuntu 14.04 x64 vmlinuz-3.13.0-33-generic (1221) to Ubuntu 14.04 x64 vmlinuz-3.13.0-24-generic (1221), used from the next boot on. No downtime.',
  DropletPasswordReset:
    'Droplet 3164444 "web": password_reset, because this resource is new in the stack. The Droplet is down during it, usually about 30 s. Cannot be undone: the old root password is gone; the new one goes by e-mail to the account\'s owner.',
  DropletPowerState:
    'Droplet 3164444 "web": shutdown, and power_off if it is still on after 120 s. The Droplet is off afterwards, and billed as before.',
  DropletReboot:
    'Droplet 3164444 "web": reboot, because this resource is new in the stack. The Droplet is down during it, usually about 10 s.',
  DropletRebuild:
    'Droplet 3164444 "web": rebuild with image debian-12-x64 (created 2026-01-15T00:00:00Z) in place of ubuntu-24-04-x64, because this resource is new in the stack. The Droplet is down during it, usually about 2 min. Cannot be undone: everything on the disk is lost.',
  DropletRename: 'Droplet 3164444 "web": rename from web to web-1.example.com. No downtime.',
  DropletResize:
    'Droplet 3164444 "web": 1) shutdown, and power_off if it is still on after 120 s; 2) resize from s-1vcpu-1gb to s-2vcpu-4gb ($6 to $24 a month); 3) power_on. The Droplet is down during steps 1 to 3, usually about 4 min.',
  DropletRestore:
    'Droplet 3164444 "web": restore of backup 12389723 (web backup 1, created 2026-11-24T12:00:00Z), because this resource is new in the stack. The Droplet is down during it, usually about 5 min. Cannot be undone: everything written to the disk since that image was taken is lost.',
  DropletSnapshot: 'Droplet 3164444 "web": snapshot named "web-nightly". No downtime.',
  DropletTagAction:
    'tag "web": snapshot on 1 Droplet (3164444), because this resource is new in the stack. No downtime.',
};

const roles: Readonly<Record<Role, string>> = {
  what: "a change brings the Droplet to the new value",
  run: "a change runs the action again",
  how: "a change alone runs nothing",
  replace: "a change replaces the resource",
};

const languageNames: Readonly<Record<string, string>> = {
  typescript: "TypeScript",
  python: "Python",
  go: "Go",
  yaml: "YAML",
  java: "Java",
  csharp: "C#",
};

/** The page of a resource, docs/resources/<name>.md. */
export function printPage(definition: ResourceDefinition): string {
  const { name, summary, details, outputs } = definition;
  return `${header}${[
    `# ${name}`,
    summary,
    details,
    ...besideDroplet(definition),
    "## When it is removed",
    removal(definition),
    "## What the preview shows",
    `For the example below and a Droplet that is on:\n\n\`\`\`text\n${previews[name] ?? ""}\n\`\`\``,
    "## Example",
    "The TypeScript program uses the plugin. With the dynamic provider, import the class from `pulumi-droplet-actions`; the rest is the same.",
    ...Object.entries(examplePrograms(definition)).map(
      ([language, program]) =>
        `### ${languageNames[language] ?? language}\n\n\`\`\`${language}\n${program}\n\`\`\``,
    ),
    "## Inputs",
    ...inputsOf(definition).map(printInput),
    "## Outputs",
    "All inputs are outputs, too.",
    ...Object.entries({ ...outputs, ...sharedOutputs }).map(
      ([output, { type, nullable, description }]) =>
        `### \`${output}\`\n\n\`${type}\`${nullable ? " or null" : ""}. ${description}${fieldsOf(type)}`,
    ),
    "## Token scopes",
    `${listed(["droplet:read", "droplet:update", ...(moreScopes[name] ?? [])])}${"type" in definition.inputs.shape ? ", and those of the resource for its `type`" : ""}. [Configuration](../configuration.md#token-scopes) has the scopes of options.`,
    "## Import",
    imports(definition),
  ].join("\n\n")}\n`;
}

/** docs/resources/README.md: one row for each page. */
export function printPagesIndex(definitions: readonly ResourceDefinition[]): string {
  const rows = definitions.map((definition) => {
    const { name, summary, outputs } = definition;
    const inputs = inputsOf(definition).map((input) =>
      input.required ? `**${input.name}**` : input.name,
    );
    return `| [\`${name}\`](${name}.md) | ${summary} | ${inputs.join(", ")} | ${Object.keys(outputs).join(", ") || "–"} |`;
  });
  return `${header}# Resources

The docs of all inputs show on hover in your editor. Each page has the inputs, the outputs, what the preview shows, what removal leaves, the token's scopes, and an example in TypeScript, Python, Go, YAML, Java and C#.

| resource | what it does | inputs (**required**) | outputs |
| --- | --- | --- | --- |
${rows.join("\n")}

Every resource also has the output \`performedActions\`: the actions of its last operation with id, type, status and times, empty if none was needed. [What resources have in common](../common.md) has the rest.
`;
}

/** Where the page of a resource is. */
export const pageOf = ({ name }: ResourceDefinition) => `docs/resources/${name}.md`;

function besideDroplet(definition: ResourceDefinition): string[] {
  const ignored = ignoreChangesOf(definition);
  if (ignored.length === 0) return [];
  return [
    "## Next to `digitalocean.Droplet`",
    `If the Droplet is declared in a program as well, add this option to it. Without it, both resources manage ${listed(ignored, " and ")}, and each undoes what the other did.`,
    `\`\`\`text\n{ ignoreChanges: [${ignored.map((field) => JSON.stringify(field)).join(", ")}] }\n\`\`\``,
  ];
}

const removal = ({ remove, details }: ResourceDefinition): string =>
  remove
    ? (/\*{0,2}(Removing the resource [^.]*\.)/.exec(details)?.[1] ?? "")
    : "The Droplet is left as it is, and nothing is sent. An unfinished operation first restores the power that it turned off.";

function printInput(input: PrintedInput): string {
  const { name, type, typescript, required, defaultText, role, description } = input;
  const shown = typescript === "string | number" ? "string or number" : typescript;
  const facts = [
    `\`${shown === typescript ? shown : type}\`${shown === typescript ? "" : " (a number is accepted, too)"}`,
    ...(required ? ["**required**"] : []),
    ...(defaultText
      ? [`default: ${/^[\w"{[.-]+$/.test(defaultText) ? `\`${defaultText}\`` : defaultText}`]
      : []),
    roles[role],
  ];
  return `### \`${name}\`\n\n${facts.join("; ")}.\n\n${description}${fieldsOf(type)}`;
}

/** The fields of an object, as a list. */
function fieldsOf(type: FieldType): string {
  const name = type.replace("[]", "");
  if (!(name in objectTypes)) return "";
  const { fields } = objectTypes[name as keyof typeof objectTypes];
  const lines = Object.entries(fields).map(
    ([field, { type: fieldType, optional, nullable, description }]) =>
      `- \`${field}\` (${fieldType}${optional ? ", optional" : ""}${nullable ? " or null" : ""}): ${description}`,
  );
  return `\n\n${lines.join("\n")}`;
}

function imports({ name, imports: how }: ResourceDefinition): string {
  if (!how) {
    return "There is nothing to import: the resource stands for an event. Declare it with `runOnCreate: false` to record it without running the action.";
  }
  return `\`\`\`sh\npulumi import droplet-actions:index:${name} web <id>\n\`\`\`\n\nThe id is ${how.id}; \`${how.list}\` shows it. Importing needs [the plugin](../plugin.md#import).`;
}

const listed = (words: readonly string[], between = ", "): string =>
  words.map((word) => `\`${word}\``).join(between);
