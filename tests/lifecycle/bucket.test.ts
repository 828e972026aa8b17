import { BucketStore } from "../../provider/operation/store/bucketStore";
import { sendTo } from "../../provider/operation/store/s3";
import { sha256 } from "../../provider/operation/store/owner";
import { World } from "../support/world";

/** The journal is in a bucket, which is in trouble while something is declared. */

let world: World;
afterEach(() => world.stop());

const start = async () => {
  world = await World.start({
    droplets: [{ id: 42 }],
    durations: { resize: 60, shutdown: 5, power_on: 5, reboot: 10 },
    inBucket: true,
  });
  if (!world.bucket) throw new Error("no bucket");
  return world.bucket;
};
const resize = { dropletId: 42, size: "s-2vcpu-2gb", timeoutSeconds: 300 };

test("nothing is sent where the bucket cannot be used", async () => {
  const bucket = await start();
  bucket.faults.push({ status: 403, code: "AccessDenied" });
  await expect(world.up("DropletReboot", { dropletId: 42, triggers: [1] })).rejects.toThrow(
    /may not be read with the credentials in AWS_ACCESS_KEY_ID/,
  );
  expect(world.postedTypes()).toEqual([]);
});

test("what cannot be written down is waited for, and sent once when it can be", async () => {
  const bucket = await start();
  // The shutdown's record is written, and then nothing for more than a minute.
  bucket.faults.push({ method: "PUT", key: /records/, times: 0 });
  const up = world.up("DropletResize", resize);
  while (world.postedTypes().length === 0) await new Promise(setImmediate);
  Object.assign(bucket.faults[0] ?? {}, { status: 503, code: "SlowDown", times: 30 });
  expect((await up).reasons).toEqual([]);
  expect(world.postedTypes()).toEqual(["shutdown", "resize", "power_on"]);
  expect(world.progress.join("\n")).toMatch(/resize waits.*HTTP 503 SlowDown/);
});

test("a bucket that is gone in the middle leaves the Droplet to the next run, which ends it", async () => {
  const bucket = await start();
  const up = world.up("DropletResize", resize);
  while (world.postedTypes().length === 0) await new Promise(setImmediate);
  bucket.faults.push({ method: "PUT", status: 503 });
  const kept = await up;
  expect(kept.reasons.join()).toMatch(/Droplet 42 is OFF.*cannot be written/);
  expect(world.postedTypes()).toEqual(["shutdown"]);
  bucket.faults.length = 0;
  world.newProcess();
  const again = await world.up("DropletResize", resize, kept);
  expect(again.reasons).toEqual([]);
  expect(world.postedTypes()).toEqual(["shutdown", "resize", "power_on"]);
  expect(world.simulator.droplet(42).status).toBe("active");
});

test("another computer answers with what one did that was killed before the engine heard of it", async () => {
  await start();
  const args = { dropletId: 42, triggers: [1] };
  await world.up("DropletReboot", args);
  world.newProcess();
  await world.up("DropletReboot", args);
  expect(world.postedTypes()).toEqual(["reboot"]);
  expect(world.lines.join("\n")).toMatch(/An earlier run has done this/);
});

test("of two runners at once the second waits, and says for whom", async () => {
  const bucket = await start();
  const other = new BucketStore(bucket.address, world.clock, {
    connect:
      (address, send = sendTo(address)) =>
      (request) =>
        world.clock.standStill(() => send(request)),
  });
  const name = sha256([world.simulator.url, world.urn()]).slice(0, 16);
  await other.locks.take(name);
  const up = world.up("DropletReboot", { dropletId: 42, triggers: [1], timeoutSeconds: 7_200 });
  while (world.progress.length < 3) await new Promise(setImmediate);
  expect(world.progress[0]).toMatch(/another process \(id \d+ on .+\) works on this resource/);
  expect(world.postedTypes()).toEqual([]);
  await other.locks.release(name);
  expect((await up).reasons).toEqual([]);
  expect(world.postedTypes()).toEqual(["reboot"]);
});

test("a runner that was killed holds the resource for three minutes, and then the next one ends its work", async () => {
  await start();
  const killed = world.killAt(20, "after");
  const args = { dropletId: 42, triggers: [1] };
  void world.up("DropletReboot", args);
  await killed;
  const began = world.clock.now();
  world.newProcess();
  expect((await world.up("DropletReboot", args)).reasons).toEqual([]);
  expect(world.postedTypes()).toEqual(["reboot"]);
  const seconds = (world.clock.now() - began) / 1000;
  expect(seconds).toBeGreaterThan(100);
  expect(seconds).toBeLessThan(300);
});
