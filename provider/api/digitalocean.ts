import { type ErrorFacts, isNotFound, LostAnswerError, RefusedError } from "../errors";
import type { ApiRequest, ApiResponse, Send } from "./link";
import { incomplete } from "./raise";
import {
  type Action,
  type Backups,
  type Droplet,
  type Image,
  type Kernel,
  parseAction,
  parseBackups,
  parseDroplet,
  parseImage,
  parseKernel,
  parseSize,
  parseSnapshot,
  parseTags,
  part,
  type Size,
  type Snapshot,
} from "./wire";

export interface ActionList {
  /** The latest first. */
  readonly actions: readonly Action[];
  /** When DigitalOcean answered, by its own clock; null if it did not tell. */
  readonly serverTime: number | null;
}

/** An action to start; in the body are its parameters by their wire names. */
export interface ActionPost extends Required<
  Pick<ApiRequest, "body" | "scopes" | "deadline" | "onTurn" | "onSend">
> {
  readonly type: string;
}

/** Items of a page at most. */
export const pageSize = 200;

const readDroplets = ["droplet:read"];
const readImages = ["droplet:read", "image:read"];
export const readSnapshots = ["snapshot:read", "block_storage_snapshot:read"];

/** The requests we make, each with the scopes that DigitalOcean documents for it. */
export class DigitalOcean {
  constructor(private readonly send: Send) {}

  async droplet(dropletId: string): Promise<Droplet> {
    const path = address`/v2/droplets/${dropletId}`;
    return this.one(path, "droplet", readDroplets, parseDroplet, { action: "", dropletId });
  }

  async action(dropletId: string, actionId: number): Promise<Action> {
    const path = address`/v2/droplets/${dropletId}/actions/${actionId}`;
    const more = { action: "", dropletId, isPoll: true } as const;
    return this.one(path, "action", readDroplets, parseAction, more);
  }

  /** The Droplet's action history: all pages, or the first ones that are enough, which come in no promised order. */
  async actionList(
    dropletId: string,
    isEnough: (list: ActionList) => boolean = () => false,
  ): Promise<ActionList> {
    let serverTime: number | null = null;
    const isEnoughOf = (actions: readonly Action[], response: ApiResponse) => {
      serverTime = serverTimeOf(response);
      return isEnough({ actions, serverTime });
    };
    const own = this.ofDroplet(dropletId, "actions", readDroplets, parseAction, isEnoughOf);
    return { actions: latestFirst(await own), serverTime };
  }

  /** Starts an action. https://docs.digitalocean.com/reference/api/digitalocean/#operation/dropletActions_post */
  async postAction(dropletId: string, post: ActionPost): Promise<Action> {
    const path = address`/v2/droplets/${dropletId}/actions`;
    const { data, status } = await this.post(post, { path, action: post.type, dropletId });
    const action = parseAction(part(data, "action"));
    if (action.id) return action;
    throw brokenOff("action", { action: post.type, dropletId, httpStatus: status });
  }

  /** Starts an action on every Droplet of a tag, with one request. */
  async postActionByTag(tag: string, post: ActionPost): Promise<Action[]> {
    const { data, status } = await this.post(post, {
      path: "/v2/droplets/actions",
      query: { tag_name: tag },
      action: `${post.type} by tag ${JSON.stringify(tag)}`,
    });
    const started = part(data, "actions");
    if (Array.isArray(started)) return started.map(parseAction);
    throw brokenOff("actions", { action: post.type, httpStatus: status });
  }

  /** Also its GPU Droplets, which DigitalOcean leaves out of lists that do not ask for them. */
  async dropletsOfTag(tag: string): Promise<Droplet[]> {
    const list = (query: { tag_name: string } | { type: "gpus" }) =>
      this.pages(
        "/v2/droplets",
        "droplets",
        ["droplet:read", "tag:read"],
        (value) => ({ droplet: parseDroplet(value), tags: parseTags(value) }),
        { action: `list Droplets of tag ${JSON.stringify(tag)}`, query },
      );
    // Both cannot be asked for at once, so their tags are compared here, as DigitalOcean does: in either case.
    const [tagged, gpus] = await Promise.all([list({ tag_name: tag }), list({ type: "gpus" })]);
    const wanted = tag.toLowerCase();
    const more = gpus.filter(({ tags }) => tags.some((one) => one.toLowerCase() === wanted));
    const all = [...tagged, ...more].map(({ droplet }) => droplet);
    return [...new Map(all.map((droplet) => [droplet.id, droplet])).values()];
  }

  backups(dropletId: string): Promise<Snapshot[]> {
    return this.ofDroplet(dropletId, "backups", readImages, parseSnapshot);
  }

  async backupPolicy(dropletId: string): Promise<Backups> {
    const path = address`/v2/droplets/${dropletId}/backups/policy`;
    const action = "read backup policy";
    const { data } = await this.get(path, readDroplets, { action, dropletId });
    const policy = part(data, "policy");
    if (!policy) throw incomplete(path, "policy");
    return parseBackups(policy);
  }

  kernels(dropletId: string): Promise<Kernel[]> {
    return this.ofDroplet(dropletId, "kernels", readDroplets, parseKernel);
  }

  /** The image with this id, or slug for public ones; null if it does not exist. */
  image(idOrSlug: string): Promise<Image | null> {
    const path = address`/v2/images/${idOrSlug}`;
    const action = `read image ${idOrSlug}`;
    return orNull(this.one(path, "image", ["image:read"], parseImage, { action }));
  }

  sizes(): Promise<Size[]> {
    const action = "read sizes";
    return this.pages("/v2/sizes", "sizes", ["sizes:read", "regions:read"], parseSize, { action });
  }

  snapshots(dropletId: string): Promise<Snapshot[]> {
    return this.ofDroplet(dropletId, "snapshots", readImages, parseSnapshot);
  }

  /** All of the account that were made of Droplets. */
  dropletSnapshots(): Promise<Snapshot[]> {
    return this.pages("/v2/snapshots", "snapshots", readSnapshots, parseSnapshot, {
      action: "read snapshots",
      query: { resource_type: "droplet" },
    });
  }

  /** Null if it does not exist (any more). */
  snapshot(snapshotId: string): Promise<Snapshot | null> {
    const path = address`/v2/snapshots/${snapshotId}`;
    const action = `read snapshot ${snapshotId}`;
    return orNull(this.one(path, "snapshot", readSnapshots, parseSnapshot, { action }));
  }

  /** A snapshot that is gone already is fine. */
  async deleteSnapshot(snapshotId: string): Promise<void> {
    const path = address`/v2/snapshots/${snapshotId}`;
    const scopes = ["snapshot:delete", "image:delete"];
    const action = `delete snapshot ${snapshotId}`;
    await orNull(this.send({ method: "DELETE", path, scopes, action }));
  }

  /** The type comes first, and no parameter takes its place. */
  private post(
    { type, body, ...sending }: ActionPost,
    more: Pick<ApiRequest, "path" | "query" | "action" | "dropletId">,
  ) {
    const withType = Object.assign({ type }, body, { type });
    return this.send({ method: "POST", body: withType, ...sending, ...more });
  }

  private get(path: string, scopes: readonly string[], more: Partial<ApiRequest>) {
    return this.send({ method: "GET", path, scopes, ...more });
  }

  private async one<T extends { readonly id: string | number }>(
    path: string,
    name: string,
    scopes: readonly string[],
    parse: (value: unknown) => T,
    more: Partial<ApiRequest>,
  ): Promise<T> {
    const { data } = await this.get(path, scopes, more);
    const found = parse(part(data, name));
    if (!found.id) throw incomplete(path, name);
    return found;
  }

  /** All that a Droplet has under this name, or the first pages that are enough. */
  private ofDroplet<T>(
    dropletId: string,
    name: string,
    scopes: readonly string[],
    parse: (value: unknown) => T,
    isEnough?: (items: readonly T[], response: ApiResponse) => boolean,
  ): Promise<T[]> {
    const path = address`/v2/droplets/${dropletId}/${name}`;
    return this.pages(path, name, scopes, parse, { action: `read ${name}`, dropletId }, isEnough);
  }

  private async pages<T>(
    path: string,
    name: string,
    scopes: readonly string[],
    parse: (value: unknown) => T,
    more: Partial<ApiRequest>,
    isEnough: (items: readonly T[], response: ApiResponse) => boolean = () => false,
  ): Promise<T[]> {
    const items: T[] = [];
    for (let page = 1; ; page++) {
      const query = { ...more.query, page, per_page: pageSize };
      const response = await this.get(path, scopes, { ...more, query });
      const list = listOf(response, name, path);
      items.push(...list.map(parse));
      if (isEnough(items, response) || isLastPage(response, list.length, pageSize, items.length)) {
        return items;
      }
    }
  }
}

const brokenOff = (what: string, facts: ErrorFacts) =>
  new LostAnswerError(
    facts,
    `DigitalOcean's answer broke off before it named the ${what}`,
    "It is not sent again",
  );

/** A path at the API. Of what a program or a state names no part becomes another place, as "../droplets/42" would. */
const address = (parts: TemplateStringsArray, ...ids: readonly (string | number)[]): string =>
  String.raw({ raw: parts }, ...ids.map(segment));

function segment(id: string | number): string {
  if (id !== "." && id !== "..") return encodeURIComponent(id);
  throw new RefusedError(
    "invalid-input",
    {},
    `${JSON.stringify(id)} is not an id`,
    "Correct it in the program or the state",
  );
}

/** The items of a page. */
export function listOf({ data }: ApiResponse, name: string, path: string): readonly unknown[] {
  const list = part(data, name);
  if (!Array.isArray(list)) throw incomplete(path, name);
  return list;
}

/** Items of the whole list; without a total, the end is a page that is not full. */
export const totalOf = ({ data }: ApiResponse): number =>
  Number(part(part(data, "meta"), "total") ?? Infinity);

/**
 * Whether nothing comes after this page. A page that is not full is not the last one if the total says so: a server may
 * allow fewer items than were asked for, or leave out what the token must not see.
 */
export function isLastPage(
  response: ApiResponse,
  items: number,
  askedFor: number,
  soFar: number,
): boolean {
  const total = totalOf(response);
  return items === 0 || soFar >= total || (total === Infinity && items < askedFor);
}

/** When DigitalOcean answered, by its own clock; null if it did not tell. */
export const serverTimeOf = ({ headers }: ApiResponse): number | null =>
  Date.parse(headers["date"] ?? "") || null;

/** Lists have no promised order, and ids grow. */
export const latestFirst = (actions: readonly Action[]): Action[] =>
  [...actions].sort((a, b) => b.id - a.id);

const orNull = <T>(found: Promise<T>): Promise<T | null> =>
  found.catch((error: unknown) => {
    if (isNotFound(error)) return null;
    throw error;
  });
