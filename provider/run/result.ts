import { actionOf } from "../actions";
import type { Droplet } from "../api/wire";
import { hasErrored, type Operation, type Post } from "../operation/fold";
import { areOff, isPower } from "../plan/downtime";
import { healthOf, takenDownBy } from "./downtime";
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
  const isDown = ({ type }: Post) => actionOf(type).down === true;
  const first = takenDownBy(posts);
  const last = posts.filter((post) => post.type === "power_on" || isDown(post)).at(-1);
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
