import { Budget } from "../../provider/api/budget";
import type { DigitalOcean } from "../../provider/api/digitalocean";
import type { Action } from "../../provider/api/wire";
import { AnswerError } from "../../provider/errors";
import { Poller, type Waiter } from "../../provider/run/poller";
import { FakeClock } from "../support/fakeClock";

/** Actions that end at a known moment, and a count of the requests it takes to notice. */
class Account {
  readonly clock = new FakeClock();
  readonly asked: string[] = [];
  /** By id: milliseconds since the epoch. */
  readonly ends = new Map<number, number>();
  /** The list is answered with this instead. */
  listStatus = 200;

  /** While a request for the list waits for its turn. */
  beforeTurn = () => undefined as void;

  readonly budget = new Budget(this.clock);
  private readonly api = {
    budget: this.budget,
    action: (dropletId: string, id: number) => {
      this.asked.push(`droplet ${dropletId}`);
      return Promise.resolve(this.action(id));
    },
    latestActions: (page: number, sizeAtTurn: () => number) => {
      this.beforeTurn();
      const pageSize = sizeAtTurn();
      this.asked.push(`list of ${pageSize}`);
      if (this.listStatus !== 200) {
        return Promise.reject(new AnswerError({ httpStatus: this.listStatus }, "no", ""));
      }
      const latest = [...this.ends.keys()].reverse().slice((page - 1) * pageSize, page * pageSize);
      return Promise.resolve(latest.map((id) => this.action(id)));
    },
  } as unknown as DigitalOcean;

  readonly poller = new Poller(this.api, this.clock);

  /** Starts an action now; answers with the seconds from its end until that was noticed. */
  async notice(id: number, seconds: number, more: Partial<Waiter> = {}): Promise<number> {
    const since = this.clock.now();
    const end = since + seconds * 1000;
    this.ends.set(id, end);
    await this.poller.wait({
      dropletId: String(id),
      actionId: id,
      since,
      until: since + 86_400_000,
      usualSeconds: 10,
      onLook: () => undefined,
      ...more,
    });
    return (this.clock.now() - end) / 1000;
  }

  private action(id: number): Action {
    const status = this.clock.now() >= (this.ends.get(id) ?? 0) ? "completed" : "in-progress";
    return {
      id,
      dropletId: String(id),
      type: "power_on",
      status,
      startedAt: "",
      completedAt: null,
    };
  }
}

const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

test("one action is asked for by its own address", async () => {
  const account = new Account();
  await account.notice(1, 5);
  expect(new Set(account.asked)).toEqual(new Set(["droplet 1"]));
});

test("several are read from one list, with no more requests than one action takes", async () => {
  const account = new Account();
  await Promise.all(Array.from({ length: 100 }, (_, index) => account.notice(index + 1, 50)));
  expect(account.asked.length).toBeLessThanOrEqual(120);
  expect(account.asked.filter((request) => request.startsWith("droplet"))).toEqual([]);
});

test("a thousand take a page for each 200 a look, and are asked for one by one never", async () => {
  const account = new Account();
  await Promise.all(Array.from({ length: 1_000 }, (_, index) => account.notice(index + 1, 60)));
  expect(account.asked.length).toBeLessThanOrEqual(120 * 5);
  expect(account.asked.filter((request) => request.startsWith("droplet"))).toEqual([]);
});

test("actions that are deep in the list are found there by the page", async () => {
  const account = new Account();
  const ours = Array.from({ length: 200 }, (_, index) => account.notice(index + 1, 10));
  for (let id = 1_001; id <= 1_300; id++) account.ends.set(id, Infinity);
  await Promise.all(ours);
  expect(account.asked.filter((request) => request.startsWith("droplet"))).toEqual([]);
});

test("actions that other ones have pushed off the small page are looked for on a large one first", async () => {
  const account = new Account();
  const ours = Array.from({ length: 10 }, (_, index) => index + 1);
  for (let id = 1; id <= 60; id++) account.ends.set(id, 0);
  await Promise.all(ours.map((id) => account.poller.glance(String(id), id)));
  expect(account.asked).toEqual(["list of 20", "list of 200"]);
});

test("one that is missing on the small page is asked for by its own address", async () => {
  const account = new Account();
  for (let id = 1; id <= 60; id++) account.ends.set(id, 0);
  await Promise.all([account.poller.glance("1", 1), account.poller.glance("60", 60)]);
  expect(account.asked).toEqual(["list of 12", "droplet 1"]);
});

test("with little left of the hour, looks become rare", async () => {
  const account = new Account();
  const { budget, clock } = account;
  const reset = clock.now() / 1000 + 1_800;
  const headers = (remaining: number) => ({
    "ratelimit-limit": "5000",
    "ratelimit-remaining": String(remaining),
    "ratelimit-reset": String(reset),
  });
  budget.heed({ status: 200, data: {}, headers: headers(4_000) });
  await account.notice(1, 30);
  const before = account.asked.length;
  budget.heed({ status: 200, data: {}, headers: headers(225) });
  await account.notice(2, 300);
  expect(before).toBeGreaterThan(30);
  expect(account.asked.length - before).toBeLessThan(20);
});

test("who comes while others wait long is looked after at once", async () => {
  const account = new Account();
  const old = account.notice(1, 200, { usualSeconds: 200 });
  await account.clock.sleep(100_700);
  expect(await account.notice(2, 8)).toBeLessThanOrEqual(0.6);
  await old;
});

test("a glance tells how it is now, and all at once take one request", async () => {
  const account = new Account();
  for (let id = 1; id <= 50; id++) account.ends.set(id, id <= 25 ? 0 : Infinity);
  const seen = await Promise.all(
    Array.from({ length: 50 }, (_, index) => account.poller.glance("1", index + 1)),
  );
  expect(seen.filter(Boolean)).toHaveLength(25);
  expect(account.asked).toHaveLength(1);
});

test.each([401, 403, 404])(
  "where the list is answered %i, each Droplet is asked",
  async (status) => {
    const account = new Account();
    account.listStatus = status;
    await Promise.all([account.notice(1, 5), account.notice(2, 5)]);
    expect(account.asked.filter((request) => request.startsWith("list"))).toHaveLength(1);
    expect(account.asked).toContain("droplet 2");
  },
);

test("while the list is in trouble, each Droplet is asked, and the list now and then", async () => {
  const account = new Account();
  account.listStatus = 503;
  const delays = await Promise.all([account.notice(1, 20), account.notice(2, 20)]);
  expect(Math.max(...delays)).toBeLessThanOrEqual(1);
  const looks = account.asked.filter((request) => request === "droplet 1").length;
  const lists = account.asked.filter((request) => request.startsWith("list")).length;
  expect(lists).toBeGreaterThan(3);
  expect(lists).toBeLessThanOrEqual(4 + looks / 10);
});

test("a list that works again is used again", async () => {
  const account = new Account();
  account.listStatus = 503;
  await Promise.all([account.notice(1, 20), account.notice(2, 20)]);
  account.listStatus = 200;
  account.asked.length = 0;
  await Promise.all([account.notice(3, 30), account.notice(4, 30)]);
  const alone = account.asked.filter((request) => request.startsWith("droplet")).length;
  expect(alone).toBeLessThanOrEqual(2 * 10);
});

test("a used-up rate limit is no reason to ask more often", async () => {
  const account = new Account();
  account.listStatus = 429;
  const since = account.clock.now();
  const wait = (actionId: number) =>
    account.poller.wait({
      dropletId: String(actionId),
      actionId,
      since,
      until: since + 10_000,
      usualSeconds: 10,
      onLook: () => undefined,
    });
  expect(await Promise.all([wait(1), wait(2)])).toEqual([undefined, undefined]);
  expect(account.asked.filter((request) => request.startsWith("droplet"))).toEqual([]);
});

test("a switch of power is noticed within a fifth of a second on average", async () => {
  const delays: number[] = [];
  for (let tenths = 60; tenths <= 110; tenths++) {
    delays.push(await new Account().notice(1, tenths / 10 + 0.037));
  }
  expect(mean(delays)).toBeLessThanOrEqual(0.2);
  expect(Math.max(...delays)).toBeLessThanOrEqual(0.6);
});

test("what takes up to a minute is noticed within 0.3 s on average", async () => {
  const delays: number[] = [];
  for (let seconds = 1; seconds <= 60; seconds += 0.737) {
    delays.push(await new Account().notice(1, seconds, { usualSeconds: 180 }));
  }
  expect(mean(delays)).toBeLessThanOrEqual(0.3);
  expect(Math.max(...delays)).toBeLessThanOrEqual(0.6);
});

test("what takes minutes is noticed within 1.5 s on average, with at most 25 requests a minute", async () => {
  const delays: number[] = [];
  for (let seconds = 1000; seconds < 1040; seconds += 1.7) {
    const account = new Account();
    delays.push(await account.notice(1, seconds, { usualSeconds: 1000 }));
    const afterFirstMinute = account.asked.length - 120;
    expect(afterFirstMinute / ((seconds - 60) / 60)).toBeLessThanOrEqual(25);
  }
  expect(mean(delays)).toBeLessThanOrEqual(1.5);
  expect(Math.max(...delays)).toBeLessThanOrEqual(3);
});

test("out of time it gives up at that moment", async () => {
  const account = new Account();
  account.ends.set(1, Infinity);
  const since = account.clock.now();
  const ended = await account.poller.wait({
    dropletId: "1",
    actionId: 1,
    since,
    until: since + 7_300,
    usualSeconds: 60,
    onLook: () => undefined,
  });
  expect(ended).toBeUndefined();
  expect(account.clock.now() - since).toBe(7_300);
});

test("who comes before the request for the list leaves is looked after by it", async () => {
  const account = new Account();
  const all = [account.notice(1, 20), account.notice(2, 20)];
  account.beforeTurn = () => {
    account.beforeTurn = () => undefined;
    for (let id = 3; id <= 100; id++) all.push(account.notice(id, 20));
  };
  await Promise.all(all);
  expect(account.asked[0]).toBe("list of 110");
  expect(account.asked.filter((request) => request.startsWith("droplet"))).toEqual([]);
});
