// GENERATED from provider/resources by `npm run generate`; change it there.

import type * as pulumi from "@pulumi/pulumi";
import { DropletResource } from "./dynamic";
import { idsAsText } from "./ids";

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
export class DropletRename extends DropletResource {
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
}

/** Arguments of {@link DropletRename}. */
export interface DropletRenameArgs {
  /** The Droplet to act on, for example `droplet.id`. Another Droplet replaces this resource; the old Droplet is left as it is. */
  dropletId: pulumi.Input<string | number>;
  /** The name that the Droplet should have: a valid host name. */
  name: pulumi.Input<string>;
  /**
   * Seconds the whole operation may take, from the moment it leaves the queue of its Droplet. After that it is kept as unfinished, and the next `pulumi up` resumes it.
   *
   * @default 600
   */
  timeoutSeconds?: pulumi.Input<number> | undefined;
}
