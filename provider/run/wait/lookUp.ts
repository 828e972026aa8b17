import { actionOf } from "../../actions";
import type { ActionList } from "../../api/digitalocean";
import type { Action } from "../../api/wire";
import { UnknownFateError } from "../../errors";
import type { Post } from "../../operation/fold";
import { knownActionIds } from "../send/guard";
import { noteAction } from "../record";
import type { Run } from "../run";
import { longestLagSeconds, waitFor } from "./wait";

/** A second read of the list, this long after the answer was lost, must agree before a POST counts as not accepted. */
const certainSeconds = 10;
/** Milliseconds. */
const longestLag = longestLagSeconds * 1000;
/** An accepted action has started by then, after its answer was lost: what clocks and queues may add. */
const windowSeconds = 120;
/** Seconds beyond the time since the POST, for what clocks may differ. */
const reachSeconds = 300;
/** The time-out of a request, for a run that did not live to see its answer lost. */
const timeoutSeconds = 30;

/**
 * Finds out what became of a POST whose answer was lost: an action of its type that was not on the Droplet's list
 * before, started in its time, belongs to nothing else of ours, and shows our effect where it leaves a trace. True if
 * there is one; otherwise the POST was not accepted, and may be sent again.
 */
export async function lookUp(run: Run, post: Post, until: number): Promise<boolean> {
  // Where a run was killed, nobody saw the answer being lost, so its request may have been under way all that time.
  const lost = post.lostAt
    ? Date.parse(post.lostAt)
    : Date.parse(post.sentAt) + timeoutSeconds * 1000;
  const doubted = post.doubtedAt && Date.parse(post.doubtedAt);
  const certainAfter = Math.min(longestLag, certainSeconds * 1000 * 2 ** triesInVain(run, post));
  let absentSince = Infinity;
  let isFound: boolean | undefined;
  await waitFor(
    run,
    {
      head: `${post.type} looked up`,
      usualSeconds: certainAfter / 1000,
      tail: doubted
        ? ": its answer was lost, and something runs on the Droplet that is on no list"
        : ": its answer was lost",
    },
    Math.min(lost, run.clock.now()),
    until,
    async () => {
      const asked = run.clock.now();
      const withinSeconds = (asked - Date.parse(post.sentAt)) / 1000 + reachSeconds;
      let list = await run.api.latestActions(post.dropletId, withinSeconds);
      const now = byClockOf(post, list, asked);
      const known = await knownActionIds(run);
      const candidatesOf = (read: ActionList) => candidatesIn(read, known, post, run.clock.now());
      const isCertain =
        doubted && !explains(list, doubted + skewOf(post, list, asked))
          ? asked - doubted >= longestLag
          : now > absentSince && now - lost >= certainAfter;
      // A POST is never sent again by what a part of a list lacks, nor by what the account's does.
      if (isCertain && candidatesOf(list).length === 0) {
        list = await run.api.actionList(post.dropletId);
      }
      const candidates = candidatesOf(list);
      const running = candidates.filter(({ status }) => status === "in-progress");
      if (candidates.length === 0) {
        if (isCertain) isFound = false;
        absentSince = Math.min(absentSince, now);
        return isCertain;
      }
      const ours =
        running.length > 0 && candidates.length > 1
          ? undefined
          : await oursAmong(run, post, candidates);
      if (!ours) return false;
      await noteAction(run, post, ours, { adopted: true });
      isFound = true;
      return true;
    },
  );
  if (isFound === undefined) throw unknownFate(post);
  if (!isFound) await run.log.append({ is: "not found", post: post.number });
  return isFound;
}

/**
 * How often this action was already sent and then not found. On a day on which no answer comes and lists may lag, what
 * must not run twice is sent ever more seldom.
 */
function triesInVain({ log }: Run, { type, dropletId }: Post): number {
  if (!actionOf(type).onceOnly) return 0;
  return log.operation.notFound.filter((post) => post.type === type && post.dropletId === dropletId)
    .length;
}

/**
 * Whether an action on the list ran at that time of DigitalOcean's clock, so that another one need not have. Lists lag:
 * one that they show in progress may have ended before. Where it has not, nothing else would be accepted meanwhile.
 */
const explains = ({ actions }: ActionList, time: number): boolean =>
  actions.some(
    ({ startedAt, completedAt }) =>
      Date.parse(startedAt) <= time && Date.parse(completedAt ?? "") >= time,
  );

/**
 * Now, by the clock of the run that sent it: that may have been set since, where DigitalOcean's was not. In a run that
 * saw the answer being lost, after that was set forward, its own clock tells.
 */
function byClockOf(
  { skewMilliseconds, lostAt }: Post,
  { serverTime }: ActionList,
  now: number,
): number {
  if (serverTime === null || skewMilliseconds === undefined) return now;
  // DigitalOcean tells whole seconds.
  const then = serverTime - skewMilliseconds - 1_000;
  return lostAt === undefined ? then : Math.max(then, now);
}

/** DigitalOcean's clock decides when an action started; ours may be minutes off, and may have been set since. */
const skewOf = ({ skewMilliseconds }: Post, { serverTime }: ActionList, now: number): number =>
  skewMilliseconds ?? (serverTime === null ? 0 : serverTime - now);

function candidatesIn(
  list: ActionList,
  known: ReadonlySet<number>,
  post: Post,
  now: number,
): Action[] {
  const skew = skewOf(post, list, now);
  const sent = Date.parse(post.sentAt) + skew;
  const lost =
    post.lostAt === undefined ? sent + timeoutSeconds * 1000 : Date.parse(post.lostAt) + skew;
  const before = new Set(post.before?.actionIds);
  return list.actions.filter(({ id, type, startedAt }) => {
    // Times of actions have whole seconds.
    const started = Date.parse(startedAt);
    return (
      type === post.type &&
      !before.has(id) &&
      !known.has(id) &&
      started >= sent - 2_000 &&
      started <= lost + windowSeconds * 1000
    );
  });
}

/** The one that is ours; undefined as long as that cannot be told. */
async function oursAmong(
  run: Run,
  post: Post,
  candidates: readonly Action[],
): Promise<Action | undefined> {
  const { leavesTrace, destroysData, onceOnly } = actionOf(post.type);
  if (candidates.length === 1) return candidates[0];
  if (leavesTrace) {
    const showing: Action[] = [];
    for (const candidate of candidates) {
      const { id, status, startedAt, completedAt } = candidate;
      const supposed = { ...post, action: { id, status, startedAt, completedAt, adopted: true } };
      if (await actionOf(post.type).shows(run.api, post.dropletId, supposed)) {
        showing.push(candidate);
      }
    }
    // Two snapshots of one name: deleting the wrong one would be deleting somebody else's.
    if (showing.length > 1 && onceOnly) throw unknownFate(post, showing);
    if (showing[0]) return showing[0];
  }
  if (destroysData || (onceOnly && leavesTrace)) throw unknownFate(post, candidates);
  // Reboots and switches of power are all alike: whichever is taken, one was ours.
  return [...candidates].sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt))[0];
}

function unknownFate(
  { type, dropletId, sentAt }: Post,
  candidates: readonly Action[] = [],
): UnknownFateError {
  const ids = candidates.map(({ id }) => id).join(", ");
  return new UnknownFateError(
    "answer-lost",
    { action: type, dropletId },
    ids
      ? `it was sent at ${sentAt}, the answer was lost, and any of the actions ${ids} may be the one; it is not sent again`
      : `it was sent at ${sentAt}, the answer was lost, and what became of it could not be found out; it is not sent again`,
    `Look at \`doctl compute droplet actions ${dropletId}\`, and run \`pulumi up\` to look it up once more`,
  );
}
