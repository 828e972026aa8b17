import type { Simulator } from "../../simulator";
import { bench, type Answer } from "./support";

const actionsPath = "/v2/droplets/*/actions";

/** Resolves when so many requests have come in. */
async function arrived(simulator: Simulator, count: number): Promise<void> {
  while (simulator.requests.length < count) await new Promise((turn) => setImmediate(turn));
}

describe("a fault", () => {
  test("before acceptance has no effect", async () => {
    const { simulator, act } = await bench();
    const { id } = simulator.addDroplet();
    simulator.faults.add({ method: "POST", times: 1, fault: { status: 503, body: { id: "x" } } });
    expect(await act(id, "reboot")).toMatchObject({ status: 503, body: { id: "x" } });
    expect(simulator.actions).toHaveLength(0);
    expect((await act(id, "reboot")).status).toBe(201);
  });

  test("after acceptance loses only the answer", async () => {
    const { simulator, act } = await bench();
    const { id } = simulator.addDroplet();
    simulator.faults.add({
      path: actionsPath,
      type: "snapshot",
      nth: 1,
      fault: { when: "after", status: 504, body: "<html>Gateway Time-out</html>" },
    });
    const answer = await act(id, "snapshot", { name: "a" });
    expect(answer).toMatchObject({ status: 504, body: "<html>Gateway Time-out</html>" });
    expect(answer.headers.get("content-type")).toBe("text/html");
    expect(simulator.actions).toHaveLength(1);
    expect((await act(id, "snapshot", { name: "a" })).body.message).toMatch(/pending event/);
  });

  test.each([
    ["reset", "before", 0],
    ["reset", "after", 1],
    ["truncate", "after", 1],
  ] as const)("can break the connection: %s %s", async (connection, when, started) => {
    const { simulator, act } = await bench();
    const { id } = simulator.addDroplet();
    simulator.faults.add({ type: "reboot", nth: 1, fault: { when, connection } });
    await expect(act(id, "reboot")).rejects.toThrow();
    expect(simulator.actions).toHaveLength(started);
    const [post] = [...simulator.posts().accepted, ...simulator.posts().refused];
    expect(post).toMatchObject({
      fault: true,
      status: connection === "truncate" ? 201 : null,
      actionIds: simulator.actions.map((action) => action.id),
    });
    expect((await act(id, "reboot")).status).toBe(started ? 422 : 201);
  });

  test.each([
    ["before", 0],
    ["after", 1],
  ] as const)("can leave a client without an answer %s acceptance", async (when, started) => {
    const { simulator } = await bench();
    const { id } = simulator.addDroplet();
    simulator.faults.add({ type: "reboot", fault: { when, connection: "hang" } });
    const patience = new AbortController();
    const post = fetch(`${simulator.url}/v2/droplets/${id}/actions`, {
      method: "POST",
      headers: { authorization: `Bearer ${simulator.token}` },
      body: JSON.stringify({ type: "reboot" }),
      signal: patience.signal,
    });
    const outcome = expect(post).rejects.toThrow();
    await arrived(simulator, 1);
    expect(simulator.actions).toHaveLength(started);
    // Long enough for an answer to come, if there were one.
    setTimeout(() => patience.abort(new Error("no answer")), 50);
    await outcome;
  });

  test("can leave a client waiting until it gives up, and the simulator still stops", async () => {
    const { simulator } = await bench();
    simulator.faults.add({ fault: { connection: "hang" } });
    const patience = new AbortController();
    const given = fetch(`${simulator.url}/v2/account`, { signal: patience.signal });
    const end = expect(given).rejects.toThrow();
    await arrived(simulator, 1);
    patience.abort();
    await end;
    const hanging = fetch(`${simulator.url}/v2/account`);
    const outcome = expect(hanging).rejects.toThrow();
    await arrived(simulator, 2);
    await simulator.stop();
    await outcome;
  });

  test("can be a delay alone", async () => {
    const { simulator, get } = await bench();
    simulator.faults.add({ path: "/v2/account", fault: { delayMs: 40 } });
    const sent = performance.now();
    expect((await get("/v2/account")).status).toBe(200);
    expect(performance.now() - sent).toBeGreaterThanOrEqual(35);
  });

  test("can carry headers", async () => {
    const { simulator, get } = await bench();
    simulator.faults.add({ fault: { status: 429, headers: { "retry-after": "7" } } });
    expect((await get("/v2/account")).headers.get("retry-after")).toBe("7");
  });
});

describe("a 429 by a rule", () => {
  test.each([{}, { "retry-after": "7" }])(
    "carries the true rate headers and %j",
    async (headers) => {
      const { clock, simulator, get } = await bench({ limits: { perHour: 100 } });
      await get("/v2/account");
      simulator.faults.add({ nth: 1, fault: { status: 429, headers, body: {} } });
      clock.pass(60);
      const refused = (await get("/v2/account")).headers;
      expect(refused.get("ratelimit-limit")).toBe("100");
      expect(refused.get("ratelimit-remaining")).toBe("0");
      expect(refused.get("ratelimit-reset")).toBe(String(clock.now() / 1000 + 3540));
      expect(refused.get("retry-after")).toBe(headers["retry-after"] ?? null);
      expect((await get("/v2/account")).headers.get("ratelimit-remaining")).toBe("98");
    },
  );

  test("has no rate headers where there is no limit", async () => {
    const { simulator, get } = await bench({ limits: { perHour: null } });
    simulator.faults.add({ nth: 1, fault: { status: 429 } });
    expect((await get("/v2/account")).headers.has("ratelimit-limit")).toBe(false);
  });

  test("can have its reset in the past, and another text", async () => {
    const { clock, simulator, get } = await bench({
      switches: { rateLimitAnswer: "reset-in-the-past" },
      limits: { perMinute: 1 },
    });
    const late = String(clock.now() / 1000 - 25 * 60);
    await get("/v2/account");
    const real = await get("/v2/account");
    expect(real).toMatchObject({ status: 429, body: { message: "Too many requests" } });
    expect(real.headers.get("ratelimit-reset")).toBe(late);
    simulator.faults.add({ nth: 1, fault: { status: 429 } });
    const ruled = await get("/v2/account");
    expect(ruled).toMatchObject({ status: 429, body: { message: "Too many requests" } });
    expect(ruled.headers.get("ratelimit-reset")).toBe(late);
  });
});

describe("a 5xx by a rule that gives no body", () => {
  test("is a 503 with rate headers that closes the connection, and has no request_id", async () => {
    const { simulator, get } = await bench({ limits: { perHour: 100 } });
    await get("/v2/account");
    simulator.faults.add({ nth: 1, fault: { status: 503 } });
    const { body, headers } = await get("/v2/account");
    expect(body).toEqual({
      id: "service_unavailable",
      message: "Service is currently unavailable.",
    });
    expect(headers.get("connection")).toBe("close");
    expect(headers.get("ratelimit-limit")).toBe("100");
    expect(headers.get("ratelimit-remaining")).toBe("99");
  });

  test("is a 500 with its own text", async () => {
    const { simulator, get } = await bench();
    simulator.faults.add({ nth: 1, fault: { status: 500 } });
    expect((await get("/v2/account")).body).toMatchObject({
      id: "internal_server_error",
      message: "Server was unable to give you a response.",
      request_id: expect.any(String) as string,
    });
  });

  test("is a gateway's page, which knows of no limit", async () => {
    const { simulator, get } = await bench();
    simulator.faults.add({ nth: 1, fault: { status: 504 } });
    const { body, headers } = await get("/v2/account");
    expect(body).toContain("<title>504 Gateway Time-out</title>");
    expect(headers.get("content-type")).toBe("text/html");
    expect(headers.has("ratelimit-limit")).toBe(false);
  });
});

describe("a rule", () => {
  const statuses = async (count: number, ask: () => Promise<Answer>): Promise<number[]> => {
    const seen: number[] = [];
    for (let index = 0; index < count; index += 1) seen.push((await ask()).status);
    return seen;
  };

  test("strikes the nth match, so many times", async () => {
    const { simulator, get } = await bench();
    const ask = () => get("/v2/account");
    simulator.faults.add({ nth: 2, fault: { status: 500 } });
    expect(await statuses(4, ask)).toEqual([200, 500, 200, 200]);
    simulator.faults.clear();
    simulator.faults.add({ nth: 2, times: 2, fault: { status: 500 } });
    expect(await statuses(4, ask)).toEqual([200, 500, 500, 200]);
  });

  test("matches method, path and type together", async () => {
    const { simulator, act, get } = await bench();
    const { id } = simulator.addDroplet();
    simulator.faults.add({
      method: "post",
      path: actionsPath,
      type: "reboot",
      fault: { status: 500 },
    });
    simulator.faults.add({ path: /^\/v2\/sizes$/, fault: { status: 502 } });
    expect((await get(`/v2/droplets/${id}/actions`)).status).toBe(200);
    expect((await act(id, "reboot")).status).toBe(500);
    expect((await act(id, "rename", { name: "a" })).status).toBe(201);
    expect((await get("/v2/sizes")).status).toBe(502);
  });

  test("strikes by chance, the same way each time", async () => {
    const run = async (seed: number) => {
      const { simulator, get } = await bench({ seed });
      simulator.faults.add({ probability: 0.5, fault: { status: 500 } });
      return statuses(20, () => get("/v2/account"));
    };
    const first = await run(7);
    expect(new Set(first)).toEqual(new Set([200, 500]));
    expect(await run(7)).toEqual(first);
    expect(await run(8)).not.toEqual(first);
  });
});
