import { actions } from "../actions";
import type { Droplet, Image } from "../api/wire";
import { isStillDue, runOnce } from "../plan/event";
import { isRefusal, nothing, post, refuse, type Refusal } from "../plan/plan";
import { allowDataLoss, runInputs, timeoutSeconds } from "./common";
import { defineResource, lookAtDroplet } from "./define";
import { image, output, show } from "./fields";
import { byDroplet, notThere } from "./importing";
import { snapshotBefore } from "./snapshotBefore";

export const dropletRebuild = defineResource({
  name: "DropletRebuild",
  summary: "Puts a fresh image on a Droplet's disk; id, name and IP addresses stay.",
  details: `**Everything on the Droplet's disk is lost**, so \`allowDataLoss: true\` is required. It runs because the program changed (\`image\`, \`triggers\`, or the resource is new) and never because of what the Droplet shows. \`currentImage\` names the image that it runs.

Nothing is sent for a new resource or a changed \`image\` when the Droplet runs that image already; changed \`triggers\` rebuild in any case. It ends when the Droplet shows the image, and is on if it was. User data of the Droplet's creation is not run again.

DigitalOcean rebuilds within one family of operating systems only, and does not say what the families are. It rejects other images before anything is lost. Removing the resource does nothing. Next to \`digitalocean.Droplet\`, set \`ignoreChanges: ["image"]\` on the Droplet, which would otherwise be replaced when its own \`image\` is changed.`,
  example: { image: "debian-12-x64", allowDataLoss: true },
  inputs: {
    image: image("Id or slug of the image. Private images, such as snapshots, have an id only."),
    allowDataLoss: allowDataLoss(),
    snapshotBefore: snapshotBefore("just before the rebuild, with the Droplet as it is"),
    ...runInputs("the Droplet is rebuilt, also if it runs the image already"),
    timeoutSeconds: timeoutSeconds(7200),
  },
  outputs: {
    // A token without image:read does not see it. All others need not ask for null in their programs.
    currentImage: output("CurrentImage", "The image that the Droplet runs.", {
      nullable: true,
      typescript: "CurrentImage",
    }),
  },
  declaresState: true,
  destroys: () => actions.rebuild.permanent,

  look: async (api, dropletId, { inputs, operation }) => {
    const droplet = await lookAtDroplet(api, dropletId);
    const wanted = String(inputs["image"]);
    // Only a rebuild that may come has to know the image: one of months ago may be gone since.
    return { droplet, image: operation && isStillDue(operation) ? await api.image(wanted) : null };
  },
  plan: (inputs, { droplet, image: wanted }, operation) => {
    const byTriggers = operation.due?.inputs.includes("triggers");
    if (!byTriggers && runs(droplet, inputs.image)) return nothing;
    const body = { image: /^\d+$/.test(inputs.image) ? Number(inputs.image) : inputs.image };
    const plan = runOnce(
      operation,
      droplet,
      inputs,
      post("rebuild", body, {
        text: `rebuild with image ${inputs.image}${wanted ? described(inputs.image, wanted) : ""}${droplet.image && !runs(droplet, inputs.image) ? ` in place of ${nameOf(droplet.image)}` : ""}`,
      }),
    );
    if (isRefusal(plan) || plan.steps.length === 0) return plan;
    return refusal(inputs.image, wanted, droplet) ?? plan;
  },
  observe: ({ droplet }) => ({ currentImage: droplet?.image ? shown(droplet.image) : null }),
  imports: byDroplet((droplet) => {
    if (droplet.image) return { image: droplet.image.slug ?? String(droplet.image.id) };
    throw notThere(
      droplet,
      "its image is not shown to this token",
      "Use a token that has the scope image:read",
    );
  }),
  notices: ({ droplet }, state) => {
    const { id, image } = droplet ?? { id: "", image: null };
    const before = state["currentImage"] as ReturnType<typeof shown> | null | undefined;
    return image && before && String(image.id) !== String(before.id)
      ? `Droplet ${id} runs ${nameOf(image)} now, no longer ${nameOf(before)}. A DropletRebuild never goes back by itself: change its triggers for that`
      : undefined;
  },
});

const shown = ({ id, slug, name }: NonNullable<Droplet["image"]>) => ({
  id: String(id),
  slug,
  name,
});

/** What an id alone does not tell. */
function described(wanted: string, image: Image): string {
  const name = nameOf(image);
  const facts = [name === wanted ? "" : name, image.createdAt && `created ${image.createdAt}`];
  return ` (${facts.filter(Boolean).join(", ")})`;
}

const nameOf = ({ slug, name }: { slug: string | null; name: string }) => slug ?? name;

const runs = ({ image }: Droplet, wanted: string): boolean =>
  image !== null && (image.slug === wanted || String(image.id) === wanted);

function refusal(wanted: string, found: Image | null, droplet: Droplet): Refusal | undefined {
  const impossible = (why: string, next: string, options?: { readonly mayChange: boolean }) =>
    refuse("image-not-possible", "image", `is ${show(wanted)}${why}`, next, options);
  if (!found) {
    return refuse(
      "image-not-possible",
      "image",
      `${show(wanted)}: there is no such image for this token`,
      "Choose one that `doctl compute image list` shows",
    );
  }
  if (found.type === "backup") {
    return impossible(
      ", a backup, and a rebuild takes none",
      "Use DropletRestore for a backup of this Droplet, or convert it to a snapshot in the control panel first",
    );
  }
  if (found.status !== "available") {
    return impossible(
      `, whose status is ${found.status}`,
      "Wait until it is available, or choose another image",
      { mayChange: true },
    );
  }
  if (droplet.region && !found.regions.includes(droplet.region)) {
    return impossible(
      `, which is not available in ${droplet.region}, the region of Droplet ${droplet.id}`,
      "Transfer the image to that region first, or choose another one",
    );
  }
  if (droplet.id && found.minDiskSize > droplet.disk) {
    return impossible(
      `, which needs a disk of ${found.minDiskSize} GiB, and Droplet ${droplet.id} has one of ${droplet.disk} GiB`,
      "Grow the disk with DropletResize and disk: true, or choose a smaller image",
    );
  }
  return undefined;
}
