import { startWithWeb } from "../support/web";
import type { World } from "../support/world";

const kind = "DropletResize";
let world: World;

async function start(options: Parameters<typeof startWithWeb>[0] = {}) {
  world = await startWithWeb({ ...options, durations: { resize: 15, ...options.durations } });
}
afterEach(() => world.stop());

const larger = { dropletId: 42, size: "s-2vcpu-2gb" };

test("turns a running Droplet off, resizes it and turns it on again", async () => {
  await start();
  const { outputs } = await world.up(kind, larger);
  expect(world.simulator.posts().accepted.map(({ body }) => body)).toEqual([
    { type: "shutdown" },
    { type: "resize", size: "s-2vcpu-2gb", disk: false },
    { type: "power_on" },
  ]);
  expect(outputs).toMatchObject({ status: "active", vcpus: 2, memory: 2048, diskSize: 25 });
  expect(outputs["performedActions"]).toMatchObject([
    { type: "shutdown", status: "completed" },
    { type: "resize", status: "completed" },
    { type: "power_on", status: "completed" },
  ]);
});

test("leaves a Droplet off that was off", async () => {
  await start({ droplets: [{ id: 42, status: "off" }] });
  const { outputs } = await world.up(kind, larger);
  expect(world.postedTypes()).toEqual(["resize"]);
  expect(outputs["status"]).toBe("off");
});

test("sends nothing when the Droplet has the size", async () => {
  await start();
  await world.up(kind, { dropletId: 42, size: "s-1vcpu-1gb" });
  await world.up(kind, { dropletId: 42, size: "s-1vcpu-1gb", disk: true });
  expect(world.postedTypes()).toEqual([]);
});

test("disk true grows the disk of a Droplet that has the plan already", async () => {
  await start({ droplets: [{ id: 42, size: "s-2vcpu-2gb", disk: 25, status: "off" }] });
  const { outputs } = await world.up(kind, { ...larger, disk: true });
  expect(world.postedTypes()).toEqual(["resize"]);
  expect(outputs["diskSize"]).toBe(60);
});

test("goes back to the smaller plan when the disk did not grow", async () => {
  await start();
  const saved = await world.up(kind, larger);
  await world.up(kind, { dropletId: 42, size: "s-1vcpu-1gb" }, saved);
  expect(world.simulator.droplet(42).size).toBe("s-1vcpu-1gb");
});

describe("is refused before anything is posted", () => {
  test.each([
    [
      { size: "s-1vcpu-1gb" },
      /^size is "s-1vcpu-1gb" with a disk of 25 GiB.*80 GiB.*never shrinks/,
    ],
    [{ size: "s-1vcpu-1gb", disk: true }, /^size is "s-1vcpu-1gb" with a disk of 25 GiB/],
    [{ size: "no-such-size" }, /^size is "no-such-size", which is not a plan/],
    [{ size: "s-4vcpu-8gb-amd" }, /^size is "s-4vcpu-8gb-amd", which is not available in nyc2/],
  ])("%j", async (args, text) => {
    await start({ droplets: [{ id: 42, size: "s-2vcpu-4gb", disk: 80, region: "nyc2" }] });
    await expect(world.up(kind, { dropletId: 42, ...args })).rejects.toThrow(text);
    expect(world.simulator.posts()).toEqual({ accepted: [], refused: [] });
    expect(world.simulator.droplet(42).status).toBe("active");
  });

  test.each([
    [
      "512mb",
      { size: "s-1vcpu-512mb-10gb" },
      /"512mb", which DigitalOcean does not offer at present/,
    ],
    ["c-2", {}, /"c-2", which DigitalOcean does not offer at present/],
    [
      "gpu-h100x8-640gb",
      { size: "gpu-h100x1-80gb", region: "tor1" },
      /with 8 GPUs, but Droplet 42 has 1 GPU, and a resize keeps their number/,
    ],
  ])("to %s, before the power is touched", async (size, droplet, reason) => {
    await start({
      droplets: [{ id: 42, ...droplet }],
      switches: { unavailableSizes: ["c-2"] },
    });
    const { failures } = await world.check(kind, { dropletId: 42, size });
    expect(failures).toEqual([{ property: "size", reason: expect.stringMatching(reason) }]);
    expect(world.simulator.posts()).toEqual({ accepted: [], refused: [] });
  });

  test("for want of capacity, in DigitalOcean's words, with the power restored", async () => {
    await start({ switches: { sizesWithoutCapacity: [larger.size] } });
    await expect(world.up(kind, larger)).rejects.toThrow(
      /^resize on Droplet 42: DigitalOcean answered "nyc3 is unavailable \(available_regions: nyc1, .*\)" \(HTTP 422.* Droplet 42 is on again\.$/,
    );
    expect(world.simulator.droplet(42).status).toBe("active");
  });

  test("in preview, as a failure of the input", async () => {
    await start({ droplets: [{ id: 42, size: "s-2vcpu-4gb" }] });
    const { failures } = await world.check(kind, { dropletId: 42, size: "s-1vcpu-1gb" });
    expect(failures).toEqual([
      { property: "size", reason: expect.stringContaining("never shrinks") },
    ]);
  });

  test("while the Droplet is on and allowPowerOff is false: a warning in preview, a refusal in up", async () => {
    await start();
    const args = { ...larger, allowPowerOff: false };
    expect((await world.check(kind, args)).failures).toEqual([]);
    expect(world.lines).toEqual([expect.stringMatching(/^warning: allowPowerOff is false/)]);
    await expect(world.up(kind, args)).rejects.toThrow(/allowPowerOff is false.*dependsOn/);
    expect(world.postedTypes()).toEqual([]);
  });

  test("when the Droplet does not exist", async () => {
    await start();
    const { failures } = await world.check(kind, { ...larger, dropletId: 4711 });
    expect(failures).toEqual([
      { property: "dropletId", reason: expect.stringContaining("no such Droplet") },
    ]);
  });
});

test("an unchanged resource is not validated again", async () => {
  await start();
  const saved = await world.up(kind, larger);
  const reads = world.simulator.requests.length;
  world.simulator.destroyDroplet(42);
  expect((await world.check(kind, larger, saved.inputs)).failures).toEqual([]);
  expect(world.simulator.requests).toHaveLength(reads);
});

describe("a step fails", () => {
  test("an errored resize leaves the Droplet on again, names the action, and the next up posts again", async () => {
    await start({ switches: { outcomes: { resize: "errored" } } });
    await expect(world.up(kind, larger)).rejects.toThrow(/^resize on Droplet 42 \(action \d+\)/);
    expect(world.simulator.droplet(42).status).toBe("active");
    expect(world.postedTypes()).toEqual(["shutdown", "resize", "power_on"]);
    world.simulator.setSwitches({ outcomes: {} });
    await world.up(kind, larger);
    expect(world.simulator.droplet(42)).toMatchObject({ size: "s-2vcpu-2gb", status: "active" });
  });

  test("a refused resize (422) leaves the Droplet on again", async () => {
    await start();
    world.simulator.faults.add({
      type: "resize",
      fault: { status: 422, body: { id: "unprocessable_entity", message: "Size is too large." } },
    });
    await expect(world.up(kind, larger)).rejects.toThrow(
      /resize on Droplet 42: .*Size is too large.*HTTP 422.* Droplet 42 is on again\.$/,
    );
    expect(world.simulator.droplet(42).status).toBe("active");
  });

  test("a shutdown that lands after the failure is noticed, and the Droplet turned on again", async () => {
    await start({ switches: { shutdownBehaviour: { landsAfterSeconds: 40 } } });
    const args = { ...larger, forcePowerOff: false, shutdownTimeoutSeconds: 20 };
    await expect(world.up(kind, args)).rejects.toThrow(/may still take effect/);
    expect(world.postedTypes()).toEqual(["shutdown", "power_on"]);
    expect(world.simulator.droplet(42).status).toBe("active");
  });

  test("power that cannot be restored gives an error that begins with the Droplet being OFF, and the next up restores it", async () => {
    await start({ switches: { outcomes: { power_on: "errored" } } });
    const first = await world.up(kind, larger);
    expect(first.reasons[0]).toMatch(/^Droplet 42 is OFF\./);
    expect(first.outputs["unfinished"]).toMatchObject({ powerBefore: "active" });
    world.simulator.setSwitches({ outcomes: {} });
    world.newProcess();
    const second = await world.up(kind, larger, first);
    expect(second.reasons).toEqual([]);
    expect(world.simulator.droplet(42)).toMatchObject({ status: "active", size: "s-2vcpu-2gb" });
    expect(world.postedTypes().filter((type) => type === "resize")).toHaveLength(1);
  });

  test("a plain 422 to power_on is final at once", async () => {
    await start();
    world.simulator.faults.add({
      type: "power_on",
      times: 1,
      fault: { status: 422, body: { id: "x", message: "No." } },
    });
    const { reasons } = await world.up(kind, larger);
    expect(reasons[0]).toMatch(/^Droplet 42 is OFF\./);
    expect(world.simulator.posts("power_on").refused).toHaveLength(1);
  });

  test("removing it while its Droplet is off restores the power", async () => {
    await start({ switches: { outcomes: { power_on: "errored" } } });
    const saved = await world.up(kind, larger);
    world.simulator.setSwitches({ outcomes: {} });
    world.newProcess();
    await world.destroy(kind, saved);
    expect(world.simulator.droplet(42).status).toBe("active");
  });

  test("a resize longer than the timeout ends well, because the power waits for it", async () => {
    await start({ durations: { resize: 400 } });
    const { reasons, outputs } = await world.up(kind, { ...larger, timeoutSeconds: 100 });
    expect(reasons).toEqual([]);
    expect(outputs).toMatchObject({ status: "active", memory: 2048 });
    expect(world.postedTypes()).toEqual(["shutdown", "resize", "power_on"]);
  });

  test("a resize that outlasts even the time for the power is unfinished, and the next up ends it without another resize", async () => {
    await start({ durations: { resize: 3_000 } });
    const args = { ...larger, timeoutSeconds: 100 };
    const first = await world.up(kind, args);
    expect(first.reasons[0]).toMatch(/^Droplet 42 is OFF\./);
    world.clock.advance(3_000);
    world.newProcess();
    const second = await world.up(kind, args, first);
    expect(second.reasons).toEqual([]);
    expect(second.outputs).toMatchObject({ status: "active", memory: 2048 });
    expect(world.postedTypes()).toEqual(["shutdown", "resize", "power_on"]);
  });

  test("a lost answer to resize never gives a second resize, and the power is restored", async () => {
    await start();
    world.simulator.faults.add({ type: "resize", times: 1, fault: { when: "after", status: 504 } });
    const first = await world.up(kind, larger);
    expect(world.simulator.droplet(42)).toMatchObject({ status: "active", size: "s-2vcpu-2gb" });
    expect(first.reasons).toEqual([]);
    expect(world.postedTypes()).toEqual(["shutdown", "resize", "power_on"]);
  });
});

test("a changed size while unfinished goes to the new size and keeps the debt of power", async () => {
  await start({ switches: { outcomes: { power_on: "errored" } } });
  const first = await world.up(kind, larger);
  world.simulator.setSwitches({ outcomes: {} });
  const second = await world.up(kind, { dropletId: 42, size: "s-2vcpu-4gb" }, first);
  expect(second.outputs).toMatchObject({ status: "active", memory: 4096 });
});

test("refresh shows a size that was changed elsewhere, and a disk that is not as promised", async () => {
  await start({ droplets: [{ id: 42, status: "off" }] });
  const saved = await world.up(kind, { ...larger, disk: true });
  world.simulator.drift(42, { size: "s-2vcpu-4gb", disk: 60 });
  const refreshed = await world.refresh(kind, saved);
  expect(refreshed?.inputs).toMatchObject({ size: "s-2vcpu-4gb", disk: false });
});

test("waits for a Droplet that is still being created", async () => {
  await start({ droplets: [{ id: 42, status: "new" }] });
  const up = world.up(kind, larger);
  await world.clock.sleep(30_000);
  world.simulator.drift(42, { status: "active" });
  await up;
  expect(world.simulator.droplet(42).size).toBe("s-2vcpu-2gb");
});

test("a token without sizes:read gives an error that names the scope, and nothing is sent", async () => {
  await start({ tokens: { dop_few: ["droplet:read", "droplet:update"] } });
  await expect(world.up(kind, larger)).rejects.toThrow(/HTTP 403.*sizes:read/);
  expect(world.postedTypes()).toEqual([]);
});

test("when the CLI is gone in mid-resize the power is restored and no new step begins; the next up continues", async () => {
  await start({ durations: { resize: 60 } });
  const stopping = world.up(kind, larger);
  while (!world.progress.some((line) => line.startsWith("resize"))) await world.clock.sleep(1_000);
  world.stopped = true;
  expect((await stopping).reasons).toEqual([]);
  expect(world.simulator.droplet(42).status).toBe("active");
  expect(world.postedTypes()).toEqual(["shutdown", "resize", "power_on"]);
});
