import { readFileSync } from "node:fs";

/** JSON as it is on the wire. */
export type Json = Record<string, unknown>;

/** A request and its answer, as they are written to the file: without token, addresses and what is not the run's. */
export interface Exchange {
  /** When the request came in. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The path with `{id}` and the like in place of what is different in each run. */
  readonly route: string;
  /** The switch of the simulator that the request was made for. */
  readonly question?: string;
  readonly request?: unknown;
  /** null: there was no answer. */
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly answer?: unknown;
  readonly tookMilliseconds: number;
}

export function routeOf(path: string): string {
  return path
    .split("/")
    .map((part, index, parts) => {
      if (/^\d+$/.test(part)) return "{id}";
      if (parts[index - 1] === "tags") return "{tag}";
      if (parts[index - 1] === "images") return "{slug}";
      return part;
    })
    .join("/");
}

/** What is compared with what: method, route, and the type of an action. */
export function kindOf({ method, route, request }: Exchange): string {
  const type = method === "POST" && route.endsWith("/actions") ? asJson(request)["type"] : "";
  return `${method} ${route}${typeof type === "string" && type !== "" ? ` ${type}` : ""}`;
}

export const asJson = (value: unknown): Json =>
  typeof value === "object" && value !== null ? (value as Json) : {};

export const listIn = (answer: unknown, key: string): Json[] => {
  const list = asJson(answer)[key];
  return Array.isArray(list) ? list.map(asJson) : [];
};

/** All actions in an answer. */
export function actionsIn({ answer }: Exchange): Json[] {
  const one = asJson(answer)["action"];
  return [...(one === undefined ? [] : [asJson(one)]), ...listIn(answer, "actions")];
}

export const readRecording = (file: string): Exchange[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Exchange);
