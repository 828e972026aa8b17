import type { Droplet, Size } from "../api/wire";
import { post, type Refusal, refuse } from "../plan/plan";
import { whileOff } from "../plan/power";
import { status, timeoutSeconds, whileOffInputs } from "./common";
import { defineResource, lookAtDroplet } from "./define";
import { byDroplet } from "./importing";
import { flag, output, show, text } from "./fields";

export const dropletResize = defineResource({
  name: "DropletResize",
  summary: "Gives a Droplet another plan (vCPUs, memory) and, if asked, a larger disk.",
  details: `A Droplet that is on is shut down for it and turned on again afterwards, also when the resize fails. A resize that cannot succeed is refused before the Droplet is touched: the target plan's disk must be at least as large as the Droplet's.

With \`disk: false\` (the default) only vCPUs and memory change, and the way back stays open. \`disk: true\` also grows the disk to the plan's, which cannot be undone: the disk of a Droplet never shrinks.

Removing the resource leaves the Droplet with its size. Next to \`digitalocean.Droplet\`, set \`ignoreChanges: ["size"]\` on the Droplet, or both would manage its size.`,
  example: { size: "s-2vcpu-4gb" },
  inputs: {
    size: text(
      "Slug of the plan that the Droplet should have, for example `s-2vcpu-4gb`; `doctl compute size list` shows all. It must be offered in the Droplet's region.",
    ),
    disk: flag(
      false,
      "Whether the disk grows to the plan's size, too. This is permanent: a disk never shrinks.",
    ),
    ...whileOffInputs(),
    timeoutSeconds: timeoutSeconds(7200),
  },
  outputs: {
    status: status(),
    vcpus: output("integer", "Number of virtual CPUs."),
    memory: output("integer", "Memory in MiB."),
    diskSize: output(
      "integer",
      "Size of the Droplet's disk in GiB. It may be smaller than the plan's.",
    ),
  },
  declaresState: true,

  look: async (api, dropletId) => {
    const [droplet, sizes] = await Promise.all([lookAtDroplet(api, dropletId), api.sizes()]);
    return { droplet, sizes };
  },
  plan: (inputs, { droplet, sizes }, operation) => {
    const { size, disk } = inputs;
    const target = sizes.find(({ slug }) => slug === size);
    const current = sizes.find(({ slug }) => slug === droplet.size);
    const newDisk = target?.disk ?? 0;
    const grows = disk && droplet.disk < newDisk;
    const keeps = droplet.size === size;
    if (keeps && !grows) return whileOff(inputs, droplet, operation, []);
    const from = droplet.size ? `from ${droplet.size} ` : "";
    const plans = keeps ? `keeping plan ${size}` : `${from}to ${size}${pricesOf(current, target)}`;
    const disks = grows ? `, disk from ${droplet.disk} to ${newDisk} GiB` : "";
    const more = grows ? { permanent: "a grown disk never shrinks again" } : {};
    const resize = post("resize", { size, disk }, { text: `resize ${plans}${disks}`, ...more });
    return (
      refusal(size, target, droplet, current) ?? whileOff(inputs, droplet, operation, [resize])
    );
  },
  observe: ({ droplet }) =>
    droplet && {
      status: droplet.status,
      vcpus: droplet.vcpus,
      memory: droplet.memory,
      diskSize: droplet.disk,
    },
  imports: byDroplet(({ size }) => ({ size })),
  drift: (inputs, { droplet }) => ({
    size: droplet.size,
    // Only a promise that no longer holds is drift; a larger disk than asked for is not.
    ...(inputs.disk && droplet.disk < droplet.sizeDisk ? { disk: false } : {}),
  }),
});

function refusal(
  size: string,
  target: Size | undefined,
  droplet: Droplet,
  current: Size | undefined,
): Refusal | undefined {
  const impossible = (why: string, next: string) =>
    refuse("size-not-possible", "size", `is ${show(size)}${why}`, next);
  if (!target) {
    return impossible(
      ", which is not a plan that DigitalOcean offers",
      "Choose one that `doctl compute size list` shows",
    );
  }
  if (!target.available) {
    return impossible(
      ", which DigitalOcean does not offer at present",
      "Choose a plan that `doctl compute size list` shows, or try again later",
    );
  }
  if (droplet.region && !target.regions.includes(droplet.region)) {
    return impossible(
      `, which is not available in ${droplet.region}, the region of Droplet ${droplet.id}`,
      "Choose a plan that `doctl compute size list` shows for this region",
    );
  }
  if (current?.gpus && target.gpus && current.gpus !== target.gpus) {
    return impossible(
      ` with ${count(target.gpus)}, but Droplet ${droplet.id} has ${count(current.gpus)}, and a resize keeps their number`,
      `Choose a plan with ${count(current.gpus)}`,
    );
  }
  if (target.disk < droplet.disk) {
    return impossible(
      ` with a disk of ${target.disk} GiB, but Droplet ${droplet.id} has one of ${droplet.disk} GiB, and a disk never shrinks`,
      `Choose a plan with a disk of at least ${droplet.disk} GiB`,
    );
  }
  return undefined;
}

function pricesOf(current: Size | undefined, target: Size | undefined): string {
  if (!current?.priceMonthly || !target?.priceMonthly) return "";
  return ` (${dollars(current.priceMonthly)} to ${dollars(target.priceMonthly)} a month)`;
}

const dollars = (price: number) => `$${Number.isInteger(price) ? price : price.toFixed(2)}`;

const count = (gpus: number) => `${gpus} GPU${gpus === 1 ? "" : "s"}`;
