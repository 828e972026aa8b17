// GENERATED from provider/resources by `npm run generate`; change it there.

import type * as pulumi from "@pulumi/pulumi";
import { DropletResource } from "./dynamic";
import { idsAsText } from "./ids";
import type { Healthcheck, TagActionResult } from "./types";

/**
 * Runs one action on all Droplets of a tag, with a single request or some at a time.
 *
 * The Droplets that have the tag are read before the request, and each one's action is awaited. Droplets that got no action, or whose action errored, are named, and the next `pulumi up` runs the action on them one by one; the request for all of them is never sent twice. Droplets that get the tag later are not touched until `triggers` change. A tag that no Droplet has is refused in `up` (a warning in preview, for Droplets of the same program may still get it).
 *
 * Next to `digitalocean.Droplet`, set `ignoreChanges` on the Droplets for what the action changes: `["ipv6"]` for `enable_ipv6` (or the Droplet would be replaced to get rid of it), `["backups", "backupPolicy"]` for backups.
 *
 * **With `batchSize`** the Droplets are done some at a time, for example to reboot a fleet that has to stay up. The first failure stops the rest: `results` names the Droplets that are done, failed and left, and the next `pulumi up` continues. `timeoutSeconds` is for all of them, so raise it for many.
 *
 * It declares no state: drift is not looked for, the power is not handled, and removing it does nothing. `enable_ipv6` needs the Droplets off: those that are on are named, and nothing is sent. GPU Droplets belong to their tag.
 *
 * ```typescript
 * new DropletTagAction("web", {
 *   tag: "web",
 *   type: "snapshot",
 *   name: "web-nightly",
 *   triggers: ["2026-11-26"],
 * });
 * ```
 */
export class DropletTagAction extends DropletResource {
  /** The tag whose Droplets the action runs on. Another tag replaces this resource. */
  declare public readonly tag: pulumi.Output<string>;
  /** Type of the action, one of those that DigitalOcean runs by tag; or, with `batchSize`, `reboot`. */
  declare public readonly type: pulumi.Output<
    | "enable_backups"
    | "disable_backups"
    | "power_cycle"
    | "shutdown"
    | "power_off"
    | "power_on"
    | "enable_ipv6"
    | "snapshot"
    | "reboot"
  >;
  /** Name of the snapshots, for the type `snapshot` only. */
  declare public readonly name: pulumi.Output<string | undefined>;
  /** Any values; when one of them changes, the action runs again, on the Droplets that have the tag then. */
  declare public readonly triggers: pulumi.Output<any[] | undefined>;
  /** How many Droplets the action runs on at a time, one request for each, in the order of their ids. The next ones follow when all before them are done and, with a `healthcheck`, healthy; the first failure stops. Required for `reboot`. */
  declare public readonly batchSize: pulumi.Output<number | undefined>;
  /** Whether the action runs when the resource is new in the stack. `false` only records the resource; the action then runs when `triggers` change, or another input that runs it. */
  declare public readonly runOnCreate: pulumi.Output<boolean>;
  /** Leave it out until an error asks for it. A new resource stops if such an action just ran on the Droplet and neither the state nor the journal has it. If that action was not this resource's, give its id here: it and all before it are then ignored. */
  declare public readonly proceedAfterAction: pulumi.Output<string | undefined>;
  /** Waits at the end until the Droplet's server answers, on each Droplet of the tag. Without it, the operation ends when DigitalOcean shows the Droplet as it should be. */
  declare public readonly healthcheck: pulumi.Output<Healthcheck | undefined>;
  /** Seconds the whole operation may take, from the moment it leaves the queue of its Droplet. After that it is kept as unfinished, and the next `pulumi up` resumes it. */
  declare public readonly timeoutSeconds: pulumi.Output<number>;
  /** What was done on each Droplet in the last run. */
  declare public readonly results: pulumi.Output<TagActionResult[]>;
  /** When the server was healthy after the last change, in ISO 8601; null without a healthcheck. */
  declare public readonly readyAt: pulumi.Output<string | null>;
  /** Seconds from the request that took the Droplet down until its server was healthy. Null without a healthcheck, if the last change did not take it down, or if the Droplets of a tag were done one after the other. */
  declare public readonly downSeconds: pulumi.Output<number | null>;

  constructor(name: string, args: DropletTagActionArgs, options?: pulumi.CustomResourceOptions) {
    super(
      "DropletTagAction",
      [
        "tag",
        "type",
        "name",
        "triggers",
        "batchSize",
        "runOnCreate",
        "proceedAfterAction",
        "healthcheck",
        "timeoutSeconds",
        "results",
        "readyAt",
        "downSeconds",
      ],
      name,
      idsAsText(args, ["proceedAfterAction"]),
      options,
    );
  }
}

/** Arguments of {@link DropletTagAction}. */
export interface DropletTagActionArgs {
  /** The tag whose Droplets the action runs on. Another tag replaces this resource. */
  tag: pulumi.Input<string>;
  /** Type of the action, one of those that DigitalOcean runs by tag; or, with `batchSize`, `reboot`. */
  type: pulumi.Input<
    | "enable_backups"
    | "disable_backups"
    | "power_cycle"
    | "shutdown"
    | "power_off"
    | "power_on"
    | "enable_ipv6"
    | "snapshot"
    | "reboot"
  >;
  /**
   * Name of the snapshots, for the type `snapshot` only.
   *
   * @default the resource's name when it was created (type snapshot)
   */
  name?: pulumi.Input<string> | undefined;
  /** Any values; when one of them changes, the action runs again, on the Droplets that have the tag then. */
  triggers?: pulumi.Input<pulumi.Input<any>[]> | undefined;
  /**
   * How many Droplets the action runs on at a time, one request for each, in the order of their ids. The next ones follow when all before them are done and, with a `healthcheck`, healthy; the first failure stops. Required for `reboot`.
   *
   * @default all at once, with a single request
   */
  batchSize?: pulumi.Input<number> | undefined;
  /**
   * Whether the action runs when the resource is new in the stack. `false` only records the resource; the action then runs when `triggers` change, or another input that runs it.
   *
   * @default true
   */
  runOnCreate?: pulumi.Input<boolean> | undefined;
  /** Leave it out until an error asks for it. A new resource stops if such an action just ran on the Droplet and neither the state nor the journal has it. If that action was not this resource's, give its id here: it and all before it are then ignored. */
  proceedAfterAction?: pulumi.Input<string | number> | undefined;
  /** Waits at the end until the Droplet's server answers, on each Droplet of the tag. Without it, the operation ends when DigitalOcean shows the Droplet as it should be. */
  healthcheck?:
    pulumi.Input<{ [Field in keyof Healthcheck]: pulumi.Input<Healthcheck[Field]> }> | undefined;
  /**
   * Seconds the whole operation may take, from the moment it leaves the queue of its Droplet. After that it is kept as unfinished, and the next `pulumi up` resumes it.
   *
   * @default 600, or 7200 for `resize`, `snapshot`, `restore`, `rebuild` and types that this release does not know
   */
  timeoutSeconds?: pulumi.Input<number> | undefined;
}
