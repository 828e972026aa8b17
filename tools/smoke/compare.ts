import { kindOf, type Exchange } from "./exchange";
import { runOf } from "./names";
import { messageOf } from "./observations";

/** Something that the one API showed and the other did not. */
export interface Difference {
  /** Method, route and type of the action; of headers nothing. */
  readonly where: string;
  readonly what: "request" | "status" | "field" | "type" | "text" | "header";
  /** Empty: nothing of the kind. */
  readonly real: string;
  readonly simulated: string;
}

/** Compares kinds of requests, since ids, names and the number of polls differ in each run. */
export function compare(real: readonly Exchange[], simulated: readonly Exchange[]): Difference[] {
  const [ofReal, ofSimulated] = [byKind(real), byKind(simulated)];
  const kinds = [...new Set([...ofReal.keys(), ...ofSimulated.keys()])].sort();
  const differences = kinds.flatMap((where): Difference[] => {
    const [one, other] = [ofReal.get(where), ofSimulated.get(where)];
    if (!one || !other) {
      const [asked, never] = ["asked", "never asked"];
      return [
        {
          where,
          what: "request",
          real: one ? asked : never,
          simulated: other ? asked : never,
        },
      ];
    }
    return [
      ...ofValues(where, "status", statuses(one), statuses(other)),
      ...ofShapes(where, shapesOf(one), shapesOf(other)),
      ...ofValues(where, "text", texts(one), texts(other)),
    ];
  });
  return [...differences, ...ofValues("all", "header", headers(real), headers(simulated))];
}

function byKind(exchanges: readonly Exchange[]): Map<string, Exchange[]> {
  const all = new Map<string, Exchange[]>();
  for (const exchange of exchanges) {
    const kind = kindOf(exchange);
    all.set(kind, [...(all.get(kind) ?? []), exchange]);
  }
  return all;
}

const succeeded = ({ status }: Exchange): boolean => status !== null && status < 300;

const statuses = (exchanges: readonly Exchange[]): string[] =>
  exchanges.map(({ status }) => String(status ?? "no answer"));

/** Without what is different in each run. */
const texts = (exchanges: readonly Exchange[]): string[] =>
  exchanges
    .filter(({ status }) => status !== null && status >= 400)
    .map((exchange) =>
      messageOf(exchange)
        .replace(/[\w-]+/g, (word) => (runOf(word) === undefined ? word : "<run>"))
        .replace(/\d{4,}/g, "<id>"),
    );

/** Names of all, and the values of those that say how to read the body. */
const headers = (exchanges: readonly Exchange[]): string[] =>
  exchanges.flatMap(({ headers: all }) =>
    Object.entries(all).map(([name, value]) =>
      /^(content-type|ratelimit-limit)$/.test(name) ? `${name}: ${value}` : name,
    ),
  );

function ofValues(
  where: string,
  what: Difference["what"],
  real: readonly string[],
  simulated: readonly string[],
): Difference[] {
  const onlyReal = [...new Set(real)].filter((value) => !simulated.includes(value));
  const onlySimulated = [...new Set(simulated)].filter((value) => !real.includes(value));
  if (onlyReal.length + onlySimulated.length === 0) return [];
  return [{ where, what, real: onlyReal.join(" | "), simulated: onlySimulated.join(" | ") }];
}

/** Paths of fields with the types of their values. */
type Shapes = Map<string, Set<string>>;

function shapesOf(exchanges: readonly Exchange[]): Shapes {
  const shapes: Shapes = new Map();
  const add = (value: unknown, path: string): void => {
    const type = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
    if (path !== "") shapes.set(path, (shapes.get(path) ?? new Set()).add(type));
    if (Array.isArray(value)) value.forEach((item) => add(item, `${path}[]`));
    else if (typeof value === "object" && value !== null) {
      for (const [name, inner] of Object.entries(value)) {
        const key = /^\d+$/.test(name) ? "{id}" : name;
        add(inner, path === "" ? key : `${path}.${key}`);
      }
    }
  };
  for (const { answer } of exchanges.filter(succeeded)) add(answer, "");
  return shapes;
}

function ofShapes(where: string, real: Shapes, simulated: Shapes): Difference[] {
  const paths = [...new Set([...real.keys(), ...simulated.keys()])].sort();
  return paths.flatMap((path): Difference[] => {
    const [one, other] = [real, simulated].map((shapes) => [...(shapes.get(path) ?? [])].sort());
    const [types, otherTypes] = [one?.join(" or ") ?? "", other?.join(" or ") ?? ""];
    if (types === otherTypes) return [];
    const what = types === "" || otherTypes === "" ? "field" : "type";
    // Below a field that only the one has, all is only there: its first line says it.
    const above = path.replace(/(\[\]|\.[^.[\]]*)$/, "");
    const isBelow = above !== path && real.has(above) !== simulated.has(above);
    if (what === "field" && isBelow) return [];
    const say = (said: string) => (said === "" ? "" : `${path}: ${said}`);
    return [{ where, what, real: say(types), simulated: say(otherTypes) }];
  });
}
