import { readToken, tokenTable, type Token, type Tokens } from "./access";
import { badRequest, Refusal } from "./errors";
import type { Fault } from "./faults";
import type { Simulator } from "./index";
import { answer, type Reply, type Route } from "./router";
import { accountRoutes } from "./routes/account";
import { actionRoutes } from "./routes/actions";
import { backupRoutes } from "./routes/backups";
import { controlRoutes } from "./routes/control";
import { dropletRoutes } from "./routes/droplets";
import { imageRoutes } from "./routes/images";
import { relationRoutes } from "./routes/relations";
import { tagRoutes } from "./routes/tags";
import { pause, refusalReply, type Received, type Sending } from "./server";

// Literal paths below /v2/droplets stand before those with an id.
const routes: Route[] = [
  ...backupRoutes,
  ...actionRoutes,
  ...dropletRoutes,
  ...relationRoutes,
  ...imageRoutes,
  ...tagRoutes,
  ...accountRoutes,
];

const controlToken: Token = { name: "control", can: () => true };

/** The way of a request: fault, rate limit, token, route, log. */
export class Api {
  private readonly tokens: ReadonlyMap<string, Token>;
  private readonly controlRoutes: Route[];

  constructor(
    private readonly simulator: Simulator,
    tokens: Tokens,
    control: boolean,
  ) {
    this.tokens = tokenTable(tokens);
    this.controlRoutes = control ? controlRoutes(simulator) : [];
  }

  async respond(received: Received): Promise<Sending> {
    if (this.controlRoutes.length > 0 && received.url.pathname.startsWith("/_control/")) {
      const reply = this.attempt(received, () =>
        this.route(this.controlRoutes, received, controlToken),
      );
      return { ...reply, headers: {} };
    }
    const type = actionTypeOf(received);
    const fault = this.simulator.faults.strike({
      method: received.method,
      path: received.url.pathname,
      type,
    });
    const reply = await this.withFault(fault, received);
    this.log(received, type, fault, reply);
    return reply;
  }

  private async withFault(fault: Fault | undefined, received: Received): Promise<Sending> {
    if (!fault) return this.serve(received);
    const instead = fault.status !== undefined || fault.connection !== undefined;
    const after = fault.when === "after" || fault.connection === "truncate";
    if (!after && fault.delayMs !== undefined) await pause(fault.delayMs);
    const real: Sending =
      after || !instead ? this.serve(received) : { status: 0, body: undefined, headers: {} };
    return {
      ...real,
      ...(after && fault.delayMs !== undefined ? { delayMs: fault.delayMs } : {}),
      ...(fault.connection === undefined ? {} : { connection: fault.connection }),
      ...(fault.status === undefined
        ? {}
        : { status: fault.status, body: fault.body, headers: this.headersOf(fault, received) }),
    };
  }

  /** A 429 comes from where the requests are counted, all other faults from gateways that know of no limit. */
  private headersOf({ status, headers }: Fault, { authorization = "" }: Received) {
    return { ...(status === 429 ? this.simulator.limits.refusal(authorization) : {}), ...headers };
  }

  private serve(received: Received): Sending {
    const rate = this.simulator.limits.take(received.authorization ?? "");
    const reply = this.attempt(received, () => {
      if (!rate.allowed) throw new Refusal(429, "too_many_requests", "API rate limit exceeded.");
      const token = readToken(this.tokens, received.authorization);
      return this.route(routes, received, token);
    });
    return { ...reply, headers: rate.headers };
  }

  private route(among: readonly Route[], received: Received, token: Token): Reply {
    const { method, url } = received;
    const request = { method, url, body: parseBody(received.text) };
    return answer(among, request, this.simulator.current(), token);
  }

  private attempt(received: Received, run: () => Reply): Reply {
    try {
      return run();
    } catch (error) {
      if (error instanceof Refusal) return refusalReply(error, received.id);
      throw error;
    }
  }

  private log(
    received: Received,
    type: string | undefined,
    fault: Fault | undefined,
    { status, connection, actions = [] }: Sending,
  ): void {
    const unanswered = connection === "reset" || connection === "hang";
    const token = /^Bearer (\S+)$/i.exec(received.authorization ?? "")?.[1] ?? "";
    this.simulator.log.add({
      time: this.simulator.now(),
      id: received.id,
      method: received.method,
      path: received.url.pathname,
      query: Object.fromEntries(received.url.searchParams),
      body: parseOrUndefined(received.text),
      status: unanswered ? null : status,
      token: this.tokens.get(token)?.name ?? null,
      actionType: type ?? null,
      actionIds: received.url.pathname.endsWith("/actions") ? actions.map(({ id }) => id) : [],
      fault: fault !== undefined,
    });
  }
}

function actionTypeOf(received: Received): string | undefined {
  if (received.method !== "POST" || !received.url.pathname.endsWith("/actions")) return undefined;
  const body = parseOrUndefined(received.text);
  if (typeof body !== "object" || body === null || !("type" in body)) return undefined;
  return typeof body.type === "string" ? body.type : undefined;
}

function parseBody(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest("error parsing request body");
  }
}

function parseOrUndefined(text: string): unknown {
  try {
    return parseBody(text);
  } catch {
    return undefined;
  }
}
