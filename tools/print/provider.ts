import { settings } from "../../provider/settings";
import { comment, header } from "./text";

/** The plugin's provider, for programs that work with several accounts. */
export function printPluginProvider(): string {
  const properties = Object.entries(settings).map(
    ([name, { type, description }]) =>
      `${comment([description], "  ")}\n  ${name}?: pulumi.Input<${type}> | undefined;`,
  );
  return `${header}
import type * as pulumi from "@pulumi/pulumi";
import { PluginProvider } from "./resource";

/**
 * Where and as whom resources act; without one, they act as the stack's configuration (\`droplet-actions:token\`) or
 * the environment says.
 *
 * \`\`\`typescript
 * const other = new Provider("other", { token: config.requireSecret("otherToken") });
 * new DropletPowerState("web", { dropletId: 3164444, state: "off" }, { provider: other });
 * \`\`\`
 */
export class Provider extends PluginProvider {
  constructor(name: string, args?: ProviderArgs, options?: pulumi.ResourceOptions) {
    super(name, { ...args }, options);
  }
}

/** Arguments of {@link Provider}. */
export interface ProviderArgs {
${properties.join("\n")}
}
`;
}
