// GENERATED from provider/resources by `npm run generate`; change it there.

import type * as pulumi from "@pulumi/pulumi";
import { DropletResource } from "./dynamic";
import { idsAsText } from "./ids";
import type { Healthcheck } from "./types";

/**
 * Gives a Droplet a new root password whenever its triggers change.
 *
 * DigitalOcean sends the new password by e-mail to the account's owner; it is in no answer of the API, so it is neither in the outputs nor in the state. The Droplet is power-cycled for it.
 *
 * It ends when the action is completed and the Droplet's power is as before. Whether the password has changed cannot be verified. Removing the resource does nothing. No argument of `digitalocean.Droplet` conflicts with it.
 *
 * ```typescript
 * new DropletPasswordReset("web", {
 *   dropletId: droplet.id,
 *   triggers: ["2026-11"],
 * });
 * ```
 */
export class DropletPasswordReset extends DropletResource {
  /** The Droplet to act on, for example `droplet.id`. Another Droplet replaces this resource; the old Droplet is left as it is. */
  declare public readonly dropletId: pulumi.Output<string>;
  /** Any values; when one of them changes, the password is reset. */
  declare public readonly triggers: pulumi.Output<any[] | undefined>;
  /** Whether the action runs when the resource is new in the stack. `false` only records the resource; the action then runs when `triggers` change, or another input that runs it. */
  declare public readonly runOnCreate: pulumi.Output<boolean>;
  /** Leave it out until an error asks for it. A new resource stops if such an action just ran on the Droplet and neither the state nor the journal has it. If that action was not this resource's, give its id here: it and all before it are then ignored. */
  declare public readonly proceedAfterAction: pulumi.Output<string | undefined>;
  /** Waits at the end until the Droplet's server answers. Without it, the operation ends when DigitalOcean shows the Droplet as it should be. */
  declare public readonly healthcheck: pulumi.Output<Healthcheck | undefined>;
  /** Seconds the whole operation may take, from the moment it leaves the queue of its Droplet. After that it is kept as unfinished, and the next `pulumi up` resumes it. */
  declare public readonly timeoutSeconds: pulumi.Output<number>;
  /** When the server was healthy after the last change, in ISO 8601; null without a healthcheck. */
  declare public readonly readyAt: pulumi.Output<string | null>;
  /** Seconds from the request that took the Droplet down until its server was healthy. Null without a healthcheck, if the last change did not take it down, or if the Droplets of a tag were done one after the other. */
  declare public readonly downSeconds: pulumi.Output<number | null>;

  constructor(
    name: string,
    args: DropletPasswordResetArgs,
    options?: pulumi.CustomResourceOptions,
  ) {
    super(
      "DropletPasswordReset",
      [
        "dropletId",
        "triggers",
        "runOnCreate",
        "proceedAfterAction",
        "healthcheck",
        "timeoutSeconds",
        "readyAt",
        "downSeconds",
      ],
      name,
      idsAsText(args, ["dropletId", "proceedAfterAction"]),
      options,
    );
  }
}

/** Arguments of {@link DropletPasswordReset}. */
export interface DropletPasswordResetArgs {
  /** The Droplet to act on, for example `droplet.id`. Another Droplet replaces this resource; the old Droplet is left as it is. */
  dropletId: pulumi.Input<string | number>;
  /** Any values; when one of them changes, the password is reset. */
  triggers?: pulumi.Input<pulumi.Input<any>[]> | undefined;
  /**
   * Whether the action runs when the resource is new in the stack. `false` only records the resource; the action then runs when `triggers` change, or another input that runs it.
   *
   * @default true
   */
  runOnCreate?: pulumi.Input<boolean> | undefined;
  /** Leave it out until an error asks for it. A new resource stops if such an action just ran on the Droplet and neither the state nor the journal has it. If that action was not this resource's, give its id here: it and all before it are then ignored. */
  proceedAfterAction?: pulumi.Input<string | number> | undefined;
  /** Waits at the end until the Droplet's server answers. Without it, the operation ends when DigitalOcean shows the Droplet as it should be. */
  healthcheck?:
    pulumi.Input<{ [Field in keyof Healthcheck]: pulumi.Input<Healthcheck[Field]> }> | undefined;
  /**
   * Seconds the whole operation may take, from the moment it leaves the queue of its Droplet. After that it is kept as unfinished, and the next `pulumi up` resumes it.
   *
   * @default 600
   */
  timeoutSeconds?: pulumi.Input<number> | undefined;
}
