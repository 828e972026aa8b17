import { systemClock } from "../../provider/clock";
import { BucketStore } from "../../provider/operation/store/bucketStore";
import { bucketServers, type RunningBucket, startBucketServer } from "../support/bucketServers";

/** The journal in buckets of servers that others wrote, over HTTP. */

/** Seconds instead of minutes, for these servers go by the computer's clock. */
const times = { renew: 1_000, sure: 1_500, free: 4_000 };

describe.each(bucketServers)("$name", (server) => {
  let bucket: RunningBucket | undefined;
  beforeAll(async () => {
    bucket = await startBucketServer(server);
  }, 300_000);
  afterAll(() => bucket?.stop());

  /** As another computer has it. */
  const open = (prefix: string) =>
    new BucketStore(
      (bucket?.address ?? "").replace("/team", `/team/${prefix}`),
      systemClock,
      {},
      times,
    );
  const testIfThere = (name: string, work: () => Promise<void>) =>
    test(name, () => (bucket ? work() : Promise.resolve()), 120_000);

  testIfThere(
    "another computer reads what was written, line by line, with any letters",
    async () => {
      const [first, second] = [open("lines"), open("lines")];
      expect(await first.names()).toEqual([]);
      expect(await first.read("r")).toBeUndefined();
      const lines = ['{"name":"für <é> & \\"ü\\" 日本"}', "{}"];
      await first.write("r", lines, 0);
      expect(await second.read("r")).toEqual(lines);
      await first.write("r", [...lines, "third"], lines.length);
      expect(await second.read("r")).toEqual([...lines, "third"]);
      await second.write("r", [...lines, "third", "fourth"], lines.length + 1);
      expect(await first.read("r")).toEqual([...lines, "third", "fourth"]);
      await second.write("r", ["other"], 0);
      expect(await open("lines").read("r")).toEqual(["other"]);
      expect(await first.names()).toEqual(["r"]);
      await second.remove("r");
      while ((await first.names()).length > 0);
    },
  );

  testIfThere("a listing of more than a page is read whole", async () => {
    const store = open("pages");
    const names = Array.from({ length: 1_005 }, (_, index) => `r${index}`);
    await Promise.all(names.map((name) => store.write(name, ["line"], 0)));
    expect(new Set(await open("pages").names())).toEqual(new Set(names));
  });

  testIfThere("a lock is one computer's, and free when that is silent", async () => {
    const [first, second] = [open("locks"), open("locks")];
    expect(await first.locks.take("l")).toBeUndefined();
    expect(await second.locks.take("l")).toMatchObject({ pid: process.pid });
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect(await second.locks.holder("l")).toMatchObject({ pid: process.pid });
    await first.locks.release("l");
    expect(await second.locks.take("l")).toBeUndefined();
    // As a process that was killed: it renews nothing.
    const silent = new BucketStore(
      (bucket?.address ?? "").replace("/team", "/team/silent"),
      { ...systemClock, sleep: () => new Promise(() => undefined) },
      {},
      times,
    );
    const next = open("silent");
    expect(await silent.locks.take("l")).toBeUndefined();
    const began = Date.now();
    while (await next.locks.take("l")) await new Promise((resolve) => setTimeout(resolve, 200));
    expect(Date.now() - began).toBeGreaterThan(2_000);
    expect(await silent.locks.holds("l")).toBe(false);
    await Promise.all([next.locks.release("l"), second.locks.release("l")]);
  });

  testIfThere("a bucket that is not there is said so", async () => {
    const other = new BucketStore(
      bucket?.address.replace("//journals", "//others") ?? "",
      systemClock,
    );
    await expect(other.names()).rejects.toThrow(/There is no bucket others at http/);
  });

  testIfThere("a signature that is wrong is said so, where the server looks at it", async () => {
    process.env["AWS_SECRET_ACCESS_KEY"] = "wrong";
    try {
      const answer = open("wrong").names();
      if (!server.looksAtSignatures) expect(await answer).toEqual([]);
      else await expect(answer).rejects.toThrow(/does not accept the credentials/);
    } finally {
      Object.assign(process.env, bucket?.credentials);
    }
  });
});
