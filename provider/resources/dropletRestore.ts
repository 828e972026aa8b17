import { actions } from "../actions";
import { isStillDue, runOnce } from "../plan/event";
import { post, refuse } from "../plan/plan";
import { allowDataLoss, runInputs, timeoutSeconds } from "./common";
import { defineResource, lookAtDroplet } from "./define";
import { idText } from "./fields";
import { snapshotBefore } from "./snapshotBefore";

export const dropletRestore = defineResource({
  name: "DropletRestore",
  summary: "Restores a Droplet from one of its backups or snapshots.",
  details: `**The Droplet's disk is overwritten**: everything written since the image was taken is lost, so \`allowDataLoss: true\` is required. It runs because the program changed (\`image\`, \`triggers\`, or the resource is new) and never because of what the Droplet shows.

Only a backup or a snapshot of this very Droplet can be restored; \`backupIds\` of \`DropletBackups\` names its backups, and \`snapshotId\` of \`DropletSnapshot\` its latest snapshot. DigitalOcean documents backups only; its control panel restores snapshots as well. It ends when the action is completed and the Droplet's power is as before. DigitalOcean does not show which image a disk came from, so that cannot be verified. Removing the resource does nothing. No argument of \`digitalocean.Droplet\` conflicts with it.`,
  example: { image: "12389723", allowDataLoss: true },
  inputs: {
    image: idText(
      "a backup or snapshot",
      "Id of the backup or snapshot, which must be one of this Droplet. A changed `image` runs another restore.",
      { role: "run" },
    ),
    allowDataLoss: allowDataLoss(),
    snapshotBefore: snapshotBefore("just before the restore, with the Droplet as it is"),
    ...runInputs("the image is restored again"),
    timeoutSeconds: timeoutSeconds(7200),
  },
  destroys: () => actions.restore.permanent,

  look: async (api, dropletId, { operation }) => {
    const droplet = await lookAtDroplet(api, dropletId);
    // Only a restore that may come has to know them.
    if (!droplet || !operation || !isStillDue(operation))
      return { droplet, backups: [], snapshots: [] };
    const [backups, snapshots] = await Promise.all([
      api.backups(droplet.id),
      api.snapshots(droplet.id),
    ]);
    return { droplet, backups, snapshots };
  },
  plan: (inputs, { droplet, backups, snapshots }, operation) => {
    const isWanted = ({ id }: { id: string }) => id === inputs.image;
    const snapshot = snapshots.find(isWanted);
    const found = backups.find(isWanted) ?? snapshot;
    const plan = runOnce(
      operation,
      droplet,
      inputs,
      post(
        "restore",
        { image: Number(inputs.image) },
        {
          text: `restore of ${snapshot ? "snapshot" : found ? "backup" : "image"} ${inputs.image}${found ? ` (${found.name}, created ${found.createdAt})` : ""}`,
        },
      ),
    );
    const restores = "steps" in plan && plan.steps.length > 0;
    if (!restores || found) return plan;
    const impossible = (why: string, next: string) =>
      refuse("image-not-possible", "image", `is ${JSON.stringify(inputs.image)}${why}`, next);
    if (!droplet.id) {
      // Which Droplet it will be is not certain either, unless one is replaced.
      if (!operation.due?.isMoved) return { ...plan, warnings: [noImagesYet] };
      return impossible(
        `, and the restore would run because ${operation.due.because}: the new Droplet has no backups and snapshots yet`,
        "Set runOnCreate to false to record the restore without running it",
      );
    }
    const idsOf = (images: readonly { id: string }[]) =>
      images.map(({ id }) => id).join(", ") || "none";
    return impossible(
      `, which is neither a backup nor a snapshot of Droplet ${droplet.id} (backups: ${idsOf(backups)}; snapshots: ${idsOf(snapshots)})`,
      "Choose one of them; any other image can be put on the disk by DropletRebuild",
    );
  },
});

const noImagesYet = {
  text: "A Droplet that is created in the same up has no backups and snapshots yet, and the restore is then refused",
  page: "image-not-possible",
} as const;
