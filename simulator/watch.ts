import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { tokenTable, type Tokens } from "./access";
import type { Simulator } from "./index";
import type { LoggedRequest } from "./requests";
import type { Action, Droplet, World } from "./state";

const millisecondsBetweenUpdates = 200;
/** What a new watcher gets of the past, and what an update holds at most, of requests and of actions. */
const mostRows = 500;
const mostStatusChanges = 10;
/** A watcher that is further behind is cut off; its browser connects again and gets everything. */
const mostBytesBehind = 4_000_000;

/** The package has the page beside the simulator's README; compiled code runs from dist/simulator. */
const folders = [__dirname, join(__dirname, "../../simulator")];

/**
 * The page at `/`, on which people watch the account, and the events that keep it current. What it asks for is no
 * request of the API, and while nobody watches nothing is done here.
 */
export class Watch {
  private readonly watchers = new Map<ServerResponse, Shown>();
  private readonly tokens: readonly [value: string, name: string][];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly simulator: Simulator,
    tokens: Tokens,
  ) {
    this.tokens = [...tokenTable(tokens)].map(([value, { name }]) => [value, name]);
  }

  /** Whether the request was one of the page's, and so is answered. */
  answer({ method, url }: IncomingMessage, response: ServerResponse): boolean {
    if (method !== "GET") return false;
    if (url === "/") response.writeHead(200, page().headers).end(page().text);
    else if (url === "/_events") this.add(response);
    else return false;
    return true;
  }

  private add(response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.once("close", () => this.remove(response));
    this.watchers.set(response, { world: undefined, texts: new Map(), lastRequest: undefined });
    this.update();
    this.timer ??= setInterval(() => this.update(), millisecondsBetweenUpdates).unref();
  }

  private remove(response: ServerResponse): void {
    this.watchers.delete(response);
    if (this.watchers.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private update(): void {
    for (const [watcher, shown] of this.watchers) {
      const changes = this.look(shown);
      if (changes === undefined) continue;
      if (watcher.writableLength > mostBytesBehind) watcher.destroy();
      else watcher.write(`data: ${JSON.stringify(changes)}\n\n`);
    }
  }

  /** What this watcher has not been shown yet, which counts as shown from then on. */
  private look(shown: Shown): object | undefined {
    const { simulator } = this;
    const world = simulator.current();
    // At the first look, and after a reset, all else that the watcher has is void.
    const isWhole = shown.world !== world;
    const before = isWhole ? new Map<string, string>() : shown.texts;
    const texts = new Map<string, string>();
    const changed = <Row extends object>(key: string, row: Row): Row[] => {
      const text = JSON.stringify(row);
      texts.set(key, text);
      return before.get(key) === text ? [] : [row];
    };
    const changes = {
      droplets: [...world.droplets.values()].flatMap((one) =>
        changed(`${dropletKey}${one.id}`, dropletRow(one)),
      ),
      actions: latest(world).flatMap((one) => changed(`action ${one.id}`, actionRow(one))),
      requests: newRequests(simulator.requests, shown.lastRequest).map(requestRow),
      limits: this.tokens.flatMap(([value, name], index) =>
        changed(`limit ${index}`, { index, name, ...this.left(value) }),
      ),
      timeScales: changed("time scale", { timeScale: world.timeScale }),
      gone: [...before.keys()]
        .filter((key) => key.startsWith(dropletKey) && !texts.has(key))
        .map((key) => Number(key.slice(dropletKey.length))),
    };
    Object.assign(shown, { world, texts, lastRequest: simulator.requests.at(-1) });
    const isNew = isWhole || Object.values(changes).some((rows) => rows.length > 0);
    return isNew ? { now: simulator.now(), isWhole, ...changes } : undefined;
  }

  private left(token: string): { limit: number | null; remaining: number | null } {
    const headers = this.simulator.limits.present(`Bearer ${token}`);
    const number = (text: string | undefined) => (text === undefined ? null : Number(text));
    return {
      limit: number(headers["ratelimit-limit"]),
      remaining: number(headers["ratelimit-remaining"]),
    };
  }
}

/** What a watcher has been shown: rows as JSON, by their keys. */
interface Shown {
  world: World | undefined;
  texts: Map<string, string>;
  lastRequest: LoggedRequest | undefined;
}

const dropletKey = "Droplet ";

/** The latest actions of all, and the latest of each Droplet, which may run for long. */
function latest(world: World): Action[] {
  const ofDroplets = [...world.droplets.keys()].map((id) => world.actionsOf(id).at(-1));
  const all = new Set([...ofDroplets, ...[...world.actions.values()].slice(-mostRows)]);
  return [...all].filter((action) => action !== undefined);
}

function newRequests(
  requests: readonly LoggedRequest[],
  last: LoggedRequest | undefined,
): readonly LoggedRequest[] {
  let first = requests.length;
  while (first > 0 && requests[first - 1] !== last && requests.length - first < mostRows) first--;
  return requests.slice(first);
}

function dropletRow({ id, name, status, size, region, createdAt, statusChanges }: Droplet) {
  const changes = statusChanges.slice(-mostStatusChanges);
  return { id, name, status, size, region, createdAt, statusChanges: changes };
}

function actionRow({ id, type, dropletId, status, startedAt, endsAt, completedAt }: Action) {
  return { id, type, dropletId, status, startedAt, endsAt, completedAt };
}

function requestRow(request: LoggedRequest) {
  const { time, method, path, status, actionType, actionIds, fault, body } = request;
  const parameters =
    actionType === null
      ? []
      : Object.entries(body as Record<string, unknown>)
          .filter(([name]) => name !== "type")
          .map(([name, value]) => `${name}=${String(value)}`.slice(0, 100));
  return { time, method, path, status, actionType, parameters, actionIds, fault };
}

let readPage: { text: string; headers: Record<string, string> } | undefined;

/** Scripts other than the page's own are not run, whatever the account's names contain. */
function page(): { text: string; headers: Record<string, string> } {
  if (readPage) return readPage;
  const file = folders.map((folder) => join(folder, "watch.html")).find(existsSync) ?? "watch.html";
  const text = readFileSync(file, "utf8");
  const script = /<script>([^]*)<\/script>/.exec(text)?.[1] ?? "";
  const hash = createHash("sha256").update(script).digest("base64");
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'`;
  readPage = {
    text,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy,
      "cache-control": "no-store",
    },
  };
  return readPage;
}
