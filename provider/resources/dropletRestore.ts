import { z } from "zod";
import { actions } from "../actions";
import { runOnce } from "../plan/event";
import { post, refuse } from "../plan/plan";
import {
  allowDataLoss,
  dropletId,
  proceedAfterAction,
  runOnCreate,
  timeoutSeconds,
  triggers,
} from "./common";
import { defineResource } from "./define";
import { image } from "./fields";
import { lookAtDroplet } from "./look";

export const dropletRestore = defineResource({
  name: "DropletRestore",
  summary: "Restores a Droplet from one of its backups.",
  details: `**The Droplet's disk is overwritten**: everything written since the backup is lost, so \`allowDataLoss: true\` is demanded. It runs because the program changed (\`image\`, \`triggers\`, or the resource is new) and never because of what the Droplet shows.

Only a backup of this very Droplet can be restored; \`backupIds\` of \`DropletBackups\` names them. It ends when the action is completed and the Droplet's power is as before; which backup a disk came from cannot be read, so that cannot be verified. Removing the resource does nothing. \`digitalocean.Droplet\` has no argument that it would fight with.`,
  example: { image: "12389723", allowDataLoss: true },
  inputs: z.object({
    dropletId: dropletId(),
    image: image(
      false,
      "Id of the backup, which must be one of this Droplet. Another one is restored at once.",
    ),
    allowDataLoss: allowDataLoss(),
    triggers: triggers("the backup is restored again"),
    runOnCreate: runOnCreate(),
    proceedAfterAction: proceedAfterAction(),
    timeoutSeconds: timeoutSeconds(7200),
  }),
  outputs: {},
  declaresState: false,
  destroys: () => actions.restore.permanent,

  look: async (api, dropletId, { operation }) => {
    const droplet = await lookAtDroplet(api, dropletId);
    // Only a restore that may come has to know them.
    return { droplet, backups: droplet && operation?.due ? await api.backups(droplet.id) : [] };
  },
  plan: (inputs, { droplet, backups }, operation) => {
    const backup = backups.find(({ id }) => id === inputs.image);
    const plan = runOnce(
      operation,
      droplet,
      inputs,
      post(
        "restore",
        { image: Number(inputs.image) },
        {
          text: `restore of backup ${inputs.image}${backup ? ` (${backup.name}, ${backup.createdAt})` : ""}`,
        },
      ),
    );
    const restores = "steps" in plan && plan.steps.length > 0;
    // A Droplet that is not known yet has no backups to compare with.
    if (!restores || backup || !droplet.id) return plan;
    const known = backups.map(({ id }) => id).join(", ") || "none";
    return refuse(
      "image",
      `is ${JSON.stringify(inputs.image)}, which is not a backup of Droplet ${droplet.id}; its backups are: ${known}`,
      "Choose one of them; a snapshot can be put on the disk by DropletRebuild",
    );
  },
  observe: () => ({}),
  drift: () => ({}),
});
