import { Budget } from "../../provider/api/budget";
import { createClient } from "../../provider/api/client";
import type { ApiRequest, ApiResponse } from "../../provider/api/link";
import { LostAnswerError, UnreachableError } from "../../provider/errors";
import { FakeClock } from "../support/fakeClock";

const token = "dop_v1_secret";
type Answer = Partial<ApiResponse> | Error;

/** A wire script: the answers in order, which must be used up. */
function scripted(answers: Answer[], requestsPerSecond?: number) {
  const clock = new FakeClock();
  const sent: { request: ApiRequest; at: number }[] = [];
  const began = clock.now();
  const send = createClient(
    {
      token,
      tokenFrom: { name: "DIGITALOCEAN_TOKEN", isKept: false },
      apiUrl: "https://api.digitalocean.com",
      requestsPerSecond,
    },
    clock,
    clock.watch((request) => {
      sent.push({ request, at: (clock.now() - began) / 1000 });
      const answer = answers.shift() ?? new Error("more requests than the script has");
      if (answer instanceof Error) return Promise.reject(answer);
      return Promise.resolve({ status: 200, headers: {}, data: {}, ...answer });
    }),
  );
  return { send, sent, left: answers };
}

const get: ApiRequest = {
  method: "GET",
  path: "/v2/droplets/42",
  scopes: ["droplet:read"],
  dropletId: "42",
  action: "read",
};
const post: ApiRequest = {
  method: "POST",
  path: "/v2/droplets/42/actions",
  body: { type: "resize" },
  scopes: ["droplet:update", "droplet:create"],
  action: "resize",
  dropletId: "42",
};
const lost = () => new LostAnswerError({}, "lost", "");
const unreachable = () => new UnreachableError("digitalocean-unreachable", {}, "no way", "");

test("the token goes into the header, and the user agent says who asks", async () => {
  const { send, sent } = scripted([{}]);
  await send(get);
  expect(sent[0]?.request.headers).toMatchObject({
    authorization: `Bearer ${token}`,
    "user-agent": expect.stringMatching(/^pulumi-droplet-actions\/\d/),
  });
});

test.each([
  ["a 5xx", { status: 503 }],
  ["a lost answer", lost()],
  ["no connection", unreachable()],
])("a GET is repeated after %s", async (_name, failure) => {
  const { send, left } = scripted([failure, failure, { data: "ok" }]);
  expect((await send(get)).data).toBe("ok");
  expect(left).toEqual([]);
});

test.each([
  ["a 5xx", { status: 502, data: "<title>502 Bad Gateway</title>" }],
  ["a lost answer", lost()],
])("a POST is not repeated after %s, and its fate is unknown", async (_name, failure) => {
  const { send, sent } = scripted([failure]);
  await expect(send(post)).rejects.toMatchObject({ name: "LostAnswerError" });
  expect(sent).toHaveLength(1);
});

test.each([
  [
    "was answered 429",
    { status: 429, headers: { "retry-after": "7" } },
    { name: "AnswerError", retryAfterSeconds: 7 },
  ],
  ["never left this machine", unreachable(), { name: "UnreachableError" }],
])(
  "a POST that %s is left to the plan, which has to be made anew",
  async (_name, answer, error) => {
    const { send, sent } = scripted([answer]);
    await expect(send(post)).rejects.toMatchObject(error);
    expect(sent).toHaveLength(1);
  },
);

test("a 429 is waited out for as long as retry-after says", async () => {
  const { send, sent } = scripted([{ status: 429, headers: { "retry-after": "7" } }, {}]);
  await send(get);
  expect(sent[1]?.at).toBe(7);
});

test("a 429 that would be waited out beyond the deadline is an error that says so", async () => {
  const { send } = scripted([
    {
      status: 429,
      headers: { "retry-after": "60" },
      data: { message: "API rate limit exceeded." },
    },
  ]);
  const deadline = Date.parse("2026-11-24T12:00:30Z");
  await expect(send({ ...get, deadline })).rejects.toThrow(
    /rate limit exceeded.*HTTP 429.*requestsPerSecond/,
  );
});

test.each([
  [401, "Unable to authenticate you.", /The token from DIGITALOCEAN_TOKEN is mistyped/],
  [403, "You do not have permission.", /scopes droplet:update and droplet:create/],
  [404, "Not found.", /Check dropletId/],
  [
    422,
    "Size is wrong.",
    /^resize on Droplet 42: DigitalOcean answered "Size is wrong" \(HTTP 422, request id r-1\)\. Bring the Droplet or the inputs to what DigitalOcean asks for/,
  ],
])("a %i becomes an error that says what to do", async (status, message, text) => {
  const { send } = scripted([{ status, data: { message, request_id: "r-1" } }]);
  await expect(send(post)).rejects.toThrow(text);
});

test("a gateway's HTML page is named by its title", async () => {
  const { send } = scripted([
    { status: 400, data: "<html><title>No such host</title><body>…</body></html>" },
  ]);
  await expect(send(get)).rejects.toThrow('answered "No such host"');
});

test("an error never holds the token, even if the server echoes it", async () => {
  const { send } = scripted([{ status: 400, data: { message: `bad ${token}` } }]);
  const error = await send(get).catch((caught: unknown) => caught as Error);
  const { message, stack } = error as Error;
  expect(JSON.stringify([error, message, stack])).not.toContain(token);
});

test("requestsPerSecond spaces the requests", async () => {
  const { send, sent } = scripted([{}, {}, {}], 2);
  await Promise.all([send(get), send(get), send(get)]);
  expect(sent.map(({ at }) => at)).toEqual([0, 0.5, 1]);
});

test("with little left of the server's budget, requests are spaced below 250 a minute", async () => {
  const low = { headers: { "ratelimit-remaining": "3" } };
  const { send, sent } = scripted([low, low, low]);
  for (let i = 0; i < 3; i++) await send(get);
  expect((sent[2]?.at ?? 0) - (sent[1]?.at ?? 0)).toBeGreaterThanOrEqual(60 / 250);
});

test("a 429 holds back all requests, not only the one that got it", async () => {
  const refused = { status: 429, headers: { "retry-after": "7" } };
  const { send, sent } = scripted([refused, {}, {}]);
  const first = send(get);
  while (sent.length === 0) await Promise.resolve();
  await new Promise((turn) => setImmediate(turn));
  await Promise.all([first, send(get)]);
  expect(sent.slice(1).map(({ at }) => at)).toEqual([7, 7.25]);
});

const limits = (remaining: number) => ({
  headers: { "ratelimit-limit": "5000", "ratelimit-remaining": String(remaining) },
});

test("no more requests leave in a minute than the server allows, and some less", async () => {
  const { send, sent } = scripted(Array.from({ length: 500 }, () => limits(4_000)));
  await send(get);
  await Promise.all(Array.from({ length: 499 }, () => send(get)));
  const inAnyMinute = sent.map(({ at }) => sent.filter((o) => o.at >= at && o.at < at + 60).length);
  expect(Math.max(...inAnyMinute)).toBeLessThanOrEqual(240);
  expect(sent.at(-1)?.at).toBeLessThan(140);
});

test("a POST goes before the reads that wait, for its plan gets old", async () => {
  const { send, sent } = scripted([{}, {}, {}, {}], 1);
  await Promise.all([send(get), send(get), send(get), send(post)]);
  expect(sent.map(({ request }) => request.method)).toEqual(["GET", "POST", "GET", "GET"]);
});

test("refused again although careful, it leaves more room to others", async () => {
  const refused = { status: 429, headers: { "retry-after": "1" } };
  const { send, sent } = scripted([refused, refused, {}, {}]);
  await send(get);
  await send(get);
  expect((sent[3]?.at ?? 0) - (sent[2]?.at ?? 0)).toBe(0.5);
});

test("what is decided when it leaves the queue keeps a request from being sent, and costs the others nothing", async () => {
  const { send, sent } = scripted([{}, {}], 1);
  const onTurn = () => {
    throw new Error("not any more");
  };
  const [, none, second] = await Promise.allSettled([
    send(get),
    send({ ...post, onTurn }),
    send(get),
  ]);
  expect(none).toMatchObject({ status: "rejected", reason: { message: "not any more" } });
  expect(second?.status).toBe("fulfilled");
  expect(sent.map(({ at }) => at)).toEqual([0, 1]);
});

test("no retry-after is believed that is longer than any limit", async () => {
  const { send, sent } = scripted([{ status: 429, headers: { "retry-after": "9999999" } }, {}]);
  const deadline = Date.parse("2026-11-24T14:00:00Z");
  await send({ ...get, deadline });
  expect(sent[1]?.at).toBe(3_600);
});

test("nor a ratelimit-reset", () => {
  const clock = new FakeClock();
  const budget = new Budget(clock);
  budget.heed({ status: 200, data: {}, headers: { "ratelimit-reset": "99999999999999" } });
  expect(budget.resetAt).toBe(clock.now() + 3_600_000);
});

test.each(["11:50:00", "12:10:00"])(
  "ratelimit-reset is by DigitalOcean's clock, here %s",
  async (time) => {
    const reset = String(Date.parse(`2026-11-24T${time}Z`) / 1000 + 20);
    const headers = { "ratelimit-reset": reset, date: `Tue, 24 Nov 2026 ${time} GMT` };
    const { send, sent } = scripted([{ status: 429, headers }, {}]);
    await send(get);
    expect(sent[1]?.at).toBe(20);
  },
);

describe("odd error bodies", () => {
  const answers = async (data: unknown, status = 422) => {
    const { send } = scripted([{ status, data }]);
    const error = await send(post).catch((caught: unknown) => caught);
    return (error as Error).message;
  };

  test.each([
    [{ id: "x", message: { base: ["is wrong", "twice"] } }, 'answered "{"base":["is wrong"'],
    [{ id: "x", message: ["is wrong", "twice"] }, 'answered "is wrong, twice"'],
    [{ error: { code: "x", message: "Is wrong." } }, 'answered "Is wrong"'],
    [{ error: "is wrong" }, 'answered "is wrong"'],
    [{ error: { code: "x" } }, 'answered "{"code":"x"}"'],
    [{ id: "too_much" }, 'answered "too_much"'],
    [{ detail: "is wrong" }, 'answered "{"detail":"is wrong"}"'],
    ["no\n  JSON", 'answered "no JSON"'],
    ["<html>\n<title>503 Busy</title>", 'answered "503 Busy"'],
    [{}, "an error without a message"],
    ["", "an error without a message"],
    [null, "an error without a message"],
    [
      {
        id: "unprocessable_entity",
        message: "nyc3 is unavailable.",
        error_attributes: { available_regions: ["fra1", "ams3"], retry: { after: 5 } },
      },
      'answered "nyc3 is unavailable (available_regions: fra1, ams3; retry: {"after":5})"',
    ],
  ])("%j is shown whole", async (data, text) => {
    expect(await answers(data)).toContain(text);
  });

  test("are one line, cut when they are long", async () => {
    const message = await answers({ message: { lines: "one\ntwo", more: "x".repeat(1_000) } });
    expect(message).not.toContain("\n");
    expect(message).toContain('{"lines":"one');
    expect(message).toContain("…");
    expect(message.length).toBeLessThan(600);
  });

  test("a 503 without a request id in its body has that of its header", async () => {
    const headers = { "x-request-id": "r-9", "ratelimit-remaining": "4988" };
    const data = { id: "service_unavailable", message: "Service is currently unavailable." };
    const { send } = scripted([{ status: 503, data, headers }]);
    await expect(send(post)).rejects.toThrow(/currently unavailable.*HTTP 503, request id r-9/);
  });
});

test.each([-25 * 60, 0])(
  "a reset %i seconds from now is neither waited for nor divided by",
  async (ahead) => {
    const reset = String(Date.parse("2026-11-24T12:00:00Z") / 1000 + ahead);
    const headers = {
      "ratelimit-limit": "5000",
      "ratelimit-remaining": "0",
      "ratelimit-reset": reset,
    };
    const { send, sent } = scripted([{ status: 429, headers }, { headers }, { headers }]);
    await send(get);
    await send(get);
    expect(sent[1]?.at).toBe(1);
    expect(sent[2]?.at).toBeLessThan(10);
  },
);
