import { setTimeout as pause } from "node:timers/promises";
import { asJson, listIn, type Json } from "./exchange";
import { questionHeader } from "./proxy";

export interface Answer {
  readonly status: number;
  readonly body: Json;
}

export interface Request {
  readonly body?: Json;
  /** The switch of the simulator that this is asked for. */
  readonly question?: string;
}

const perPage = 200;
const mostTries = 6;

/** What the script itself asks of DigitalOcean. */
export class Api {
  constructor(
    private readonly url: string,
    private readonly token: string,
    /** How long to wait between two looks. */
    private readonly pollMilliseconds: number,
    private readonly signal?: AbortSignal,
  ) {}

  /** A POST is sent once, unless it was refused for the rate; all else is repeated while the API is in trouble. */
  async send(method: string, path: string, { body, question }: Request = {}): Promise<Answer> {
    for (let tries = 1; ; tries++) {
      this.signal?.throwIfAborted();
      try {
        const response = await fetch(`${this.url}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${this.token}`,
            ...(body === undefined ? {} : { "content-type": "application/json" }),
            ...(question === undefined ? {} : { [questionHeader]: question }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const answer = { status: response.status, body: bodyOf(await response.text()) };
        const refusedForRate = answer.status === 429;
        const inTrouble = answer.status >= 500 && method !== "POST";
        if (tries >= mostTries || !(refusedForRate || inTrouble)) return answer;
        await this.pause(Number(response.headers.get("retry-after") ?? tries) * 1000);
      } catch (error) {
        this.signal?.throwIfAborted();
        if (method === "POST" || tries >= mostTries) throw error;
        await this.pause(tries * 1000);
      }
    }
  }

  /** The body of an answer that must be there. */
  async get(path: string): Promise<Json> {
    const { status, body } = await this.send("GET", path);
    if (status === 200) return body;
    throw new Error(`GET ${path} was answered ${status}: ${said(body)}`);
  }

  /** All pages of a list. */
  async list(path: string, key: string): Promise<Json[]> {
    const all: Json[] = [];
    for (let page = 1; ; page++) {
      const separator = path.includes("?") ? "&" : "?";
      const items = listIn(
        await this.get(`${path}${separator}per_page=${perPage}&page=${page}`),
        key,
      );
      all.push(...items);
      if (items.length < perPage) return all;
    }
  }

  /** Looks until something is there, and says what did not come if it takes too long. */
  async until<Value>(
    what: string,
    seconds: number,
    look: () => Promise<Value | undefined>,
  ): Promise<Value> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (Date.now() > end) throw new Error(`${what}: not within ${seconds} seconds`);
      await this.pause(this.pollMilliseconds);
    }
  }

  private async pause(milliseconds: number): Promise<void> {
    await pause(milliseconds, undefined, this.signal && { signal: this.signal }).catch(() =>
      this.signal?.throwIfAborted(),
    );
  }
}

/** A simulator on this machine may run faster than time. */
export const pollMillisecondsOf = (apiUrl: string): number =>
  apiUrl.startsWith("http:") ? 100 : 3000;

function bodyOf(text: string): Json {
  try {
    return asJson(JSON.parse(text));
  } catch {
    return { message: text };
  }
}

/** What an answer says went wrong. */
export const said = (body: Json): string => JSON.stringify(body["message"] ?? body);
