import { Budget } from "../../provider/api/budget";
import type { ApiRequest, ApiResponse } from "../../provider/api/link";
import { FakeClock } from "../support/fakeClock";

/** Requests on their way through the queue, and when each left, in seconds. */
class Line {
  readonly clock = new FakeClock();
  readonly began = this.clock.now();
  readonly sent: { readonly what: string; readonly at: number }[] = [];
  /** Requests of other tools, of which only the headers tell. */
  others = 0;
  limit = 5_000;
  /** What the next answers wait for, in the order of their requests. */
  readonly delays: Promise<void>[] = [];
  readonly budget;
  private readonly send;

  constructor(requestsPerSecond?: number) {
    this.budget = new Budget(this.clock, requestsPerSecond);
    this.send = this.budget.link(async ({ path }) => {
      this.sent.push({ what: path, at: (this.clock.now() - this.began) / 1000 });
      const answer = this.answer();
      await this.delays.shift();
      return answer;
    });
  }

  answer(): ApiResponse {
    const left = this.limit - this.sent.length - this.others;
    const headers = { "ratelimit-limit": "5000", "ratelimit-remaining": String(left) };
    return { status: 200, headers, data: {} };
  }

  ask(what: "post" | "poll" | "read", more: Partial<ApiRequest> = {}): Promise<ApiResponse> {
    const method = what === "post" ? "POST" : "GET";
    const isPoll = what === "poll" ? { isPoll: true as const } : {};
    return this.send({ method, path: what, scopes: [], ...isPoll, ...more });
  }

  many(count: number, what: "post" | "poll" | "read"): Promise<unknown> {
    return Promise.all(Array.from({ length: count }, () => this.ask(what)));
  }

  /** How many of a kind left within the minute from then on. */
  within(minute: number, what: string): number {
    return this.sent.filter((one) => one.what === what && Math.floor(one.at / 60) === minute)
      .length;
  }

  whatWasSent(): string[] {
    return this.sent.map(({ what }) => what);
  }
}

test("of those that have to wait, a poll goes before a POST, and a POST before other reads", async () => {
  const line = new Line(3);
  await Promise.all([line.ask("read"), line.ask("read"), line.ask("post"), line.ask("poll")]);
  expect(line.whatWasSent()).toEqual(["read", "poll", "post", "read"]);
});

test("polls leave three turns of four to the others", async () => {
  const line = new Line(3);
  await Promise.all([line.many(8, "read"), line.many(3, "poll")]);
  expect(line.whatWasSent().filter((_, turn) => turn % 4 === 1)).toEqual(["poll", "poll", "poll"]);
});

test("what a minute allows leaves at once, and the rest when the first ones no longer count", async () => {
  const line = new Line();
  await line.ask("read");
  await line.many(300, "post");
  expect(line.within(0, "post")).toBeGreaterThanOrEqual(195);
  expect(line.sent.every(({ at }) => at === 0 || at >= 60)).toBe(true);
  expect(line.sent.at(-1)?.at).toBe(60);
});

test("POSTs that use up their part of a minute leave room for polls", async () => {
  const line = new Line();
  await line.ask("read");
  const posts = line.many(1_000, "post");
  for (let poll = 0; poll < 30; poll++) {
    await line.clock.sleep(1_000);
    await line.ask("poll");
  }
  expect(line.sent.filter(({ what }) => what === "poll").at(-1)?.at).toBe(30);
  await posts;
});

test("a few requests of every minute are left to other tools", async () => {
  const line = new Line();
  await line.ask("read");
  await Promise.all([line.many(300, "post"), line.many(300, "poll")]);
  expect(line.sent.filter(({ at }) => at < 60).length).toBeLessThanOrEqual(240);
});

test("other tools that show by the headers get twice what they took", async () => {
  const line = new Line();
  await line.ask("read");
  line.others = 50;
  await line.ask("read");
  await line.many(300, "poll");
  expect(line.sent.filter(({ at }) => at < 60).length).toBeLessThanOrEqual(150);
});

test("our own requests are not taken for other tools'", async () => {
  const line = new Line();
  await line.ask("read");
  for (let read = 0; read < 100; read++) await line.ask("read");
  await line.many(120, "poll");
  expect(line.sent.every(({ at }) => at === 0)).toBe(true);
});

test("answers that overtake each other are not taken for other tools' requests", async () => {
  const line = new Line();
  await line.ask("read");
  // The first one is answered last, and says how many were left before all others.
  line.delays.push(line.clock.sleep(1));
  await line.many(60, "read");
  await line.ask("read");
  await line.many(100, "post");
  expect(line.sent.every(({ at }) => at < 1)).toBe(true);
});

test("with little left of the hour, polls become rare and POSTs continue", async () => {
  const line = new Line();
  line.limit = 225;
  await line.ask("read");
  line.budget.heed({
    status: 200,
    data: {},
    headers: { "ratelimit-reset": String((line.clock.now() + 1_800_000) / 1000) },
  });
  const polls = line.many(10, "poll");
  await line.many(20, "post");
  expect(line.whatWasSent().filter((what) => what === "poll").length).toBeLessThanOrEqual(2);
  await polls;
  expect(line.sent.at(-1)?.at).toBeGreaterThan(100);
});

test("who is cancelled leaves the queue at once, and costs the others nothing", async () => {
  const line = new Line(1);
  const cancelling = new AbortController();
  const first = line.ask("read");
  const cancelled = line.ask("post", { signal: cancelling.signal });
  const last = line.ask("read");
  cancelling.abort();
  await expect(cancelled).rejects.toMatchObject({ page: "run-stopped" });
  await Promise.all([first, last]);
  expect(line.sent.map(({ at }) => at)).toEqual([0, 1]);
});

test("who is cancelled already is not sent", async () => {
  const line = new Line();
  const read = line.ask("read", { signal: AbortSignal.abort() });
  await expect(read).rejects.toMatchObject({ page: "run-stopped" });
  expect(line.sent).toEqual([]);
});
