import { setTimeout as pause } from "node:timers/promises";
import { bench, FakeClock, start } from "./support";

interface Update {
  now: number;
  isWhole: boolean;
  droplets: { id: number; name: string; status: string }[];
  actions: { id: number; status: string; endsAt: number | null; completedAt: number | null }[];
  requests: { method: string; path: string; status: number; parameters: string[] }[];
  limits: { name: string; limit: number | null; remaining: number | null }[];
  gone: number[];
}

/** Reads the events one by one, as a browser does. */
async function watch(url: string) {
  const left = new AbortController();
  const response = await fetch(`${url}/_events`, { signal: left.signal });
  const updates = read(response);
  return {
    next: async () => (await updates.next()).value as Update,
    leave: () => left.abort(),
  };
}

async function* read(response: Response): AsyncGenerator<Update> {
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString("utf8");
    for (let end = text.indexOf("\n\n"); end !== -1; end = text.indexOf("\n\n")) {
      yield JSON.parse(text.slice("data: ".length, end)) as Update;
      text = text.slice(end + 2);
    }
  }
}

test("the page and its events are no requests of the API: not logged, not counted, struck by no fault", async () => {
  const { simulator } = await bench({
    droplets: [{ id: 7 }],
    faults: [{ path: "*", fault: { status: 500 } }],
  });
  const page = await fetch(simulator.url);
  expect([page.status, page.headers.get("content-type")]).toEqual([
    200,
    "text/html; charset=utf-8",
  ]);
  expect(await page.text()).toContain("<title>Droplet simulator</title>");
  const watcher = await watch(simulator.url);
  const { limits } = await watcher.next();
  expect(limits).toEqual([{ index: 0, name: "token 1", limit: 5000, remaining: 5000 }]);
  expect(simulator.requests).toEqual([]);
});

test("the page runs its own script and no other", async () => {
  const { simulator } = await bench();
  const policy = (await fetch(simulator.url)).headers.get("content-security-policy");
  expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[\w+/]{43}='; /);
});

test("what is not the page's is the API's", async () => {
  const { simulator, get, call } = await bench();
  expect((await call("POST", "/")).status).toBe(404);
  expect((await get("/_events/")).status).toBe(404);
  expect(simulator.requests).toHaveLength(2);
});

test("a watcher hears all that is there, and then what changes", async () => {
  const { simulator, clock, act } = await bench({ droplets: [{ id: 7, name: "web" }] });
  const watcher = await watch(simulator.url);
  const first = await watcher.next();
  expect(first).toMatchObject({ isWhole: true, now: start });
  expect(first.droplets).toEqual([expect.objectContaining({ id: 7, status: "active" })]);

  await act(7, "power_off");
  const second = await watcher.next();
  expect(second).toMatchObject({ isWhole: false, droplets: [] });
  expect(second.requests).toEqual([
    expect.objectContaining({ method: "POST", path: "/v2/droplets/7/actions", status: 201 }),
  ]);
  expect(second.limits).toEqual([expect.objectContaining({ remaining: 4999 })]);
  const [running] = second.actions;
  expect(running).toMatchObject({ status: "in-progress", completedAt: null });
  expect(running?.endsAt).toBeGreaterThan(start);

  clock.pass(60);
  const third = await watcher.next();
  expect(third.droplets).toEqual([expect.objectContaining({ id: 7, status: "off" })]);
  expect(third.actions).toEqual([
    expect.objectContaining({ status: "completed", completedAt: running?.endsAt }),
  ]);
  expect(third.requests).toEqual([]);
});

test("who comes later is told the past, and everybody of a reset and of what is gone", async () => {
  const { simulator, act } = await bench({ droplets: [{ id: 7 }, { id: 8 }] });
  await act(7, "resize", { size: "s-2vcpu-4gb" });
  const watcher = await watch(simulator.url);
  expect((await watcher.next()).requests).toEqual([
    expect.objectContaining({ actionType: "resize", parameters: ["size=s-2vcpu-4gb"] }),
  ]);
  simulator.destroyDroplet(8);
  expect((await watcher.next()).gone).toEqual([8]);
  simulator.reset();
  const afterReset = await watcher.next();
  expect(afterReset).toMatchObject({ isWhole: true, requests: [], actions: [], gone: [] });
  expect(afterReset.droplets).toHaveLength(2);
});

test("an event without an end, and one that was long ago, is still its Droplet's latest", async () => {
  const { simulator } = await bench({ droplets: [{ id: 7 }, { id: 8 }] });
  const { id } = simulator.startForeignEvent(7);
  for (let count = 0; count < 600; count += 1) {
    const { endsAt } = simulator.startForeignEvent(8, 0);
    expect(endsAt).toBe(start);
  }
  const { actions } = await (await watch(simulator.url)).next();
  expect(actions).toHaveLength(501);
  expect(actions.find((one) => one.id === id)).toMatchObject({ endsAt: null });
});

test("at most 500 requests are sent at a time", async () => {
  const { simulator, get } = await bench({ limits: { perMinute: null } });
  for (let count = 0; count < 510; count += 1) await get(`/v2/droplets/${count}`);
  const { requests } = await (await watch(simulator.url)).next();
  expect(requests).toHaveLength(500);
  expect(requests.at(-1)?.path).toBe("/v2/droplets/509");
});

test("while nobody watches, nothing is done", async () => {
  let looks = 0;
  class CountingClock extends FakeClock {
    override now(): number {
      looks += 1;
      return super.now();
    }
  }
  const { simulator } = await bench({ clock: new CountingClock() });
  const watcher = await watch(simulator.url);
  await watcher.next();
  const atFirst = looks;
  while (looks === atFirst) await pause(20);
  watcher.leave();
  // The server hears of it a moment later, and is then still.
  let before: number;
  do {
    before = looks;
    await pause(500);
  } while (looks !== before);
});
