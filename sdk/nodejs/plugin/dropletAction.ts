// GENERATED from provider/resources by `npm run generate`; change it there.

import type * as pulumi from "@pulumi/pulumi";
import type { DropletActionArgs } from "../dropletAction";
import { idsAsText } from "../ids";
import type { Healthcheck } from "../types";
import { PluginResource } from "./resource";

/**
 * Runs any type of Droplet action, also one that DigitalOcean adds in the future.
 *
 * Use it for what the other resources do not cover. It runs once when the resource is new, and again when `type`, `parameters` or `triggers` change. It declares no state: drift is not looked for, the power is not handled, and removing it does nothing. If a type has a resource of its own, prefer that.
 *
 * Next to `digitalocean.Droplet`, set `ignoreChanges` on the Droplet for what the action changes, such as `["ipv6"]` for `enable_ipv6` (or the Droplet would be replaced to get rid of it), `["size"]` for `resize` or `["name"]` for `rename`.
 *
 * `restore`, `rebuild` and types that this release does not know require `allowDataLoss: true`. `enable_ipv6` needs the Droplet off (`DropletIpv6` takes care of that). Known types are verified by their effect; unknown ones end when DigitalOcean says completed.
 *
 * ```typescript
 * new DropletAction("web", {
 *   dropletId: droplet.id,
 *   type: "power_cycle",
 *   triggers: ["2026-11"],
 * });
 * ```
 */
export class DropletAction extends PluginResource {
  /** The Droplet to act on, for example `droplet.id`. Another Droplet replaces this resource; the old Droplet is left as it is. */
  declare public readonly dropletId: pulumi.Output<string>;
  /** Type of the action, as DigitalOcean writes it. */
  declare public readonly type: pulumi.Output<string>;
  /** What the request's body holds beside `type`, by DigitalOcean's own names, passed as it is. */
  declare public readonly parameters: pulumi.Output<Record<string, any> | undefined>;
  /** Must be true for the action to run, since it destroys what is on the Droplet's disk (`restore`, `rebuild`); a type that this release does not know may do so. */
  declare public readonly allowDataLoss: pulumi.Output<boolean>;
  /** Any values; when one of them changes, the action runs again. */
  declare public readonly triggers: pulumi.Output<any[] | undefined>;
  /** Whether the action runs when the resource is new in the stack. `false` only records the resource; the action then runs when `triggers` change, or another input that runs it. */
  declare public readonly runOnCreate: pulumi.Output<boolean>;
  /** Leave it out until an error asks for it. A new resource stops if such an action just ran on the Droplet and neither the state nor the journal has it. If that action was not this resource's, give its id here: it and all before it are then ignored. */
  declare public readonly proceedAfterAction: pulumi.Output<string | undefined>;
  /** Waits at the end until the Droplet's server answers. Without it, the operation ends when DigitalOcean shows the Droplet as it should be. */
  declare public readonly healthcheck: pulumi.Output<Healthcheck | undefined>;
  /** Seconds the whole operation may take, from the moment it leaves the queue of its Droplet. After that it is kept as unfinished, and the next `pulumi up` resumes it. */
  declare public readonly timeoutSeconds: pulumi.Output<number>;
  /** Id of the action that ran last; null if none has. */
  declare public readonly actionId: pulumi.Output<string | null>;
  /** When the server was healthy after the last change, in ISO 8601; null without a healthcheck. */
  declare public readonly readyAt: pulumi.Output<string | null>;
  /** Seconds from the request that took the Droplet down until its server was healthy. Null without a healthcheck, if the last change did not take it down, or if the Droplets of a tag were done one after the other. */
  declare public readonly downSeconds: pulumi.Output<number | null>;

  constructor(name: string, args: DropletActionArgs, options?: pulumi.CustomResourceOptions) {
    super(
      "DropletAction",
      [
        "dropletId",
        "type",
        "parameters",
        "allowDataLoss",
        "triggers",
        "runOnCreate",
        "proceedAfterAction",
        "healthcheck",
        "timeoutSeconds",
        "actionId",
        "readyAt",
        "downSeconds",
      ],
      name,
      idsAsText(args, ["dropletId", "proceedAfterAction"]),
      options,
    );
  }

  /** Reads one that exists, without managing it. */
  public static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: Partial<DropletActionArgs>,
    options?: pulumi.CustomResourceOptions,
  ): DropletAction {
    return new DropletAction(name, { ...state } as DropletActionArgs, { ...options, id });
  }
}
