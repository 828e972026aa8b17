// GENERATED from provider/resources by `npm run generate`; change it there.

import type * as pulumi from "@pulumi/pulumi";
import { DropletResource } from "./dynamic";
import { idsAsText } from "./ids";

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
export class DropletKernel extends DropletResource {
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
}

/** Arguments of {@link DropletKernel}. */
export interface DropletKernelArgs {
  /** The Droplet to act on, for example `droplet.id`. Another Droplet replaces this resource; the old Droplet is left as it is. */
  dropletId: pulumi.Input<string | number>;
  /** Id of a kernel from the Droplet's list of kernels. */
  kernel: pulumi.Input<number>;
  /**
   * Seconds the whole operation may take, from the moment it leaves the queue of its Droplet. After that it is kept as unfinished, and the next `pulumi up` resumes it.
   *
   * @default 600
   */
  timeoutSeconds?: pulumi.Input<number> | undefined;
}
