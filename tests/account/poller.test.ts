import { Account } from "../../provider/account/account";
import type { Wait } from "../../provider/account/poller";
import { createClient } from "../../provider/api/client";
import type { ApiRequest, ApiResponse } from "../../provider/api/link";
import type { Action } from "../../provider/api/wire";
import { FakeClock } from "../support/fakeClock";

/** Actions that end at a known moment, and a count of the requests it takes to notice. */
class AccountOfTest {
  readonly clock = new FakeClock();
  readonly asked: string[] = [];
  /** By id: milliseconds since the epoch. */
  readonly ends = new Map<number, number>();
  /** The list is answered with this instead. */
  listStatus = 200;
  /** All else is answered with this. */
  otherStatus = 200;
  headers: Record<string, string> = {};
  /** The next request for the list is never answered. */
  hangs = false;

  readonly api = Account.of(
    createClient(
      {
        token: "t",
        tokenFrom: { name: "DIGITALOCEAN_TOKEN", isKept: false },
        apiUrl: "https://api.digitalocean.com",
        requestsPerSecond: undefined,
      },
      this.clock,
      (request) => {
        if (!this.hangs) return this.clock.standStill(() => Promise.resolve(this.answer(request)));
        this.hangs = false;
        return new Promise(() => undefined);
      },
    ),
    this.clock,
  );

  /** Starts an action now; answers with the seconds from its end until that was noticed. */
  async notice(id: number, seconds: number, more: Partial<Wait<Action>> = {}): Promise<number> {
    const since = this.clock.now();
    const end = since + seconds * 1000;
    this.ends.set(id, end);
    await this.wait(id, { since, ...more });
    return (this.clock.now() - end) / 1000;
  }

  wait(id: number, more: Partial<Wait<Action>> = {}): Promise<Action | undefined> {
    const since = this.clock.now();
    return this.api.poller.wait({
      since,
      until: since + 86_400_000,
      usualSeconds: 10,
      read: async () => {
        const action = await this.api.action(String(id), id);
        return action.status === "in-progress" ? undefined : action;
      },
      onPoll: () => undefined,
      ...more,
    });
  }

  read(ids: readonly number[]): Promise<Action[]> {
    return Promise.all(ids.map((id) => this.api.action(String(id), id)));
  }

  private answer({ path, query }: ApiRequest): ApiResponse {
    const { page = 1, per_page: size = 0 } = (query ?? {}) as { page?: number; per_page?: number };
    const { headers } = this;
    if (path === "/v2/actions") {
      this.asked.push(`list of ${size}`);
      const latest = [...this.ends.keys()].reverse().slice((page - 1) * size, page * size);
      const actions = latest.map((id) => this.action(id));
      return { status: this.listStatus, headers, data: { actions } };
    }
    const id = Number(path.split("/").at(-1));
    this.asked.push(`droplet ${id}`);
    return { status: this.otherStatus, headers, data: { action: this.action(id) } };
  }

  private action(id: number) {
    const status = this.clock.now() >= (this.ends.get(id) ?? 0) ? "completed" : "in-progress";
    return { id, resource_id: id, type: "power_on", status };
  }
}

const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

test("one action is asked for by its own address", async () => {
  const account = new AccountOfTest();
  await account.notice(1, 5);
  expect(new Set(account.asked)).toEqual(new Set(["droplet 1"]));
});

test("several are read from one list, with no more requests than one action takes", async () => {
  const account = new AccountOfTest();
  await Promise.all(Array.from({ length: 100 }, (_, index) => account.notice(index + 1, 50)));
  expect(account.asked.length).toBeLessThanOrEqual(120);
  expect(account.asked.filter((request) => request.startsWith("droplet"))).toEqual([]);
});

test("a thousand take a page for each 200 a look, and are asked for one by one never", async () => {
  const account = new AccountOfTest();
  await Promise.all(Array.from({ length: 1_000 }, (_, index) => account.notice(index + 1, 20)));
  expect(account.asked.length).toBeLessThanOrEqual(50 * 5);
  expect(account.asked.filter((request) => request.startsWith("droplet"))).toEqual([]);
});

test("actions that are deep in the list are found there by the page", async () => {
  const account = new AccountOfTest();
  const ours = Array.from({ length: 200 }, (_, index) => account.notice(index + 1, 10));
  for (let id = 1_001; id <= 1_300; id++) account.ends.set(id, Infinity);
  await Promise.all(ours);
  expect(account.asked.filter((request) => request.startsWith("droplet"))).toEqual([]);
});

test("actions that other ones have pushed off the small page are looked for on a large one first", async () => {
  const account = new AccountOfTest();
  const ours = Array.from({ length: 10 }, (_, index) => index + 1);
  for (let id = 1; id <= 60; id++) account.ends.set(id, 0);
  await account.read(ours);
  expect(account.asked).toEqual(["list of 20", "list of 200"]);
});

test("one that is missing on the small page is asked for by its own address", async () => {
  const account = new AccountOfTest();
  for (let id = 1; id <= 60; id++) account.ends.set(id, 0);
  await account.read([1, 60]);
  expect(account.asked).toEqual(["list of 12", "droplet 1"]);
});

test("with little left of the hour, polls become rare", async () => {
  const account = new AccountOfTest();
  const reset = account.clock.now() / 1000 + 1_800;
  const left = (remaining: number) => ({
    "ratelimit-limit": "5000",
    "ratelimit-remaining": String(remaining),
    "ratelimit-reset": String(reset),
  });
  account.headers = left(4_000);
  await account.notice(1, 30);
  const before = account.asked.length;
  account.headers = left(225);
  await account.notice(2, 300);
  expect(before).toBeGreaterThan(30);
  expect(account.asked.length - before).toBeLessThanOrEqual(20);
});

test("who comes while others wait long is looked after at once", async () => {
  const account = new AccountOfTest();
  const old = account.notice(1, 200, { usualSeconds: 200 });
  await account.clock.sleep(100_700);
  expect(await account.notice(2, 8)).toBeLessThanOrEqual(0.6);
  await old;
});

test("actions that are read at once take one request", async () => {
  const account = new AccountOfTest();
  for (let id = 1; id <= 50; id++) account.ends.set(id, id <= 25 ? 0 : Infinity);
  const seen = await account.read([...account.ends.keys()]);
  expect(seen.filter(({ status }) => status === "completed")).toHaveLength(25);
  expect(account.asked).toHaveLength(1);
});

test.each([403, 404])("where the list is answered %i, each Droplet is asked", async (status) => {
  const account = new AccountOfTest();
  account.listStatus = status;
  await Promise.all([account.notice(1, 5), account.notice(2, 5)]);
  expect(account.asked.filter((request) => request.startsWith("list"))).toHaveLength(1);
  expect(account.asked).toContain("droplet 2");
});

test("where the list times out for ever, each end is noticed by the Droplet's own address", async () => {
  const account = new AccountOfTest();
  account.listStatus = 504;
  const ends = await Promise.all([account.notice(1, 300), account.notice(2, 300)]);
  expect(Math.max(...ends)).toBeLessThan(3);
  expect(account.asked.filter((request) => request.startsWith("list")).length).toBeLessThan(10);
});

test("what cannot be read now is trouble for all who wait, and ends no wait", async () => {
  const account = new AccountOfTest();
  account.listStatus = account.otherStatus = 503;
  const troubles = new Set<string>();
  const onPoll = (trouble: string) => void troubles.add(trouble);
  const waits = [account.notice(1, 20, { onPoll }), account.notice(2, 20, { onPoll })];
  await account.clock.sleep(40_000);
  account.listStatus = account.otherStatus = 200;
  await Promise.all(waits);
  expect([...troubles].some((trouble) => trouble.includes("HTTP 503"))).toBe(true);
});

test("a request that hangs holds up nobody for longer than ten seconds", async () => {
  const account = new AccountOfTest();
  account.hangs = true;
  const delays = await Promise.all([account.notice(1, 8), account.notice(2, 8)]);
  expect(Math.max(...delays)).toBeLessThan(4);
});

test("who waits for something else is not held up by a read that hangs", async () => {
  const account = new AccountOfTest();
  const hung = account.wait(1, { read: () => new Promise(() => undefined) });
  expect(await account.notice(2, 8)).toBeLessThanOrEqual(0.6);
  void hung;
});

test("a used-up rate limit is no reason to ask more often", async () => {
  const account = new AccountOfTest();
  account.listStatus = 429;
  const until = account.clock.now() + 10_000;
  const wait = (id: number) => account.wait(id, { until });
  expect(await Promise.all([wait(1), wait(2)])).toEqual([undefined, undefined]);
  expect(account.asked.filter((request) => request.startsWith("droplet"))).toEqual([]);
});

test("a switch of power is noticed within a fifth of a second on average", async () => {
  const delays: number[] = [];
  for (let tenths = 60; tenths <= 110; tenths++) {
    delays.push(await new AccountOfTest().notice(1, tenths / 10 + 0.037));
  }
  expect(mean(delays)).toBeLessThanOrEqual(0.2);
  expect(Math.max(...delays)).toBeLessThanOrEqual(0.6);
});

test("what takes up to a minute is noticed within 0.3 s on average", async () => {
  const delays: number[] = [];
  for (let seconds = 1; seconds <= 60; seconds += 0.737) {
    delays.push(await new AccountOfTest().notice(1, seconds, { usualSeconds: 60 }));
  }
  expect(mean(delays)).toBeLessThanOrEqual(0.3);
  expect(Math.max(...delays)).toBeLessThanOrEqual(0.6);
});

test("what takes minutes is noticed within 1.5 s on average, with at most 25 requests a minute", async () => {
  const delays: number[] = [];
  for (let seconds = 1000; seconds < 1040; seconds += 5.3) {
    const account = new AccountOfTest();
    delays.push(await account.notice(1, seconds, { usualSeconds: 1000 }));
    expect(account.asked.length / (seconds / 60)).toBeLessThanOrEqual(25);
  }
  expect(mean(delays)).toBeLessThanOrEqual(1.5);
  expect(Math.max(...delays)).toBeLessThanOrEqual(3);
});

test("timed out it gives up at that moment", async () => {
  const account = new AccountOfTest();
  account.ends.set(1, Infinity);
  const since = account.clock.now();
  const ended = await account.wait(1, { until: since + 7_300, usualSeconds: 60 });
  expect(ended).toBeUndefined();
  expect(account.clock.now() - since).toBe(7_300);
});

test("a run that is cancelled hears of it before the next poll, which may have to wait", async () => {
  const account = new AccountOfTest();
  const cancelling = new AbortController();
  const read = account.api.within({ signal: cancelling.signal }).action("1", 1);
  cancelling.abort();
  await expect(read).rejects.toMatchObject({ page: "run-stopped" });
});
