import { z } from "zod";
import { identifySnapshot } from "../actions/snapshot";
import type { DigitalOcean } from "../api/digitalocean";
import type { Snapshot } from "../api/wire";
import { isKind, LostAnswerError, RefusedError } from "../errors";
import { hasErrored, type Operation } from "../operation/fold";
import { isRefusal, post, steps } from "../plan/plan";
import { whileOff } from "../plan/power";
import { dropletId, powerOptions, proceedAfterAction, timeoutSeconds, triggers } from "./common";
import { defineResource, type Outputs } from "./define";
import { flag, optionalText, output, show } from "./fields";
import { lookAtDroplet } from "./look";

export const dropletSnapshot = defineResource({
  name: "DropletSnapshot",
  summary: "Takes a snapshot of a Droplet and keeps it as long as the resource is in the program.",
  details: `The snapshot is taken while the Droplet runs, or, with \`powerOff: true\`, while it is off, which is the safe way for databases; the power is put back afterwards. \`snapshotId\` fits \`image\` of \`digitalocean.Droplet\`.

A changed \`name\` or \`triggers\` takes a new snapshot and deletes the old one once the new one is complete. When \`dropletId\` changes, a snapshot of the new Droplet is taken and **the old one is left at DigitalOcean**, for it may be all that is left of the old Droplet's data; preview and \`up\` name it.

Removing the resource deletes the snapshot it took; Pulumi's \`retainOnDelete\` keeps it. A snapshot that was deleted elsewhere is noticed by \`pulumi refresh\` and taken again. Deleting the Droplet does not delete its snapshots.`,
  example: { name: "web-nightly", triggers: ["2026-11-26"] },
  inputs: z.object({
    dropletId: dropletId(
      "Another Droplet gives a new snapshot of that one; the old snapshot is left at DigitalOcean.",
    ).meta({ role: "what" }),
    name: optionalText("Name of the snapshot. Names are not unique at DigitalOcean.", {
      role: "replace",
      defaultText: "the resource's name when it was created",
      filledIn: true,
    }),
    powerOff: flag(
      false,
      "Whether the Droplet is turned off while the snapshot is taken. DigitalOcean recommends it for consistent data.",
      { role: "how" },
    ),
    ...powerOptions(),
    triggers: triggers(
      "a new snapshot is taken, and the old one is deleted when the new one is complete",
      "replace",
    ),
    proceedAfterAction: proceedAfterAction(),
    timeoutSeconds: timeoutSeconds(7200),
  }),
  outputs: {
    snapshotId: output("string", "The snapshot's id; fits `image` of `digitalocean.Droplet`."),
    createdAt: output("string", "When it was taken, ISO 8601."),
    sizeGigabytes: output("number", "Size in GB, for which it is billed."),
    minDiskSize: output("integer", "GiB of disk that a Droplet made from it needs at least."),
    regions: output("string[]", "Slugs of the regions it is available in."),
  },
  declaresState: false,

  defaults: (inputs, olds, resourceName) =>
    inputs["name"] === undefined ? { name: olds["name"] ?? resourceName } : {},
  look: async (api, dropletId, { from, operation }) => {
    const [droplet, snapshot] = await Promise.all([
      lookAtDroplet(api, dropletId),
      lookAtSnapshot(api, from, operation),
    ]);
    return { droplet, snapshot };
  },
  plan: (inputs, { droplet }, operation) => {
    const { from } = operation;
    const old = from?.["snapshotId"];
    const moved = Boolean(old) && from?.["dropletId"] !== inputs.dropletId;
    if (snapshotPost(operation) || (old && !moved)) return whileOff(inputs, droplet, operation, []);
    const snapshot = post(
      "snapshot",
      { name: inputs.name },
      { text: `snapshot named ${JSON.stringify(inputs.name)}`, down: inputs.powerOff },
    );
    const plan = inputs.powerOff
      ? whileOff(inputs, droplet, operation, [snapshot])
      : steps(snapshot);
    return isRefusal(plan) || !moved || !from ? plan : { ...plan, notes: [leftBehind(from)] };
  },
  observe: ({ snapshot }) =>
    snapshot && {
      snapshotId: snapshot.id,
      createdAt: snapshot.createdAt,
      sizeGigabytes: snapshot.sizeGigabytes,
      minDiskSize: snapshot.minDiskSize,
      regions: snapshot.regions,
    },
  imports: {
    id: "the id of a snapshot",
    list: "doctl compute snapshot list",
    find: async (api, id) => {
      const snapshot = await api.snapshot(id);
      return (
        snapshot && {
          inputs: { dropletId: snapshot.dropletId, name: snapshot.name },
          outputs: { snapshotId: snapshot.id },
        }
      );
    },
  },
  drift: () => ({}),
  replaces: (changed) =>
    // A replacement would let the engine delete the only snapshot of the old Droplet's data first.
    changed.includes("dropletId")
      ? []
      : changed.filter((input) => input === "name" || input === "triggers"),
  id: ({ posts }) => `action-${posts.find(({ action }) => action)?.action?.id ?? "unknown"}`,
  replaced: ({ snapshotId, unfinished }) => {
    const isKnown = typeof snapshotId === "string";
    if (!isKnown && !unfinished) return "";
    const old = isKnown ? `Snapshot ${snapshotId}` : "The snapshot that was begun";
    // Neither provider is told of the option.
    return `${old} is deleted once the new one is complete, unless retainOnDelete keeps it`;
  },
  leaves: (from) => (typeof from["snapshotId"] === "string" ? leftBehind(from) : undefined),
  outlives: ({ snapshot }) => snapshot !== null,
  remove: async ({ api, state, say, returnedInThisRun }) => {
    const { snapshotId, name } = state;
    if (typeof snapshotId !== "string") {
      return say("No snapshot of this resource is known at DigitalOcean, so none is deleted");
    }
    if (!/^\d+$/.test(snapshotId)) {
      throw new RefusedError(
        { action: "delete snapshot" },
        `snapshotId in Pulumi's state is ${show(snapshotId)}, and must be the id of a snapshot, a string of digits; nothing is deleted`,
        "Correct it with `pulumi stack export` and `pulumi stack import`, or forget the resource with `pulumi state delete`",
      );
    }
    // Of two resources that hold the same snapshot, the one that was just declared anew keeps it.
    if (returnedInThisRun(snapshotId)) return;
    try {
      await api().deleteSnapshot(snapshotId);
    } catch (error) {
      if (!isKind(error, "LostAnswerError")) throw error;
      if ((await api().snapshot(snapshotId)) !== null) {
        throw new LostAnswerError(
          error.facts,
          `${error.reason}, and the snapshot is still there`,
          "Run the same command again, which deletes it if it still exists",
        );
      }
    }
    say(`Snapshot ${snapshotId} (${String(name)}) is deleted at DigitalOcean`);
  },
});

const snapshotPost = (operation: Operation | null) =>
  operation?.posts.find((post) => post.type === "snapshot" && !hasErrored(post));

const leftBehind = (from: Outputs) =>
  `Snapshot ${String(from["snapshotId"])} of Droplet ${String(from["dropletId"])} is left at DigitalOcean`;

/** The snapshot of this operation once it has taken one, else the one that was there before. */
async function lookAtSnapshot(
  api: DigitalOcean,
  from: Outputs | null,
  operation: Operation | null,
): Promise<Snapshot | null> {
  const posted = snapshotPost(operation);
  if (operation && posted) {
    return (await identifySnapshot(api, operation.target, posted)) ?? null;
  }
  const snapshotId = from?.["snapshotId"];
  return typeof snapshotId === "string" ? api.snapshot(snapshotId) : null;
}
