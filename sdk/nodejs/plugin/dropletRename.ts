// GENERATED from provider/resources by `npm run generate`; change it there.

import type * as pulumi from "@pulumi/pulumi";
import type { DropletRenameArgs } from "../dropletRename";
import { idsAsText } from "../ids";
import { PluginResource } from "./resource";

/**
 * Gives a Droplet another name.
 *
 * A fully qualified domain name also sets the PTR record of the Droplet's addresses. The host name inside of the operating system is not changed.
 *
 * `pulumi refresh` notices a name that was changed elsewhere. Removing the resource leaves the name. Next to `digitalocean.Droplet`, set `ignoreChanges: ["name"]` on the Droplet, or both would manage its name.
 *
 * ```typescript
 * new DropletRename("web", { dropletId: droplet.id, name: "web-1.example.com" });
 * ```
 */
export class DropletRename extends PluginResource {
  /** The Droplet to act on, for example `droplet.id`. Another Droplet replaces this resource; the old Droplet is left as it is. */
  declare public readonly dropletId: pulumi.Output<string>;
  /** The name that the Droplet should have: a valid host name. */
  declare public readonly name: pulumi.Output<string>;
  /** Seconds the whole operation may take, from the moment it leaves the queue of its Droplet. After that it is kept as unfinished, and the next `pulumi up` resumes it. */
  declare public readonly timeoutSeconds: pulumi.Output<number>;

  constructor(name: string, args: DropletRenameArgs, options?: pulumi.CustomResourceOptions) {
    super(
      "DropletRename",
      ["dropletId", "name", "timeoutSeconds"],
      name,
      idsAsText(args, ["dropletId"]),
      options,
    );
  }

  /** Reads one that exists, without managing it. */
  public static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: Partial<DropletRenameArgs>,
    options?: pulumi.CustomResourceOptions,
  ): DropletRename {
    return new DropletRename(name, { ...state } as DropletRenameArgs, { ...options, id });
  }

  /** Whether there is one to be found by this id, which is the id of a Droplet. Nothing is read into the stack. Needs the Pulumi CLI and `@pulumi/pulumi` 3.269 or later. */
  public static exists(
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): pulumi.Output<boolean> {
    return DropletRename.ask("DropletRename", id, options);
  }
}
