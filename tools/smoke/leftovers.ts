import { said, type Api } from "./api";
import { actionSeconds } from "./droplets";
import { listIn, type Json } from "./exchange";
import { begunAt, runOf } from "./names";

/** What runs made, and how it is deleted. */

export interface Leftover {
  readonly kind: "Droplet" | "snapshot" | "tag";
  /** A tag's is its name. */
  readonly id: string;
  readonly name: string;
  readonly run: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Droplets have both a run's name and its tag; snapshots have no tags. */
export async function findLeftovers(
  api: Api,
  isWanted: (run: string) => boolean,
): Promise<Leftover[]> {
  const found: Leftover[] = [];
  const add = (kind: Leftover["kind"], item: Json) => {
    const name = String(item["name"]);
    const run = runOf(name);
    if (run === undefined || !isWanted(run)) return;
    if (kind === "Droplet" && !(Array.isArray(item["tags"]) && item["tags"].includes(run))) return;
    const createdAt =
      kind === "tag" ? begunAt(run) : Date.parse(String(item["created_at"])) || begunAt(run);
    found.push({ kind, id: kind === "tag" ? name : String(item["id"]), name, run, createdAt });
  };
  for (const item of await api.list("/v2/droplets", "droplets")) add("Droplet", item);
  const snapshots = await api.list("/v2/snapshots?resource_type=droplet", "snapshots");
  for (const item of snapshots) add("snapshot", item);
  for (const item of await api.list("/v2/tags", "tags")) add("tag", item);
  return found;
}

/** How long it may take until a snapshot that is complete is in any list. */
const latestSnapshotSeconds = 180;

/** Waits for what runs on a Droplet, deletes it, and answers whether it was there. */
export async function deleteDroplet(
  api: Api,
  id: string,
  /** How many snapshots of it were deleted before. */
  deletedSnapshots = 0,
): Promise<boolean> {
  await settled(api, id, deletedSnapshots);
  const status = await api.until(`deleting Droplet ${id}`, actionSeconds, async () => {
    const answer = await api.send("DELETE", `/v2/droplets/${id}`);
    if (answer.status === 204 || answer.status === 404) return answer.status;
    // "Droplet already has a pending event.", in one of its forms
    if (answer.status === 422 || answer.status === 409) return undefined;
    throw new Error(`Deleting Droplet ${id} was answered ${answer.status}: ${said(answer.body)}`);
  });
  if (status === 404) return false;
  await api.until(`Droplet ${id} being gone`, actionSeconds, async () =>
    (await api.send("GET", `/v2/droplets/${id}`)).status === 404 ? true : undefined,
  );
  return true;
}

/** A snapshot that is under way would be left over. */
async function settled(api: Api, id: string, deletedSnapshots: number): Promise<void> {
  const actions = await api.until(`Droplet ${id} being at rest`, actionSeconds, async () => {
    const { status, body } = await api.send("GET", `/v2/droplets/${id}/actions?per_page=200`);
    if (status !== 200) return [];
    const all = listIn(body, "actions");
    return all.some((action) => action["status"] === "in-progress") ? undefined : all;
  });
  const taken = actions.filter(({ type, status, started_at: startedAt }) => {
    const age = Date.now() - Date.parse(String(startedAt));
    return type === "snapshot" && status === "completed" && age < actionSeconds * 1000;
  });
  if (taken.length <= deletedSnapshots) return;
  const end = Date.now() + latestSnapshotSeconds * 1000;
  await api.until(`snapshots of Droplet ${id}`, actionSeconds, async () => {
    const { body } = await api.send("GET", `/v2/droplets/${id}/snapshots?per_page=200`);
    const listed = listIn(body, "snapshots").length;
    return taken.length <= listed + deletedSnapshots || Date.now() > end ? true : undefined;
  });
}

/** Droplets first, since their snapshots may be under way and are listed only then; tags last, as they name Droplets. */
export async function deleteLeftovers(
  api: Api,
  leftovers: readonly Leftover[],
  say: (line: string) => void,
): Promise<void> {
  const droplets = leftovers.filter(({ kind }) => kind === "Droplet");
  for (const one of droplets) {
    await deleteDroplet(api, one.id);
    say(`deleted Droplet ${one.name}`);
  }
  const runs = new Set(droplets.map(({ run }) => run));
  const listedNow = await findLeftovers(api, (run) => runs.has(run));
  const others = [...leftovers, ...listedNow].filter(({ kind }) => kind !== "Droplet");
  const distinct = new Map(others.map((one) => [`${one.kind} ${one.id}`, one]));
  for (const kind of ["snapshot", "tag"]) {
    for (const one of [...distinct.values()].filter((other) => other.kind === kind)) {
      await deleteOther(api, one);
      say(`deleted ${kind} ${one.name}`);
    }
  }
}

export async function deleteOther(api: Api, { kind, id }: Leftover): Promise<void> {
  const path = kind === "tag" ? `/v2/tags/${encodeURIComponent(id)}` : `/v2/snapshots/${id}`;
  const { status, body } = await api.send("DELETE", path);
  if (status !== 204 && status !== 404) {
    throw new Error(`DELETE ${path} was answered ${status}: ${said(body)}`);
  }
}
