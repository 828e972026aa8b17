import { createClient } from "../../provider/api/client";
import { createDigitalOcean } from "../../provider/api/digitalocean";
import type { ApiRequest, ApiResponse } from "../../provider/api/link";
import { FakeClock } from "../support/fakeClock";

/** An account of Droplets, and a count of the requests it takes to read them. */
class Account {
  readonly clock = new FakeClock();
  readonly asked: string[] = [];
  readonly ids: number[] = [];
  /** Not on the list, as Droplets with GPUs. */
  readonly unlisted = new Set<number>();
  /** Answers the list instead. */
  refusal: Partial<ApiResponse> | undefined;
  status = "active";
  headers: Record<string, string> = {};
  readonly api = createDigitalOcean(
    createClient(
      { token: "t", apiUrl: "https://api.digitalocean.com", requestsPerSecond: undefined },
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
    return droplet ? { status: 200, data: { droplet } } : { status: 404, data: {} };
  }
}

const first = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test("one Droplet is read by its own address", async () => {
  const account = new Account(10);
  await account.read([7]);
  expect(account.asked).toEqual(["droplet 7"]);
});

test("the same Droplet, wanted twice at once, is read once", async () => {
  const account = new Account(10);
  const [a, b] = await account.read([7, 7]);
  expect(a).toBe(b);
  expect(account.asked).toEqual(["droplet 7"]);
});

test("several that are wanted at the same moment are read from the list", async () => {
  const account = new Account(150);
  const droplets = await account.read(first(100));
  expect(droplets.map(({ id }) => Number(id))).toEqual(first(100));
  expect(account.asked).toEqual(["page 1"]);
});

test("a thousand take five pages", async () => {
  const account = new Account(1_000);
  expect(await account.read(first(1_000))).toHaveLength(1_000);
  expect(account.asked).toEqual(first(5).map((page) => `page ${page}`));
});

test("a few of a large account are read one by one, once it is known how large it is", async () => {
  const account = new Account(5_000);
  await account.read([4_998, 4_999]);
  account.asked.length = 0;
  await account.read([4_998, 4_999]);
  expect(account.asked.sort()).toEqual(["droplet 4998", "droplet 4999"]);
});

test("a Droplet that is not on the list is asked for by its own address", async () => {
  const account = new Account(10);
  account.unlisted.add(3);
  const droplets = await account.read([1, 2, 3]);
  expect(droplets.map(({ id }) => id)).toEqual(["1", "2", "3"]);
  expect(account.asked).toEqual(["page 1", "droplet 3"]);
});

test("one that does not exist is a 404 of its own, and the others are read", async () => {
  const account = new Account(10);
  const reads = ["1", "404", "2"].map((id) => account.api.droplet(id));
  const [one, missing, two] = await Promise.allSettled(reads);
  expect([one?.status, two?.status]).toEqual(["fulfilled", "fulfilled"]);
  expect(missing).toMatchObject({
    reason: { name: "AnswerError", facts: { dropletId: "404", httpStatus: 404 } },
  });
});

test("where the list is refused, each is asked for by its own address, from then on", async () => {
  const account = new Account(10);
  account.refusal = { status: 403, data: {} };
  await account.read([1, 2]);
  await account.read([1, 2]);
  expect(account.asked.filter((request) => request === "page 1")).toHaveLength(1);
  expect(account.asked.filter((request) => request === "droplet 2")).toHaveLength(2);
});

test("a list that cannot be read now fails all who wait for it", async () => {
  const account = new Account(10);
  account.refusal = { status: 500, data: {} };
  const reads = await Promise.allSettled(["1", "2"].map((id) => account.api.droplet(id)));
  expect(reads.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});

test("nobody gets the answer to a request that left before the read was asked for", async () => {
  const account = new Account(10);
  const early = account.api.droplet("1");
  while (account.asked.length === 0) await new Promise((turn) => setImmediate(turn));
  account.status = "off";
  const late = await account.api.droplet("1");
  expect(late.status).toBe("off");
  expect((await early).status).toBe("active");
  expect(account.asked).toHaveLength(2);
});

test("whoever watches at odd moments shares 120 requests a minute", async () => {
  const account = new Account(100);
  const until = account.clock.now() + 60_000;
  const watch = async (id: number) => {
    while (account.clock.now() < until) {
      await account.api.droplet(String(id));
      await account.clock.sleep(900 + id);
    }
  };
  await Promise.all(first(100).map(watch));
  expect(account.asked.length).toBeLessThanOrEqual(125);
});

const hour = ({ clock }: Account, remaining: number) => ({
  "ratelimit-limit": "5000",
  "ratelimit-remaining": String(remaining),
  "ratelimit-reset": String(clock.now() / 1000 + 3_000),
});

/** Forty read one by one, of an account whose list is longer than that, and then one more. */
async function readOneMore(account: Account): Promise<number> {
  await account.read([1, 2]);
  await account.read(first(40));
  const before = account.clock.now();
  await account.read([1]);
  return (account.clock.now() - before) / 1000;
}

test("after many reads one by one, the next read waits for a few seconds at most", async () => {
  expect(await readOneMore(new Account(12_000))).toBeLessThan(5);
});

test("with next to nothing left of the hour, the next read still comes within a minute", async () => {
  const account = new Account(12_000);
  account.headers = hour(account, 30);
  expect(await readOneMore(account)).toBeLessThan(70);
});

test("a read that waits for room hears at once that there is room again", async () => {
  const account = new Account(12_000);
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

test("a clock that is set back holds up no read", async () => {
  const account = new Account(10);
  for (let read = 0; read < 16; read++) await account.read([1]);
  account.clock.advance(-600);
  const before = account.clock.now();
  await account.read([1]);
  expect((account.clock.now() - before) / 1000).toBeLessThan(5);
});
