import { deleteSnapshot, snapshotPost, snapshotTakenBy } from "../actions/snapshot";
import type { Snapshot } from "../api/wire";
import { RefusedError } from "../errors";
import { isAwaited } from "../operation/fold";
import { type DeleteSnapshot, isRefusal, post, steps } from "../plan/plan";
import { whileOff } from "../plan/power";
import { dropletId, powerOptions, proceedAfterAction, timeoutSeconds, triggers } from "./common";
import { defineResource, lookAtDroplet, type Outputs, type Seen } from "./define";
import { flag, integer, optional, output, show, text, withDefault } from "./fields";
import { healthcheck } from "./healthcheck";

interface SeenSnapshots extends Seen {
  /** The one that this operation took. */
  readonly taken: Snapshot | null;
  /** Those that were there before, of the same Droplet, the newest first. */
  readonly own: readonly Own[];
}

interface Own {
  /** As DigitalOcean shows it, or as the state has it where it is gone. */
  readonly kept: Kept;
  /** Null: it is not at DigitalOcean any more. */
  readonly snapshot: Snapshot | null;
}

export const dropletSnapshot = defineResource({
  name: "DropletSnapshot",
  summary:
    "Takes snapshots of a Droplet and keeps the latest as long as the resource is in the program.",
  details: `The snapshot is taken while the Droplet runs, or, with \`powerOff: true\`, while it is off, which is the safe way for databases; the power is restored afterwards. \`snapshotId\` fits \`image\` of \`digitalocean.Droplet\`.

A changed \`name\` or \`triggers\` takes a new snapshot, in place. **Only when it is complete** are the oldest of the resource's own snapshots beyond \`keepLast\` deleted; the preview names each of them. If the new snapshot fails, nothing is deleted. Lowering \`keepLast\` deletes as well. When \`dropletId\` changes, a snapshot of the new Droplet is taken and **the old ones are left at DigitalOcean**, because they may be all that is left of the old Droplet's data; preview and \`up\` name them.

A snapshot that was deleted elsewhere is reported by \`pulumi refresh\` and \`pulumi preview\`, and never taken again by itself: change \`triggers\` for a new one. Deleting the Droplet does not delete its snapshots.

**Removing the resource deletes all snapshots it keeps.** \`retainOnDelete\` keeps them, and \`protect\` refuses the removal. The same happens when Pulumi replaces the resource, which only \`pulumi up --replace\`, \`pulumi state taint\` and the options \`replaceOnChanges\`, \`replaceWith\` and \`replacementTrigger\` ask for. The new snapshot is then taken first, unless \`deleteBeforeReplace\` or \`pulumi:autonaming\` without randomness makes Pulumi delete first.`,
  example: { name: "web-nightly", triggers: ["2026-11-26"] },
  inputs: {
    dropletId: dropletId(
      "Another Droplet gives a new snapshot of that one; the old snapshots are left at DigitalOcean.",
      "run",
    ),
    name: optional(
      text("Name of the snapshot. Names are not unique at DigitalOcean.", {
        role: "run",
        defaultText: "the resource's name when it was created",
        filledIn: true,
      }),
    ),
    powerOff: flag(
      false,
      "Whether the Droplet is turned off while the snapshot is taken. DigitalOcean recommends it for consistent data.",
      { role: "how" },
    ),
    ...powerOptions(),
    triggers: triggers(
      "a new snapshot is taken, and the oldest ones beyond `keepLast` are deleted when it is complete",
    ),
    keepLast: withDefault(
      1,
      integer(
        "must be a whole number of at least 1",
        "How many of the snapshots it took of this Droplet the resource keeps, the newest included. A lower number deletes the oldest ones.",
      ),
    ),
    proceedAfterAction: proceedAfterAction(),
    healthcheck: healthcheck(
      " after it was turned off for the snapshot, so with `powerOff: true` only",
    ),
    timeoutSeconds: timeoutSeconds(7200),
  },
  outputs: {
    snapshotId: output(
      "string",
      "The newest snapshot's id; fits `image` of `digitalocean.Droplet`. It stays when that snapshot is deleted elsewhere.",
    ),
    createdAt: output("string", "When it was taken, ISO 8601."),
    sizeGigabytes: output("number", "Size in GB, for which it is billed."),
    minDiskSize: output("integer", "GiB of disk that a Droplet made from it needs at least."),
    regions: output("string[]", "Slugs of the regions it is available in."),
    snapshots: output(
      "KeptSnapshot[]",
      "The snapshots that the resource took and keeps, the newest first. Removing it deletes them.",
    ),
  },

  defaults: (inputs, olds, resourceName) =>
    inputs["name"] === undefined ? { name: olds["name"] ?? resourceName } : {},
  withoutHealth: ({ powerOff }) =>
    powerOff === true ? undefined : "powerOff is not true, so that the Droplet is not taken down",
  looksAtOutputs: true,
  look: async (api, dropletId, { from, operation }): Promise<SeenSnapshots> => {
    const isSame = from?.["dropletId"] === dropletId;
    const [droplet, taken, own] = await Promise.all([
      lookAtDroplet(api, dropletId),
      snapshotTakenBy(api, operation),
      // Each by its id, since DigitalOcean's lists lag and nothing may count as gone that is not.
      Promise.all(
        (isSame ? keptIn(from) : []).map(async (kept) => {
          const snapshot = await api.snapshot(kept.snapshotId);
          return { kept: snapshot ? keptOf(snapshot) : kept, snapshot };
        }),
      ),
    ]);
    return { droplet, taken, own };
  },
  plan: (inputs, { droplet, taken, own }, operation) => {
    const { due, from } = operation;
    const posted = snapshotPost(operation);
    const isDue = due !== null && !posted;
    const snapshot = post(
      "snapshot",
      { name: inputs.name },
      { text: `snapshot named ${JSON.stringify(inputs.name)}`, down: inputs.powerOff },
    );
    const plan =
      isDue && !inputs.powerOff
        ? steps(snapshot)
        : whileOff(inputs, droplet, operation, isDue ? [snapshot] : []);
    if (isRefusal(plan)) return plan;
    // A new one takes the place of an old one; as long as it is neither seen nor waited for, nothing is deleted.
    const isMissing = posted !== undefined && taken === null && !isAwaited(posted);
    const fresh = isDue || posted ? 1 : 0;
    const surplus = isMissing ? [] : own.filter(isThere).slice(inputs.keepLast - fresh);
    const left = from && from["dropletId"] !== inputs.dropletId ? leftBehind(from) : undefined;
    return {
      steps: [...plan.steps, ...surplus.map(deletion)],
      notes: left ? [left] : [],
    };
  },
  observe: ({ taken, own }, operation) => {
    if (!taken && own.length === 0) return null;
    const newest = taken ?? own[0]?.snapshot;
    // A refresh keeps those that are gone, so that they are reported until the next operation.
    const rest = (operation ? own.filter(isThere) : own).map(({ kept }) => kept);
    return {
      ...(newest && {
        snapshotId: newest.id,
        createdAt: newest.createdAt,
        sizeGigabytes: newest.sizeGigabytes,
        minDiskSize: newest.minDiskSize,
        regions: newest.regions,
      }),
      snapshots: [...(taken ? [keptOf(taken)] : []), ...rest],
    };
  },
  imports: {
    id: "the id of a snapshot",
    list: "doctl compute snapshot list",
    find: async (api, id) => {
      const snapshot = await api.snapshot(id);
      return (
        snapshot && {
          inputs: { dropletId: snapshot.dropletId, name: snapshot.name },
          outputs: { snapshotId: snapshot.id, snapshots: [keptOf(snapshot)] },
        }
      );
    },
  },
  notices: ({ own }) => {
    const gone = own.filter((one) => !isThere(one)).map(({ kept }) => titleOf(kept));
    if (gone.length === 0) return undefined;
    const [are, again] =
      gone.length === 1
        ? ["is", "It is not taken again by itself"]
        : ["are", "They are not taken again by themselves"];
    return `${listed(gone)} ${are} no longer at DigitalOcean. ${again}: change triggers or name for a new one`;
  },
  id: ({ posts }) => `action-${posts.find(({ action }) => action)?.action?.id ?? "unknown"}`,
  replaced: (state) => {
    const ids = idsIn(state);
    return ids.length === 0
      ? ""
      : `Pulumi replaces this resource instead of updating it, and deletes ${ids.length === 1 ? "snapshot" : "snapshots"} ${ids.join(", ")} after that, or before it if deleteBeforeReplace or pulumi:autonaming asks for it`;
  },
  leaves: leftBehind,
  owns: idsIn,
  outlives: ({ taken, own }) => taken !== null || own.length > 0,
  remove: async ({ api, state, say, isOwnedInThisRun }) => {
    const all = keptIn(state);
    if (all.length === 0) {
      return say("No snapshot of this resource is known at DigitalOcean, so none is deleted");
    }
    const odd = all.find(({ snapshotId }) => !/^\d+$/.test(snapshotId));
    if (odd) {
      throw new RefusedError(
        "unreadable-record",
        { action: "delete snapshot" },
        `snapshotId in Pulumi's state is ${show(odd.snapshotId)}, and must be the id of a snapshot, a string of digits; nothing is deleted`,
        "Correct it with `pulumi stack export` and `pulumi stack import`, or forget the resource with `pulumi state delete`",
      );
    }
    // Where two resources hold the same snapshot, the one that was just declared keeps it.
    const own = all.filter(({ snapshotId }) => !isOwnedInThisRun(snapshotId));
    for (const { snapshotId, name } of own.reverse()) {
      await deleteSnapshot(api(), snapshotId);
      say(`Deleted snapshot ${snapshotId} (${name})`);
    }
  },
});

const isThere = ({ snapshot }: Own): boolean => snapshot !== null;

type Kept = Readonly<ReturnType<typeof keptOf>>;

/** One of the snapshots that the resource took and keeps, as the output `snapshots` has it. */
const keptOf = ({ id, name, createdAt, sizeGigabytes }: Snapshot) => ({
  snapshotId: id,
  name,
  createdAt,
  sizeGigabytes,
});

/** The newest first. One that is gone has left the list with an operation, and stays the newest as long as no other is taken. */
function keptIn(outputs: Outputs | null): readonly Kept[] {
  const { snapshotId, createdAt, sizeGigabytes } = outputs ?? {};
  const kept = (outputs?.["snapshots"] ?? []) as readonly Kept[];
  if (typeof snapshotId !== "string" || kept.some((one) => one.snapshotId === snapshotId)) {
    return kept;
  }
  const newest = { snapshotId, name: "", createdAt, sizeGigabytes } as Kept;
  return [newest, ...kept];
}

function idsIn(outputs: Outputs): readonly string[] {
  return keptIn(outputs).map(({ snapshotId }) => snapshotId);
}

/** With date and size. */
function titleOf({ snapshotId, name, createdAt, sizeGigabytes }: Kept): string {
  const date = String(createdAt).slice(0, 10);
  return `snapshot ${snapshotId} (${[...(name ? [JSON.stringify(name)] : []), date, `${sizeGigabytes} GB`].join(", ")})`;
}

const listed = (titles: readonly string[]): string => {
  const text = titles.join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
};

const deletion = ({ kept }: Own): DeleteSnapshot => ({
  do: "delete snapshot",
  snapshotId: kept.snapshotId,
  text: `delete ${titleOf(kept)}`,
});

function leftBehind(from: Outputs): string | undefined {
  const ids = idsIn(from);
  if (ids.length === 0) return undefined;
  const [snapshots, are] = ids.length === 1 ? ["Snapshot", "is"] : ["Snapshots", "are"];
  return `${snapshots} ${ids.join(", ")} of Droplet ${String(from["dropletId"])} ${are} left at DigitalOcean`;
}
