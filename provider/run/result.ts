import { actionOf } from "../actions";
import type { Droplet } from "../api/wire";
import { hasErrored, type Operation, type Post } from "../operation/fold";
import { areOff, isPower } from "../plan/downtime";
import { duration } from "./progress";

/** What the plan said of the steps of an operation, which its record does not hold. */
export interface Planned {
  /** What the step does, in words, by type of action. */
  readonly texts: Map<string, string>;
  /** Why the Droplet may have been off before that; empty where that needs no word. */
  whyOff?: string;
}

/** One line that stays: what was done, in which time, and how long the Droplet was down. */
export function describeResult(
  operation: Operation,
  { texts }: Planned,
  droplets: readonly Droplet[],
  now: number,
): string {
  const posts = operation.posts.filter((post) => !hasErrored(post));
  // Turning off and on again is how the rest is done, unless it is all that was done.
  const rest = posts.filter(({ type }) => !isPower(type));
  const types = [...new Set((rest.length > 0 ? rest : posts).map(({ type }) => type))];
  const what = types.map((type) => texts.get(type) ?? type).join("; ");
  const began = Date.parse(posts[0]?.sentAt ?? "");
  const { readyAt, downSeconds } = healthOf(operation);
  const down = droplets.length === 1 ? (downSeconds ?? secondsDown(posts)) : undefined;
  const isOff = areOff(droplets);
  return [
    `${what}: done in ${duration((now - began) / 1000)}`,
    !isOff && down !== undefined ? `, down for ${exactly(down)}` : "",
    readyAt === null ? "" : down === undefined ? ", healthy" : " until healthy",
    isOff ? `; ${droplets.length > 1 ? "the Droplets are" : "the Droplet is"} off` : "",
  ].join("");
}

/** From the POST that took the Droplet down until it was seen on again; undefined if it did not go down and come up. */
function secondsDown(posts: readonly Post[]): number | undefined {
  const first = takenDownBy(posts);
  const last = posts.filter(({ type }) => type === "power_on" || actionOf(type).down).at(-1);
  if (!first || !last?.endedAt) return undefined;
  const seconds = (Date.parse(last.endedAt) - Date.parse(first.sentAt)) / 1000;
  return seconds > 0 ? seconds : undefined;
}

function exactly(seconds: number): string {
  const whole = Math.round(seconds);
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
  if (seconds < 100 || minutes >= 100 || rest === 0) return duration(whole);
  return `${minutes} min ${rest} s`;
}

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
