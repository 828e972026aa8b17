import { Journal } from "../../provider/operation/journal";
import { beginRecord, type EventBody } from "../../provider/operation/operation";
import { secretsOf } from "../../provider/operation/secrets";
import { BucketStore } from "../../provider/operation/store/bucketStore";
import { sendTo } from "../../provider/operation/store/s3";
import { storeAt } from "../../provider/operation/store/home";
import { bucketEnvironment, FakeBucket } from "../support/fakeBucket";
import { FakeClock } from "../support/fakeClock";

/** What the journal and its locks do when the bucket, the network or this computer are in trouble. */

let clock: FakeClock;
let bucket: FakeBucket;
const shown: string[] = [];

beforeEach(async () => {
  clock = new FakeClock();
  bucket = await FakeBucket.start(() => clock.now());
  shown.length = 0;
});
afterEach(async () => {
  // Of processes that a test has left, nobody renews anything any more.
  clock.reset();
  Object.assign(process.env, bucketEnvironment);
  for (const name of ["SPACES_ACCESS_KEY_ID", "SPACES_SECRET_ACCESS_KEY"]) delete process.env[name];
  await bucket.stop();
});

/** As another process has it. */
const open = (address = bucket.address) =>
  new BucketStore(address, clock, {
    showProgress: (line) => shown.push(line),
    connect:
      (address, send = sendTo(address)) =>
      (request) =>
        clock.standStill(() => send(request)),
  });
const resource = { apiUrl: "https://api", urn: "urn:a" };
const sent: EventBody = {
  is: "sent",
  ...{ dropletId: "42", type: "reboot", body: {} },
  ...{ awaits: "effect", takesPower: false },
};
const said: string[] = [];
const journalIn = (store: BucketStore) =>
  new Journal(store, clock, (line) => said.push(line), "this run");
const begin = () =>
  beginRecord(
    {
      about: { ...resource, kind: "DropletReboot", target: "42" },
      ...{ base: null, inputs: "h", from: null, due: null },
    },
    clock.now(),
  );
const logIn = (store: BucketStore) => journalIn(store).log(begin(), secretsOf([]));

test("a record is one object, of which each line that is added makes another", async () => {
  const store = open();
  await store.write("r", ["a"], 0);
  await store.write("r", ["a", "b", "c"], 1);
  expect(await open().read("r")).toEqual(["a", "b", "c"]);
  while (bucket.keys("records/").length > 1) await new Promise(setImmediate);
  expect(bucket.keys("records/")).toEqual([expect.stringMatching(/^records\/r\/1-3-/)]);
});

test("objects that have been read are not read again", async () => {
  await open().write("r", ["a"], 0);
  const reader = open();
  await reader.read("r");
  bucket.log.length = 0;
  await Promise.all([reader.read("r"), reader.read("r"), reader.names()]);
  expect(bucket.log).toEqual(["GET "]);
});

test("a request that arrives late changes nothing", async () => {
  const store = open();
  await store.write("r", ["a"], 0);
  const [old] = [...bucket.objects].filter(([key]) => key.includes("/records/"));
  await store.write("r", ["a", "b"], 1);
  if (old) bucket.objects.set(...old);
  expect(await open().read("r")).toEqual(["a", "b"]);
});

test("what an owner writes of which another one has taken over does not count, and stays to be seen", async () => {
  const [first, second] = [open(), open()];
  await first.write("r", ["a"], 0);
  await second.write("r", ["a", "b"], 1);
  await first.write("r", ["a", "late", "later"], 1);
  expect(await open().read("r")).toEqual(["a", "b"]);
  expect(bucket.keys("records/").length).toBeGreaterThan(1);
});

test("an object that is not whole is said to be unreadable", async () => {
  await open().write("r", ["a", "b"], 0);
  for (const [key, object] of bucket.objects) bucket.objects.set(key, { ...object, text: "a\nb" });
  await expect(open().read("r")).rejects.toThrow(/cannot be read \(it is not whole\)/);
});

test("a listing of several pages is read whole", async () => {
  bucket.pageSize = 3;
  const store = open();
  for (let number = 10; number < 20; number++) await store.write(`r${number}`, ["a"], 0);
  expect(await open().names()).toHaveLength(10);
});

describe("in trouble", () => {
  test.each([
    ["a 500 before anything was done", { status: 500 }],
    ["a 500 although it was done", { status: 500, when: "after" as const }],
    ["a 503", { status: 503, code: "SlowDown" }],
    ["a connection that breaks", { answer: "breaks" as const }],
    [
      "a connection that breaks although it was done",
      { answer: "breaks" as const, when: "after" as const },
    ],
  ])("%s is repeated", async (_what, fault) => {
    bucket.faults.push({ ...fault, times: 3 });
    await open().write("r", ["a"], 0);
    bucket.faults.push({ ...fault, method: "GET", times: 2 });
    expect(await open().read("r")).toEqual(["a"]);
    expect(bucket.keys("records/")).toHaveLength(1);
  });

  test("no POST leaves when its record is not acknowledged, and what follows may be missing", async () => {
    const store = open();
    const log = logIn(store);
    bucket.faults.push({ method: "PUT", status: 503, code: "SlowDown" });
    const began = clock.now();
    await expect(log.append(sent)).rejects.toThrow(
      /^The journal in s3:\/\/journals\/team\/one cannot be written \(HTTP 503 SlowDown\)\. No action is sent without it\. Run the same command again/,
    );
    expect(clock.now() - began).toBeGreaterThan(10_000);
    expect(clock.now() - began).toBeLessThan(30_000);
    await log.append({ is: "dropped", post: 0 });
    bucket.faults.length = 0;
    await log.append(sent);
    const { records } = await journalIn(open()).find(resource, [], secretsOf([]));
    expect(records[0]?.events.map(({ is }) => is)).toEqual(["sent", "dropped", "sent"]);
    bucket.faults.push({ method: "PUT", status: 503 });
    await log.append({ is: "lost", post: 1 });
    expect(said.at(-1)).toMatch(/cannot be written/);
  });

  test("a bucket that does not answer is reported, and so is its return", async () => {
    bucket.faults.push({ method: "PUT", status: 503, times: 5 });
    await open().write("r", ["a"], 0);
    expect(shown).toEqual([
      "the journal in s3://journals/team/one has not answered for 3 s",
      "the journal in s3://journals/team/one answers again",
    ]);
  });

  test.each([5, -5])("a clock that is %i hours off is no reason to fail", async (hours) => {
    const away = new FakeClock();
    away.advance(hours * 3_600);
    const store = new BucketStore(bucket.address, away);
    await store.write("r", ["a"], 0);
    expect(await store.locks.take("l")).toBeUndefined();
    expect(await open().locks.holder("l")).toMatchObject({ pid: process.pid });
    await store.locks.release("l");
  });
});

describe("one clear error, before anything is sent", () => {
  const endpoint = () => `endpoint=${bucket.endpoint}`;
  test.each([
    ["gs://journals/x", /is "gs:\/\/journals\/x", which must be a folder or begin with s3:\/\//],
    ["s3://J/x", /must name a bucket: 3 to 63/],
    ["s3://journals/a b", /letters, digits, dots, dashes and slashes only/],
    ["s3://journals/a/../../b%2F", /letters, digits, dots, dashes and slashes only/],
    [
      "s3://journals/x?profile=p",
      /has the parameter profile, and may have endpoint and region only/,
    ],
    ["s3://id:hush@journals/x", /contains a user name or password/],
    ["s3://journals/x?region=a%20b", /has the region "a b"/],
    ["s3://journals/x?endpoint=http://example.com", /plain http is for loopback addresses only/],
    ["s3://journals/x?endpoint=journals.fra1.example.com", /has the bucket in its endpoint/],
    ["s3://journals/x?endpoint=a/b", /must have the name of a server as its endpoint/],
  ])("%s", async (address, rule) => {
    const error: unknown = await open(address)
      .locks.take("l")
      .catch((caught: unknown) => caught);
    expect(String(error)).toMatch(rule);
    expect(String(error)).toMatch(
      /DROPLET_ACTIONS_JOURNAL.*Set it to a folder, or to a bucket such as s3:/,
    );
    expect(String(error)).not.toMatch(/hush/);
  });

  test("another bucket", async () => {
    const error = open(`s3://others/x?${endpoint()}`).locks.take("l");
    await expect(error).rejects.toThrow(
      /^There is no bucket others at http.*HTTP 404 NoSuchBucket/,
    );
  });

  test("wrong credentials, which are not shown", async () => {
    process.env["AWS_SECRET_ACCESS_KEY"] = "other-secret";
    const error: unknown = await open()
      .names()
      .catch((caught: unknown) => caught);
    expect(String(error)).toMatch(
      /does not accept the credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY \(HTTP 403 SignatureDoesNotMatch\).*Correct them/,
    );
    expect(String(error)).not.toMatch(/other-secret|AKIDFAKE/);
  });

  test("a key that may not write", async () => {
    bucket.faults.push({ method: "PUT", status: 403, code: "AccessDenied" });
    await expect(open().locks.take("l")).rejects.toThrow(
      /may not be written.*read, write and delete/,
    );
  });

  test("another region", async () => {
    bucket.faults.push({ status: 301, code: "PermanentRedirect" });
    await expect(open().names()).rejects.toThrow(/is not in the region us-east-1 of http/);
  });

  test("a server of something else", async () => {
    const web = open(`s3://journals/x?${endpoint()}`);
    bucket.faults.push({ status: 200 });
    await expect(web.names()).rejects.toThrow(/does not answer as a server of buckets does/);
  });

  test("none, or half of the credentials; then those of Spaces", async () => {
    delete process.env["AWS_SECRET_ACCESS_KEY"];
    await expect(open().names()).rejects.toThrow(
      /AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not/,
    );
    delete process.env["AWS_ACCESS_KEY_ID"];
    delete process.env["AWS_SESSION_TOKEN"];
    await expect(open().names()).rejects.toThrow(/There are no credentials.*SPACES_ACCESS_KEY_ID/);
    Object.assign(process.env, { SPACES_ACCESS_KEY_ID: "s", SPACES_SECRET_ACCESS_KEY: "t" });
    await expect(open().names()).rejects.toThrow(/does not accept the credentials in SPACES_ACC/);
  });
});

test("what begins as an address is none of a folder, and a folder's name is none of a bucket", () => {
  expect(storeAt("gs://b/x", clock, () => undefined)).toBeInstanceOf(BucketStore);
  expect(storeAt("C:\\journal", clock, () => undefined).isEssential).toBe(false);
  expect(storeAt("/j", clock, () => undefined).isEssential).toBe(false);
});

describe("two computers", () => {
  test("of two one gets the lock, and the other one when that lets go", async () => {
    const [first, second] = [open(), open()];
    expect(await first.locks.take("l")).toBeUndefined();
    expect(await second.locks.take("l")).toMatchObject({ pid: process.pid });
    await first.locks.release("l");
    expect(await second.locks.take("l")).toBeUndefined();
    expect(await first.locks.take("l")).toMatchObject({ pid: process.pid });
    await second.locks.release("l");
  });

  test("of two that come at the same moment at most one gets it", async () => {
    for (let round = 0; round < 10; round++) {
      const both = [open(), open()];
      const got = await Promise.all(both.map((store) => store.locks.take("l")));
      expect(got.filter((holder) => holder === undefined).length).toBeLessThanOrEqual(1);
      const holding = both.filter((_store, index) => got[index] === undefined);
      await Promise.all(holding.map((store) => store.locks.release("l")));
    }
    expect(bucket.keys("locks/")).toEqual([]);
  });

  test("a lock that is renewed each minute is kept for hours", async () => {
    const store = open();
    await store.locks.take("l");
    await clock.sleep(2 * 3_600_000);
    expect(await open().locks.take("l")).toMatchObject({ pid: process.pid });
    expect(await store.locks.holds("l")).toBe(true);
    await store.locks.release("l");
  });

  test("one that is not is free after three minutes, and not before", async () => {
    await open().locks.take("l");
    clock.reset();
    clock.advance(175);
    expect(await open().locks.take("l")).toBeDefined();
    clock.advance(10);
    const next = open();
    expect(await next.locks.take("l")).toBeUndefined();
    await next.locks.release("l");
    expect(bucket.keys("locks/")).toEqual([]);
  });

  /** A runner that stalls: nothing of it happens, and then it continues. */
  async function stall(seconds: number, meanwhile: () => Promise<void> = () => Promise.resolve()) {
    clock.reset();
    clock.advance(seconds);
    await meanwhile();
  }

  test("who stalls for five minutes and finds nobody continues", async () => {
    const store = open();
    await store.locks.take("l");
    await stall(300);
    expect(await store.locks.holds("l")).toBe(true);
    await store.locks.release("l");
  });

  test.each([
    ["is at work", false],
    ["has been there and gone", true],
  ])("who stalls for five minutes sends nothing if another one %s", async (_what, isGone) => {
    const store = open();
    const journal = journalIn(store);
    const log = journal.log(begin(), secretsOf([]));
    const key = { ...resource };
    await journal.whileLocked(
      key,
      () => Promise.resolve(),
      async () => {
        await stall(300, async () => {
          const next = journalIn(open());
          let end: () => void = () => undefined;
          const working = new Promise<void>((started) => {
            void next.whileLocked(
              key,
              () => Promise.resolve(),
              () => {
                started();
                return new Promise<void>((resolve) => (end = resolve));
              },
            );
          });
          await working;
          if (!isGone) return;
          end();
          while (bucket.keys("locks/").length > 0) await new Promise(setImmediate);
        });
        await expect(log.append(sent)).rejects.toThrow(/stood still for minutes.*taken over/);
      },
    );
    expect(bucket.keys("records/")).toEqual([]);
  });

  test("who stalls while its record is written sends nothing either", async () => {
    const store = open();
    const journal = journalIn(store);
    const log = journal.log(begin(), secretsOf([]));
    await journal.whileLocked(
      resource,
      () => Promise.resolve(),
      async () => {
        const write = store.write.bind(store);
        jest.spyOn(store, "write").mockImplementationOnce(async (...args) => {
          await write(...args);
          await stall(
            300,
            async () =>
              void (await open().locks.take(bucket.keys("locks/")[0]?.split("/")[1] ?? "")),
          );
        });
        await expect(log.append(sent)).rejects.toThrow(/taken over/);
      },
    );
  });

  test("owners of whom nobody has heard for a day are forgotten", async () => {
    const store = open();
    await store.locks.take("l");
    await store.locks.release("l");
    clock.advance(90_000);
    const next = open();
    await next.locks.take("l");
    while (bucket.keys("owners/").length > 1) await new Promise(setImmediate);
    await next.locks.release("l");
  });
});
