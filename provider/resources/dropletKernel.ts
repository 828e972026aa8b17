import { nothing, post, refuse, steps } from "../plan/plan";
import { defineResource, lookAtDroplet } from "./define";
import { integer, output } from "./fields";
import { byDroplet, notThere } from "./importing";

export const dropletKernel = defineResource({
  name: "DropletKernel",
  summary: "Gives a Droplet made before March 2017 another kernel.",
  details: `Newer Droplets manage the kernel inside and are refused. The kernel is used from the next boot on: add a \`DropletReboot\` with \`hard: true\`.

\`pulumi refresh\` notices a kernel that was changed elsewhere. Removing the resource leaves the kernel. No argument of \`digitalocean.Droplet\` conflicts with it.`,
  example: { kernel: 991 },
  inputs: {
    kernel: integer(
      "must be the id of a kernel, a whole number above 0",
      "Id of a kernel from the Droplet's list of kernels.",
    ),
  },
  outputs: { kernelName: output("string", "Name of the kernel in use.", { nullable: true }) },
  declaresState: true,

  look: async (api, dropletId) => {
    const droplet = await lookAtDroplet(api, dropletId);
    return { droplet, kernels: droplet?.kernel ? await api.kernels(droplet.id) : [] };
  },
  plan: ({ kernel }, { droplet, kernels }) => {
    if (droplet.kernel?.id === kernel) return nothing;
    if (!droplet.id) return steps(post("change_kernel", { kernel }));
    if (!droplet.kernel) {
      return refuse(
        "not-available-for-this-droplet",
        "kernel",
        `is ${kernel}, but Droplet ${droplet.id} manages its kernel inside, as all Droplets made after March 2017 do`,
        "Change the kernel with the package manager of its operating system, and remove this resource",
      );
    }
    const wanted = kernels.find(({ id }) => id === kernel);
    if (!wanted) {
      return refuse(
        "not-available-for-this-droplet",
        "kernel",
        `is ${kernel}, which is not among the kernels of Droplet ${droplet.id}`,
        `Choose one that \`doctl compute droplet kernels ${droplet.id}\` shows`,
      );
    }
    const text = `change_kernel from ${droplet.kernel.name} to ${wanted.name}, used from the next boot on`;
    return steps(post("change_kernel", { kernel }, { text }));
  },
  observe: ({ droplet }) => droplet && { kernelName: droplet.kernel?.name ?? null },
  imports: byDroplet((droplet) => {
    if (droplet.kernel) return { kernel: droplet.kernel.id };
    throw notThere(
      droplet,
      "its kernel is managed inside, as with all Droplets made after March 2017",
      "There is nothing to import",
    );
  }),
  drift: (_inputs, { droplet }) => (droplet.kernel ? { kernel: droplet.kernel.id } : {}),
});
