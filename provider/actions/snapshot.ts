import type { DigitalOcean } from "../api/digitalocean";
import type { Action, Snapshot } from "../api/wire";
import { isKind, isNotFound, LostAnswerError } from "../errors";
import { hasErrored, type Operation, type Post } from "../operation/fold";

/**
 * The snapshot that a POST made: not among those noted before it, with exactly the name asked for (if one was),
 * and created at the second the action started, or at the next one, for it is made a moment later. "The newest" would be
 * somebody else's one day. DigitalOcean promises none of the three alone; Terraform's provider relies on the last.
 */
export async function identifySnapshot(
  api: DigitalOcean,
  dropletId: string,
  post: Post,
): Promise<Snapshot | undefined> {
  // Without its action, nothing is known of it.
  if (!post.action) return undefined;
  const { startedAt } = post.action;
  const before = new Set(post.before?.snapshotIds);
  const candidates = (await snapshotsOf(api, dropletId)).filter(
    ({ id, name }) => !before.has(id) && name === (post.body["name"] ?? name),
  );
  const ours = candidates.filter((snapshot) => isOf(snapshot, startedAt));
  // Two that fit may be ours and a colleague's: deleting the wrong one later would lose data.
  return ours.length === 1 ? ours[0] : undefined;
}

/** The POST that took an operation's snapshot, or may have. */
export const snapshotPost = (operation: Operation | null): Post | undefined =>
  operation?.posts.find((post) => post.type === "snapshot" && !hasErrored(post));

/** The snapshot that an operation took; null if it took none, or that is not known. */
export async function snapshotTakenBy(
  api: DigitalOcean,
  operation: Operation | null,
): Promise<Snapshot | null> {
  const posted = snapshotPost(operation);
  return (operation && posted && (await identifySnapshot(api, operation.target, posted))) ?? null;
}

/** A DELETE whose answer was lost is not repeated: the snapshot is looked for instead. One that is gone already is fine. */
export async function deleteSnapshot(api: DigitalOcean, snapshotId: string): Promise<void> {
  try {
    await api.deleteSnapshot(snapshotId);
  } catch (error) {
    if (!isKind(error, "LostAnswerError")) throw error;
    if ((await api.snapshot(snapshotId)) === null) return;
    throw new LostAnswerError(
      error.facts,
      `${error.reason}, and the snapshot is still there`,
      "Run the same command again, which deletes it if it still exists",
    );
  }
}

const isOf = ({ createdAt }: Snapshot, startedAt: string): boolean => {
  const after = Date.parse(createdAt) - Date.parse(startedAt);
  return after >= 0 && after <= 1_000;
};

/**
 * Whether an action has made a snapshot of another name than a POST of this body asks for. As long as it runs, or where
 * nothing is left of what it made, that is not known.
 */
export async function isOtherSnapshot(
  api: DigitalOcean,
  dropletId: string,
  { name }: Post["body"],
  { status, startedAt }: Action,
): Promise<boolean> {
  if (status !== "completed" || name === undefined) return false;
  const made = (await snapshotsOf(api, dropletId)).filter((one) => isOf(one, startedAt));
  return made.length > 0 && made.every((one) => one.name !== name);
}

/** A snapshot outlives its Droplet, and is then in the account's list only. */
async function snapshotsOf(api: DigitalOcean, dropletId: string): Promise<Snapshot[]> {
  try {
    return await api.snapshots(dropletId);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    const all = await api.dropletSnapshots();
    return all.filter((snapshot) => snapshot.dropletId === dropletId);
  }
}
