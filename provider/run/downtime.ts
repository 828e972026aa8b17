import { actionOf } from "../actions";
import { hasErrored, type Operation, type Post } from "../operation/fold";

/** The POST that took the Droplet down; undefined if none did, as far as is on record. */
export function takenDownBy(posts: readonly Post[]): Post | undefined {
  const ran = posts.filter((post) => !hasErrored(post));
  // A shutdown that nobody listened to did not take the Droplet down.
  const off = ran.filter(({ type }) => actionOf(type).turnsOff).at(-1);
  return off ?? ran.find(interrupts);
}

function interrupts({ type, before }: Post): boolean {
  const { down, needsPower } = actionOf(type);
  return down === true && (needsPower === true || before?.status === "active");
}

/** Droplets of a tag that were done one after the other have no downtime in common. */
const isAtOnce = (posts: readonly Post[]): boolean =>
  new Set(posts.map(({ dropletId }) => dropletId)).size < 2 ||
  new Set(posts.map(({ sentAt }) => sentAt)).size < 2;

/** Outputs of a resource that has a healthcheck. */
export function healthOf({ posts, readyAt }: Operation) {
  const down = isAtOnce(posts) ? takenDownBy(posts) : undefined;
  const seconds =
    readyAt !== null && down ? (Date.parse(readyAt) - Date.parse(down.sentAt)) / 1000 : null;
  return { readyAt, downSeconds: seconds === null ? null : Math.round(seconds * 10) / 10 };
}
