import { isDeepStrictEqual } from "node:util";
import type { Outputs } from "../../resources/define";

export type Kind = "ADD" | "DELETE" | "UPDATE";

/**
 * Where the inputs differ, by Pulumi's property paths such as `triggers[0]` and `policy.hour`. `only` are the inputs
 * that the core counts as changed.
 */
export function detailedDiff(
  olds: Outputs,
  news: Outputs,
  only: readonly string[],
): Map<string, Kind> {
  const found = new Map<string, Kind>();
  for (const key of only) compare(pathTo("", key), olds[key], news[key], found);
  return found;
}

function compare(path: string, old: unknown, now: unknown, found: Map<string, Kind>): void {
  if (isDeepStrictEqual(old ?? undefined, now ?? undefined)) return;
  if (old === undefined || old === null) found.set(path, "ADD");
  else if (now === undefined || now === null) found.set(path, "DELETE");
  else if (Array.isArray(old) && Array.isArray(now)) {
    for (let index = 0; index < Math.max(old.length, now.length); index++) {
      compare(`${path}[${index}]`, old[index], now[index], found);
    }
  } else if (isObject(old) && isObject(now)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
      compare(pathTo(path, key), old[key], now[key], found);
    }
  } else found.set(path, "UPDATE");
}

const isObject = (value: unknown): value is Outputs =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Keys that are no plain names stand in brackets. */
const pathTo = (path: string, key: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(key)
    ? `${path}${path && "."}${key}`
    : `${path}[${JSON.stringify(key)}]`;
