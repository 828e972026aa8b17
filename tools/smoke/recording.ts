import { appendFileSync, writeFileSync } from "node:fs";
import { routeOf, type Exchange } from "./exchange";
import type { Passed } from "./proxy";
import { Scrubber } from "./scrub";

/** What passed the proxy: in memory for the report, and line by line in a file, which a killed run leaves whole. */
export class Recording {
  readonly exchanges: Exchange[] = [];
  private readonly scrubber: Scrubber;

  constructor(
    readonly file: string,
    token: string,
    run: string,
  ) {
    this.scrubber = new Scrubber(token, run);
    writeFileSync(file, "");
  }

  readonly add = (passed: Passed): void => {
    const { pathname, searchParams } = new URL(passed.url, "http://localhost");
    const answer = parsed(passed.answer);
    if (passed.method === "POST" && pathname === "/v2/droplets") this.scrubber.learn(answer);
    const request = parsed(passed.request);
    const exchange: Exchange = {
      at: passed.at.toISOString(),
      method: passed.method,
      path: pathname,
      query: Object.fromEntries(
        [...searchParams].map(([key, value]) => [key, this.scrubber.text(value)]),
      ),
      route: routeOf(pathname),
      ...(passed.question === undefined ? {} : { question: passed.question }),
      ...(request === undefined ? {} : { request: this.scrubber.body(pathname, request) }),
      status: passed.status,
      headers: this.scrubber.headers(passed.headers),
      ...(answer === undefined ? {} : { answer: this.scrubber.body(pathname, answer) }),
      tookMilliseconds: passed.tookMilliseconds,
    };
    this.exchanges.push(exchange);
    appendFileSync(this.file, `${JSON.stringify(exchange)}\n`);
  };
}

/** What is not JSON is kept as the text that it is. */
function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
