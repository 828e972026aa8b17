import { startTagged, targetedPosts } from "../support/tagged";
import type { World } from "../support/world";

/** With `batchSize`: some Droplets of the tag at a time. */

const kind = "DropletTagAction";
const reboot = { tag: "web", type: "reboot", batchSize: 2 };
let world: World;

async function start(options: Parameters<typeof startTagged>[0] = {}) {
  const droplets = [45, 42, 44, 43, 46].map((id) => ({ id, tags: ["web"] }));
  world = await startTagged({ droplets, durations: { reboot: 10 }, ...options });
}
afterEach(() => world.stop());

const posts = () => targetedPosts(world);

/** Seconds from the first action to the start of each. */
const startsOf = () => {
  const [first] = world.simulator.actions;
  return world.simulator.actions.map(({ startedAt }) =>
    Math.round((startedAt - Number(first?.startedAt)) / 1000),
  );
};

test("does the Droplets in the order of their ids, so many at a time, one request for each", async () => {
  await start();
  const { outputs } = await world.up(kind, reboot);
  expect(posts()).toEqual(["42: reboot", "43: reboot", "44: reboot", "45: reboot", "46: reboot"]);
  const [first, second, third, fourth, fifth] = startsOf() as [
    number,
    number,
    number,
    number,
    number,
  ];
  expect(second - first).toBeLessThan(5);
  expect(third - second).toBeGreaterThanOrEqual(10);
  expect(fourth - third).toBeLessThan(5);
  expect(fifth - fourth).toBeGreaterThanOrEqual(10);
  expect(outputs["results"]).toHaveLength(5);
});

test("says so in the preview, and in the line that stays", async () => {
  await start();
  await world.check(kind, reboot);
  const plan =
    "reboot on 5 Droplets (42, 43, 44, 45, 46), 2 at a time, because this resource is new in the stack";
  expect(world.lines).toEqual([
    expect.stringMatching(
      /^tag "web": reboot on 5 Droplets \(.*\), 2 at a time, because this resource is new in the stack\. Each Droplet is down during it, usually about 10 s\.$/,
    ),
  ]);
  await world.up(kind, reboot);
  expect(world.lines.at(-1)).toContain(plan.slice(0, 20));
});

test("the first failure stops; the next up continues with those that are left", async () => {
  await start();
  world.simulator.setSwitches({ outcomes: { reboot: "errored" } }, 43);
  const failed = await world.up(kind, reboot);
  expect(failed.reasons).toEqual([expect.stringMatching(/reboot on Droplet 43 \(action \d+\)/)]);
  expect(posts()).toEqual(["42: reboot", "43: reboot"]);
  expect(failed.outputs["results"]).toEqual([
    { dropletId: "42", actionId: expect.any(String), status: "completed" },
    { dropletId: "43", actionId: expect.any(String), status: "errored" },
    { dropletId: "44", actionId: null, status: "left" },
    { dropletId: "45", actionId: null, status: "left" },
    { dropletId: "46", actionId: null, status: "left" },
  ]);
  world.simulator.setSwitches({ outcomes: {} }, 43);
  world.newProcess();
  const { reasons } = await world.up(kind, reboot, failed);
  expect(reasons).toEqual([]);
  expect(posts().slice(2)).toEqual(["43: reboot", "44: reboot", "45: reboot", "46: reboot"]);
});

test("with a healthcheck, one that is not healthy stops, and is not sent to again", async () => {
  await start();
  let sick: string | undefined = "203.0.0.42";
  world.probe = ({ host }) => Promise.resolve({ isHealthy: host !== sick, text: "HTTP 503" });
  const args = { ...reboot, healthcheck: { protocol: "http", timeoutSeconds: 30 } };
  const failed = await world.up(kind, args);
  expect(failed.reasons).toEqual([
    expect.stringContaining("http on 203.0.0.42:80/ answered last: HTTP 503"),
  ]);
  expect(posts()).toEqual(["42: reboot", "43: reboot"]);
  sick = undefined;
  world.newProcess();
  const { reasons, outputs } = await world.up(kind, args, failed);
  expect(reasons).toEqual([]);
  expect(outputs).toMatchObject({ readyAt: expect.any(String), downSeconds: null });
  expect(posts().slice(2)).toEqual(["44: reboot", "45: reboot", "46: reboot"]);
});

test("a Droplet that gets the tag meanwhile is left alone", async () => {
  await start();
  world.simulator.setSwitches({ outcomes: { reboot: "errored" } }, 42);
  const failed = await world.up(kind, reboot);
  world.simulator.setSwitches({ outcomes: {} }, 42);
  world.simulator.addDroplet({ id: 41, tags: ["web"] });
  await world.up(kind, reboot, failed);
  expect(posts()).not.toContain("41: reboot");
});

test("killed between two batches, it resumes and sends nothing twice", async () => {
  await start();
  const killed = new Promise<void>((resolve) => {
    let asked = 0;
    world.probe = () => {
      if (++asked < 3) return Promise.resolve({ isHealthy: true, text: "" });
      resolve();
      return new Promise(() => undefined);
    };
  });
  const args = { ...reboot, batchSize: 1, healthcheck: { protocol: "ssh" } };
  void world.up(kind, args);
  await killed;
  world.newProcess();
  world.probe = () => Promise.resolve({ isHealthy: true, text: "" });
  await world.up(kind, args);
  expect(posts()).toEqual(["42: reboot", "43: reboot", "44: reboot", "45: reboot", "46: reboot"]);
});

test("Droplets that are off are named before anything is sent", async () => {
  await start();
  world.simulator.drift(44, { status: "off" });
  await expect(world.up(kind, reboot)).rejects.toThrow(
    /tag stands for Droplet 44, off at present, and reboot needs power/,
  );
  expect(posts()).toEqual([]);
});

test("what is not known of one of them stops it before the first", async () => {
  await start();
  await world.clock.standStill(() =>
    fetch(`${world.simulator.url}/v2/droplets/46/actions`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${world.simulator.token}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ type: "reboot" }),
    }),
  );
  await expect(world.up(kind, reboot)).rejects.toThrow(/proceedAfterAction/);
  expect(posts()).toEqual(["46: reboot"]);
});

test("reboot without batchSize is refused, for DigitalOcean has none by tag", async () => {
  await start();
  const { failures } = await world.check(kind, { tag: "web", type: "reboot" });
  expect(failures).toEqual([
    {
      property: "batchSize",
      reason:
        "is not set, and DigitalOcean does not run reboot by tag. Set batchSize, to run it on so many Droplets at a time",
    },
  ]);
});

test("batchSize changed alone runs nothing", async () => {
  await start();
  const saved = await world.up(kind, reboot);
  const { inputs } = await world.check(kind, { ...reboot, batchSize: 1 }, saved.inputs);
  expect((await world.diff(kind, saved.outputs, inputs)).changes).toBe(false);
});
