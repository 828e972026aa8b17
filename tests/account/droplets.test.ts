import { createClient } from "../../provider/api/client";
import { Account } from "../../provider/account/account";
import type { ApiRequest, ApiResponse } from "../../provider/api/link";
import { Recent } from "../../provider/account/recent";
import { FakeClock } from "../support/fakeClock";

/** An account of Droplets, and a count of the requests it takes to read them. */
class AccountOfTest {
  readonly clock = new FakeClock();
  readonly asked: string[] = [];
  readonly ids: number[] = [];
  /** Not on the list, as Droplets with GPUs. */
  readonly unlisted = new Set<number>();
  /** Answers the list instead. */
  refusal: Partial<ApiResponse> | undefined;
  status = "active";
  /** Answers all else. */
  trouble: Partial<ApiResponse> | undefined;
  headers: Record<string, string> = {};
  readonly api = Account.of(
    createClient(
      {
        token: "t",
        tokenFrom: { name: "DIGITALOCEAN_TOKEN", isKept: false },
        apiUrl: "https://api.digitalocean.com",
        requestsPerSecond: undefined,
      },
      this.clock,
      this.clock.watch((request) =>
        Promise.resolve({ headers: this.headers, ...this.answer(request) }),
      ),
    ),
    this.clock,
  );

  constructor(droplets: number) {
    for (let id = 1; id <= droplets; id++) this.ids.push(id);
  }

  read(ids: readonly number[]) {
    return Promise.all(ids.map((id) => this.api.droplet(String(id))));
  }

  private answer({ path, query }: ApiRequest) {
    const { page = 1, per_page: size = 0 } = (query ?? {}) as { page?: number; per_page?: number };
    const droplets = this.ids.map((id) => ({ id, status: this.status }));
    if (path === "/v2/droplets") {
      this.asked.push(`page ${page}`);
      const listed = droplets.filter(({ id }) => !this.unlisted.has(id));
      const data = {
        droplets: listed.slice((page - 1) * size, page * size),
        meta: { total: listed.length },
      };
      return { status: 200, data, ...this.refusal };
    }
    const id = Number(path.split("/").at(-1));
    this.asked.push(`droplet ${id}`);
    const droplet = droplets.find((one) => one.id === id);
    if (this.trouble) return { status: 0, data: {}, ...this.trouble };
    return droplet ? { status: 200, data: { droplet } } : { status: 404, data: {} };
  }
}

const first = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test("one Droplet is read by its own address", async () => {
  const account = new AccountOfTest(10);
  await account.read([7]);
  expect(account.asked).toEqual(["droplet 7"]);
});

test("the same Droplet, wanted twice at once, is read once", async () => {
  const account = new AccountOfTest(10);
  const [a, b] = await account.read([7, 7]);
  expect(a).toBe(b);
  expect(account.asked).toEqual(["droplet 7"]);
});

test("several that are wanted at the same moment are read from the list", async () => {
  const account = new AccountOfTest(150);
  const droplets = await account.read(first(100));
  expect(droplets.map(({ id }) => Number(id))).toEqual(first(100));
  expect(account.asked).toEqual(["page 1"]);
});

test("a thousand take five pages", async () => {
  const account = new AccountOfTest(1_000);
  expect(await account.read(first(1_000))).toHaveLength(1_000);
  expect(account.asked).toEqual(first(5).map((page) => `page ${page}`));
});

test("a few of a large account are read one by one, once it is known how large it is", async () => {
  const account = new AccountOfTest(5_000);
  await account.read([4_998, 4_999]);
  account.asked.length = 0;
  await account.read([4_998, 4_999]);
  expect(account.asked.sort()).toEqual(["droplet 4998", "droplet 4999"]);
});

test("a Droplet that is not on the list is asked for by its own address", async () => {
  const account = new AccountOfTest(10);
  account.unlisted.add(3);
  const droplets = await account.read([1, 2, 3]);
  expect(droplets.map(({ id }) => id)).toEqual(["1", "2", "3"]);
  expect(account.asked).toEqual(["page 1", "droplet 3"]);
});

test("one that does not exist is a 404 of its own, and the others are read", async () => {
  const account = new AccountOfTest(10);
  const reads = ["1", "404", "2"].map((id) => account.api.droplet(id));
  const [one, missing, two] = await Promise.allSettled(reads);
  expect([one?.status, two?.status]).toEqual(["fulfilled", "fulfilled"]);
  expect(missing).toMatchObject({
    reason: { name: "AnswerError", facts: { dropletId: "404", httpStatus: 404 } },
  });
});

test("where the list is refused, each is asked for by its own address, from then on", async () => {
  const account = new AccountOfTest(10);
  account.refusal = { status: 403, data: {} };
  await account.read([1, 2]);
  await account.read([1, 2]);
  expect(account.asked.filter((request) => request === "page 1")).toHaveLength(1);
  expect(account.asked.filter((request) => request === "droplet 2")).toHaveLength(2);
});

test("a list that cannot be read now fails all who wait for it, if nothing else can be read either", async () => {
  const account = new AccountOfTest(10);
  account.refusal = account.trouble = { status: 500, data: {} };
  const reads = await Promise.allSettled(["1", "2"].map((id) => account.api.droplet(id)));
  const reason = { message: expect.stringMatching(/^list Droplets: .*HTTP 500/) as string };
  expect(reads).toMatchObject([{ reason }, { reason }]);
  expect(account.asked.filter((request) => request.startsWith("droplet"))).toEqual(["droplet 1"]);
});

test("where the list times out for ever, each is asked for by its own address, and the list again after a while", async () => {
  const account = new AccountOfTest(10);
  account.refusal = { status: 504, data: "<html>" };
  await account.read([1, 2]);
  expect(account.asked.filter((request) => request.startsWith("droplet"))).toHaveLength(2);
  account.asked.length = 0;
  await account.read([1, 2]);
  expect(account.asked.sort()).toEqual(["droplet 1", "droplet 2"]);
  await account.clock.sleep(600_000);
  account.refusal = undefined;
  account.asked.length = 0;
  await account.read([1, 2]);
  expect(account.asked).toEqual(["page 1"]);
});

test("nobody gets the answer to a request that left before the read was asked for", async () => {
  const account = new AccountOfTest(10);
  const early = account.api.droplet("1");
  while (account.asked.length === 0) await new Promise((turn) => setImmediate(turn));
  account.status = "off";
  const late = await account.api.droplet("1");
  expect(late.status).toBe("off");
  expect((await early).status).toBe("active");
  expect(account.asked).toHaveLength(2);
});

test("a hundred who watch at odd moments share a few requests a second", async () => {
  const account = new AccountOfTest(100);
  const until = account.clock.now() + 60_000;
  const watch = async (id: number) => {
    while (account.clock.now() < until) {
      await account.api.droplet(String(id));
      await account.clock.sleep(900 + id);
    }
  };
  await Promise.all(first(100).map(watch));
  expect(account.asked.length).toBeLessThanOrEqual(260);
});

const hour = ({ clock }: AccountOfTest, remaining: number) => ({
  "ratelimit-limit": "5000",
  "ratelimit-remaining": String(remaining),
  "ratelimit-reset": String(clock.now() / 1000 + 3_000),
});

/** Forty read one by one, of an account whose list is longer than that, and then one more. */
async function readOneMore(account: AccountOfTest): Promise<number> {
  await account.read([1, 2]);
  await account.read(first(40));
  const before = account.clock.now();
  await account.read([1]);
  return (account.clock.now() - before) / 1000;
}

test("after many reads one by one, the next read waits for a few seconds at most", async () => {
  expect(await readOneMore(new AccountOfTest(12_000))).toBeLessThan(5);
});

test("with next to nothing left of the hour, the next read still comes within a minute", async () => {
  const account = new AccountOfTest(12_000);
  account.headers = hour(account, 30);
  expect(await readOneMore(account)).toBeLessThan(70);
});

test("a read that waits for room hears at once that there is room again", async () => {
  const account = new AccountOfTest(12_000);
  account.headers = hour(account, 30);
  await account.read([1, 2]);
  await account.read(first(40));
  const before = account.clock.now();
  const one = account.read([1]);
  await account.clock.sleep(100);
  account.api.budget.heed({ status: 200, data: {}, headers: hour(account, 5_000) });
  await one;
  expect((account.clock.now() - before) / 1000).toBeLessThan(5);
});

describe("checks, one after another,", () => {
  async function check(account: AccountOfTest, ids: readonly number[]) {
    for (const id of ids) await account.api.forChecks().droplet(String(id));
  }

  test("of 200 Droplets take a handful of requests and no time", async () => {
    const account = new AccountOfTest(200);
    const before = account.clock.now();
    await check(account, first(200));
    expect(account.asked.length).toBeLessThan(15);
    expect(account.clock.now()).toBe(before);
  });

  test("of a thousand take little more than the pages that hold them", async () => {
    const account = new AccountOfTest(1_000);
    const before = account.clock.now();
    await check(account, first(1_000));
    expect(account.asked.length).toBeLessThan(50);
    expect(account.clock.now()).toBe(before);
  });

  test("of a few Droplets are read one by one", async () => {
    const account = new AccountOfTest(200);
    await check(account, [1, 2, 3]);
    expect(account.asked).toEqual(["droplet 1", "droplet 2", "droplet 3"]);
  });

  test("find what was read a moment ago, and no longer after ten seconds", async () => {
    const account = new AccountOfTest(2);
    await account.read([1, 2]);
    account.status = "off";
    account.clock.advance(9);
    expect((await account.api.forChecks().droplet("1")).status).toBe("active");
    account.clock.advance(1);
    expect((await account.api.forChecks().droplet("1")).status).toBe("off");
    expect(account.asked).toEqual(["page 1", "droplet 1"]);
  });

  test("leave all other reads to ask anew", async () => {
    const account = new AccountOfTest(200);
    await check(account, first(200));
    account.status = "off";
    account.asked.length = 0;
    expect((await account.api.droplet("200")).status).toBe("off");
    expect(account.asked).toEqual(["droplet 200"]);
    expect((await account.api.forChecks().droplet("200")).status).toBe("off");
  });

  test("ask for a Droplet that the list lacks by its own address, and not for the list again", async () => {
    const account = new AccountOfTest(200);
    account.unlisted.add(199).add(200);
    await check(account, first(200));
    expect(account.asked.filter((request) => request.startsWith("page"))).toEqual(["page 1"]);
    expect(account.asked.slice(-2)).toEqual(["droplet 199", "droplet 200"]);
  });

  test("continue one by one where the list is refused", async () => {
    const account = new AccountOfTest(20);
    account.refusal = { status: 403, data: {} };
    await check(account, first(20));
    expect(account.asked.filter((request) => request === "page 1")).toHaveLength(1);
    expect(account.asked.filter((request) => request !== "page 1")).toHaveLength(20);
  });

  test("ask for no list of an account that is too large for it", async () => {
    const account = new AccountOfTest(12_000);
    await account.read([1, 2]);
    account.asked.length = 0;
    const ids = first(30).map((index) => 5_000 + index);
    await check(account, ids);
    expect(account.asked).toEqual(ids.map((id) => `droplet ${id}`));
  });
});

test("an answer that comes late does not hide a newer one from checks", () => {
  const clock = new FakeClock();
  const recent = new Recent<string>(clock);
  const early = clock.now();
  clock.advance(1);
  recent.note("1", "newer", clock.now());
  recent.note("1", "older", early);
  expect(recent.get("1")).toBe("newer");
});
