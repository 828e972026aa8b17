import { readToken, tokenTable, type Token, type Tokens } from "./access";
import { badRequest, bodyOf, Refusal, tooManyRequests, usualBody } from "./errors";
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
import { pause, type Received, type Sending } from "./server";
import type { SimulatorSwitches } from "./switches";

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

const minutes = 60_000;

/** The way of a request: fault, rate limit, token, route, log. */
export class Api {
  private readonly tokens: Map<string, Token>;
  private readonly controlRoutes: Route[];

  constructor(
    private readonly simulator: Simulator,
    tokens: Tokens,
    control: boolean,
  ) {
    this.tokens = tokenTable(tokens);
    this.controlRoutes = control ? controlRoutes(simulator) : [];
  }

  revokeToken(token: string): void {
    this.tokens.delete(token);
  }

  async respond(received: Received): Promise<Sending> {
    if (this.controlRoutes.length > 0 && received.url.pathname.startsWith("/_control/")) {
      const reply = this.attempt(received, "plain", () =>
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
      ...(fault.status === undefined ? {} : this.instead(fault, fault.status, received)),
    };
  }

  /**
   * What comes as JSON passed the place where requests are counted, also a 503
   * (https://github.com/Gamocosm/Gamocosm/issues/96); a page is of a gateway, which knows of no limit.
   */
  private instead(
    { body: given, headers }: Fault,
    status: number,
    { authorization = "", id }: Received,
  ): Omit<Sending, "delayMs" | "connection"> {
    const { limits, switches } = this.simulator;
    const body = given ?? usualBody(status, id, switches);
    const rate = status === 429 ? this.lateReset(limits.refusal(authorization)) : {};
    const counted = status >= 500 && typeof body === "object" ? limits.present(authorization) : {};
    const closing = status === 503 ? { connection: "close" } : {};
    return { status, body, headers: { ...rate, ...counted, ...closing, ...headers } };
  }

  /** The headers of a 429, by the switch `rateLimitAnswer`. */
  private lateReset(headers: Record<string, string>): Record<string, string> {
    const { switches } = this.simulator;
    if (switches.rateLimitAnswer === "documented" || !("ratelimit-reset" in headers)) {
      return headers;
    }
    const reset = Math.floor((this.simulator.now() - 25 * minutes) / 1000);
    return { ...headers, "ratelimit-reset": String(reset) };
  }

  private serve(received: Received): Sending {
    const { limits, switches } = this.simulator;
    const rate = limits.take(received.authorization ?? "");
    const reply = this.attempt(received, switches.errorForm, () => {
      if (!rate.allowed) throw tooManyRequests(switches);
      const token = readToken(this.tokens, received.authorization);
      return this.route(routes, received, token);
    });
    return { ...reply, headers: rate.allowed ? rate.headers : this.lateReset(rate.headers) };
  }

  private route(among: readonly Route[], received: Received, token: Token): Reply {
    const { method, url } = received;
    const request = { method, url, body: parseBody(received.text) };
    return answer(among, request, this.simulator.current(), token);
  }

  private attempt(
    received: Received,
    form: SimulatorSwitches["errorForm"],
    run: () => Reply,
  ): Reply {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { status: error.status, body: bodyOf(error, received.id, form) };
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
