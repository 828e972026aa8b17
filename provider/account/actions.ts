import {
  type ActionList,
  type DigitalOcean,
  isLastPage,
  latestFirst,
  listOf,
  pageSize,
  serverTimeOf,
  totalOf,
} from "../api/digitalocean";
import type { ApiResponse } from "../api/link";
import { type Action, parseAction, part } from "../api/wire";
import type { Batch, Pages, Source } from "./shared";

const path = "/v2/actions";
const scopes = ["actions:read"];

/** Pages that hold none of ours, for each action that is still missing, until those are asked for one by one. */
const worthTrying = 1 / 20;
/** Reads that go without the list, since it held none of ours or is in no order that we can use. */
const pause = 10;
/** Actions that begin together may be listed in any order; milliseconds. */
const together = 5_000;

/** One action as it is now, or all of a Droplet that have started within so many seconds, and perhaps older ones. */
type Want = OfAction | OfDroplet;

interface OfAction {
  readonly dropletId: string;
  readonly actionId: number;
}

interface OfDroplet {
  readonly dropletId: string;
  readonly withinSeconds: number;
}

/** Actions: those of the account lie in one list, of which the latest page mostly holds all that anybody wants. */
export class ActionSource implements Source<Want, ActionList> {
  readonly action = "read actions";
  /** The order of the list is documented nowhere, so it is looked at. */
  private isNewestFirst = true;
  /** How deep in the list the wanted actions were found last. */
  private depth = 0;
  private pausedFor = 0;

  /** Reads no more of the Droplet's own list than is needed, if that has the newest first. */
  async one(want: Want, api: DigitalOcean): Promise<ActionList> {
    const { dropletId } = want;
    if (!isOfAction(want)) {
      return api.actionList(dropletId, (list) => reachesBack(list, want.withinSeconds));
    }
    return { actions: [await api.action(dropletId, want.actionId)], serverTime: null };
  }

  *pages(batch: Batch<Want, ActionList>): Pages {
    const listed = batch.wants.filter((want) => isOfAction(want) || this.isNewestFirst);
    if (listed.length < 2 || --this.pausedFor >= 0) return;
    const ids = new Set(listed.filter(isOfAction).map(({ actionId }) => actionId)).size;
    const likely = Math.max(this.depth, ids) + 10;
    yield* this.pagesOf(batch, ids < listed.length ? pageSize : Math.min(pageSize, likely));
  }

  private *pagesOf(batch: Batch<Want, ActionList>, size: number): Pages {
    /** What is on the pages so far, in their order. */
    let actions: readonly Action[] = [];
    /** How deep a wanted action was found on them. */
    let found = 0;
    /** Pages that have held none of ours. */
    let inVain = 0;
    for (let page = 1; ; page++) {
      const response = yield { path, scopes, query: { page, per_page: size } };
      const items = listOf(response, "actions", path).map(parse);
      // While it is read, new actions push older ones onto the next page.
      const byId = new Map([...actions, ...items].map((one) => [one.id, one]));
      actions = [...byId.values()];
      const list = { actions, serverTime: serverTimeOf(response) };
      const places = new Map(actions.map(({ id }, index) => [id, index + 1]));
      const isWhole = isLastPage(response, items.length, size, actions.length);
      this.isNewestFirst &&= isNewestFirst(actions);
      const wanted = batch.wants.filter(isOfAction).length;
      batch.answer((want) => {
        if (isOfAction(want)) {
          const action = byId.get(want.actionId);
          found = Math.max(found, places.get(want.actionId) ?? 0);
          return action && { ...list, actions: [action] };
        }
        if (!isWhole && !reachesBack(list, want.withinSeconds)) return undefined;
        const own = list.actions.filter(({ dropletId }) => dropletId === want.dropletId);
        return { ...list, actions: latestFirst(own) };
      });
      const missing = batch.wants.filter(isOfAction).length;
      const latest = batch.wants.filter((want): want is OfDroplet => !isOfAction(want));
      if (missing === wanted) inVain++;
      // Another page is worth it as long as it spares more requests than one.
      const forActions = missing > 1 && (size < pageSize || inVain <= missing * worthTrying + 1);
      const forLatest =
        latest.length > 1 && pagesLeft(actions, page, response, latest) < latest.length;
      if (isWhole || !(forActions || forLatest)) {
        // The missing ones are looked for deeper the next time.
        if (wanted > 0) this.depth = missing > 0 ? Math.max(found, pageSize) : found;
        if (missing > 0 && found === 0 && size === pageSize) this.pausedFor = pause;
        return;
      }
      // Where those that are wanted are not among the latest, the largest page is the first one.
      if (size < pageSize) return yield* this.pagesOf(batch, pageSize);
    }
  }
}

/** The ids of volumes, images and addresses may be those of Droplets, too. */
function parse(item: unknown): Action {
  const type = part(item, "resource_type") ?? "droplet";
  return type === "droplet" ? parseAction(item) : { ...parseAction(item), dropletId: "" };
}

/** Whether all that have started within so many seconds are among these, which begin the list. */
const reachesBack = ({ actions, serverTime }: ActionList, seconds: number): boolean =>
  serverTime !== null &&
  isNewestFirst(actions) &&
  startOf(actions.at(-1)) < serverTime - seconds * 1000 - together;

/** Where a list is shuffled or has the oldest first, nobody can tell where the latest end. */
const isNewestFirst = (actions: readonly Action[]): boolean =>
  actions.every(
    (one, index) => index === 0 || startOf(one) <= startOf(actions[index - 1]) + together,
  );

/** How many more pages it takes to reach back as far as is wanted, going by how far the first ones reach. */
function pagesLeft(
  actions: readonly Action[],
  pages: number,
  response: ApiResponse,
  wants: readonly OfDroplet[],
): number {
  const toTheEnd = Math.ceil(totalOf(response) / pageSize) - pages;
  if (!isNewestFirst(actions)) return toTheEnd;
  const reached = Math.max(1, ((serverTimeOf(response) ?? NaN) - startOf(actions.at(-1))) / 1000);
  const furthest = Math.max(...wants.map(({ withinSeconds }) => withinSeconds));
  return Math.min(toTheEnd, Math.ceil((furthest / reached - 1) * pages) || toTheEnd);
}

const startOf = (one: Action | undefined): number => Date.parse(one?.startedAt ?? "");

const isOfAction = (want: Want): want is OfAction => "actionId" in want;
