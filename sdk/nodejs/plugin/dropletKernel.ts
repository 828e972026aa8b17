// GENERATED from provider/resources by `npm run generate`; change it there.

import type * as pulumi from "@pulumi/pulumi";
import type { DropletKernelArgs } from "../dropletKernel";
import { idsAsText } from "../ids";
import { PluginResource } from "./resource";

/**
 * Gives a Droplet made before March 2017 another kernel.
 *
 * Newer Droplets manage the kernel inside and are refused. The kernel is used from the next boot on: add a `DropletReboot` with `hard: true`.
 *
 * `pulumi refresh` notices a kernel that was changed elsewhere. Removing the resource leaves the kernel. No argument of `digitalocean.Droplet` conflicts with it.
 *
 * ```typescript
 * new DropletKernel("web", { dropletId: droplet.id, kernel: 991 });
 * ```
 */
export class DropletKernel extends PluginResource {
  /** The Droplet to act on, for example `droplet.id`. Another Droplet replaces this resource; the old Droplet is left as it is. */
  declare public readonly dropletId: pulumi.Output<string>;
  /** Id of a kernel from the Droplet's list of kernels. */
  declare public readonly kernel: pulumi.Output<number>;
  /** Seconds the whole operation may take, from the moment it leaves the queue of its Droplet. After that it is kept as unfinished, and the next `pulumi up` resumes it. */
  declare public readonly timeoutSeconds: pulumi.Output<number>;
  /** Name of the kernel in use. */
  declare public readonly kernelName: pulumi.Output<string | null>;

  constructor(name: string, args: DropletKernelArgs, options?: pulumi.CustomResourceOptions) {
    super(
      "DropletKernel",
      ["dropletId", "kernel", "timeoutSeconds", "kernelName"],
      name,
      idsAsText(args, ["dropletId"]),
      options,
    );
  }

  /** Reads one that exists, without managing it. */
  public static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: Partial<DropletKernelArgs>,
    options?: pulumi.CustomResourceOptions,
  ): DropletKernel {
    return new DropletKernel(name, { ...state } as DropletKernelArgs, { ...options, id });
  }

  /** Whether there is one to be found by this id, which is the id of a Droplet. Nothing is read into the stack. Needs the Pulumi CLI and `@pulumi/pulumi` 3.269 or later. */
  public static exists(
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): pulumi.Output<boolean> {
    return DropletKernel.ask("DropletKernel", id, options);
  }
}
