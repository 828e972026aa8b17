import { randomBytes } from "node:crypto";

/** What a run makes carries its name: Droplets, snapshots and the tag. */

const form = /^(droplet-actions-smoke-(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)-[0-9a-f]{4})(-|$)/;

/** The time is in the name, since a tag has none of its own. */
export function nameOfRun(now: Date): string {
  const time = now.toISOString().replace(/\D/g, "").slice(0, 14);
  return `droplet-actions-smoke-${time}-${randomBytes(2).toString("hex")}`;
}

/** The run that a Droplet, snapshot or tag of this name belongs to; undefined if it is somebody else's. */
export const runOf = (name: string): string | undefined => form.exec(name)?.[1];

/** Milliseconds since the epoch. */
export function begunAt(run: string): number {
  const [, , year, month, day, hour, minute, second] = form.exec(run) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
