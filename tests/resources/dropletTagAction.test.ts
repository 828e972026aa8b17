import { lastActionOn, startTagged, targetedPosts } from "../support/tagged";
import type { World } from "../support/world";

const kind = "DropletTagAction";
let world: World;

async function start(options: Parameters<typeof startTagged>[0] = {}) {
  world = await startTagged(options);
}
afterEach(() => world.stop());

const posts = () => targetedPosts(world);
const actionOn = (dropletId: number) => lastActionOn(world, dropletId);
const cycle = { tag: "web", type: "power_cycle" };

test("runs on all Droplets of the tag with one POST, and tells what it did on each", async () => {
  await start();
  const { outputs, id } = await world.up(kind, cycle);
  expect(posts()).toEqual(["web: power_cycle"]);
  expect(world.simulator.posts().accepted[0]).toMatchObject({
    path: "/v2/droplets/actions",
    query: { tag_name: "web" },
    body: { type: "power_cycle" },
  });
  expect(id).toBe("web");
  expect(outputs["results"]).toEqual([
    { dropletId: "42", actionId: String(actionOn(42)), status: "completed" },
    { dropletId: "43", actionId: String(actionOn(43)), status: "completed" },
  ]);
  expect(outputs["performedActions"]).toHaveLength(2);
  expect(outputs).not.toHaveProperty("unfinished");
});

test("waits until the effect shows on each", async () => {
  await start({ switches: { effectLagSeconds: 20 } });
  await world.up(kind, { tag: "web", type: "power_off" });
  expect([42, 43, 44].map((id) => world.simulator.droplet(id).status)).toEqual([
    "off",
    "off",
    "active",
  ]);
});

test("names the Droplet that another operation works on, while it is queued", async () => {
  await start();
  await Promise.all([world.up("DropletReboot", { dropletId: "43" }), world.up(kind, cycle)]);
  expect(posts().sort()).toEqual(["43: reboot", "web: power_cycle"]);
  expect(world.progress).toContainEqual("queued 0 s: another operation on Droplet 43 is running");
});

test("a long wait for several Droplets speaks as seldom as one for a single Droplet", async () => {
  await start({ durations: { snapshot: 600 } });
  await world.up(kind, { tag: "web", type: "snapshot", name: "nightly" });
  const waits = world.progress.filter((line) => /^\w+ \d+ (s|min) of about/.test(line));
  expect(waits.length).toBeGreaterThan(60);
  expect(waits.length).toBeLessThanOrEqual(2 * 61);
});

test("a tag with a colon is one tag", async () => {
  const tag = "env:prod_1-a";
  await start({ droplets: [{ id: 42, tags: [tag] }] });
  await world.up(kind, { ...cycle, tag });
  expect(posts()).toEqual([`${tag}: power_cycle`]);
});

test("says in the preview on which Droplets it runs, and why", async () => {
  await start();
  await world.check(kind, cycle);
  expect(world.lines).toEqual([
    'tag "web": power_cycle on 2 Droplets (42, 43), because this resource is new in the stack. Each Droplet is down during it, usually about 10 s.',
  ]);
});

describe("a snapshot by tag", () => {
  const names = (id: number) => world.simulator.snapshots(id).map(({ name }) => name);

  test("has the name that was given", async () => {
    await start();
    await world.up(kind, { tag: "web", type: "snapshot", name: "before" });
    expect(names(42)).toEqual(["before"]);
    expect(names(43)).toEqual(["before"]);
    expect(posts()).toEqual(["web: snapshot"]);
  });

  test("has the resource's name by default, also when the resource is renamed", async () => {
    await start();
    const args = { tag: "web", type: "snapshot" };
    const saved = await world.up(kind, args, undefined, "nightly");
    expect(names(42)).toEqual(["nightly"]);
    const { inputs } = await world.check(kind, args, saved.inputs, { name: "renamed" });
    expect((await world.diff(kind, saved.outputs, inputs)).changes).toBe(false);
  });

  test("is taken again in place when its name changes", async () => {
    await start();
    const args = { tag: "web", type: "snapshot", name: "a" };
    const saved = await world.up(kind, args);
    const again = await world.up(kind, { ...args, name: "b" }, saved);
    expect(again.reasons).toEqual([]);
    expect(names(42)).toEqual(["a", "b"]);
    expect(posts()).toEqual(["web: snapshot", "web: snapshot"]);
  });

  test("a name for another type is refused", async () => {
    await start();
    const args = { ...cycle, name: "nightly" };
    const { failures } = await world.check(kind, args);
    expect(failures).toEqual([
      {
        property: "name",
        reason: 'is "nightly", and only the type snapshot has a name. Leave it out',
      },
    ]);
    await expect(world.up(kind, args)).rejects.toThrow(/only the type snapshot/);
    expect(world.simulator.posts()).toEqual({ accepted: [], refused: [] });
  });
});

test("a changed type runs that one, in place; a changed tag replaces", async () => {
  await start();
  const saved = await world.up(kind, { tag: "web", type: "power_off" });
  const on = { tag: "web", type: "power_on" };
  const { inputs } = await world.check(kind, on, saved.inputs);
  expect(await world.diff(kind, saved.outputs, inputs)).toEqual({
    changes: undefined,
    replaces: [],
  });
  expect((await world.diff(kind, saved.outputs, { ...saved.inputs, tag: "db" })).replaces).toEqual([
    "tag",
  ]);
  await world.up(kind, on, saved);
  expect(posts()).toEqual(["web: power_off", "web: power_on"]);
});

test("Droplets that get the tag later are left alone until triggers change", async () => {
  await start();
  const saved = await world.up(kind, { ...cycle, triggers: [1] });
  world.simulator.drift(44, { tags: ["web"] });
  world.newProcess();
  const refreshed = await world.refresh(kind, saved);
  expect(refreshed?.outputs["results"]).toHaveLength(2);
  const same = await world.up(kind, { ...cycle, triggers: [1] }, refreshed);
  expect(posts()).toEqual(["web: power_cycle"]);
  const { outputs } = await world.up(kind, { ...cycle, triggers: [2] }, same);
  expect(outputs["results"]).toMatchObject([
    { dropletId: "42" },
    { dropletId: "43" },
    { dropletId: "44" },
  ]);
});

test("a tag that no Droplet has: a warning in preview, a refusal in up", async () => {
  await start();
  const args = { ...cycle, tag: "nobody" };
  expect((await world.check(kind, args)).failures).toEqual([]);
  const text = /tag "nobody": no Droplet has this tag\. .*dependsOn/;
  expect(world.lines).toEqual([expect.stringMatching(/^warning: /)]);
  expect(world.lines[0]).toMatch(text);
  await expect(world.up(kind, args)).rejects.toThrow(text);
  expect(world.simulator.posts()).toEqual({ accepted: [], refused: [] });
});

test.each([
  [{ tag: "two words" }, "tag", /^"two words" must be a tag: 1 to 255 letters/],
  [{ tag: "" }, "tag", /^"" must be a tag/],
  [{ tag: undefined }, "tag", /^is required and must be a tag/],
  [{ type: "resize" }, "type", /^"resize" must be "enable_backups" or /],
  [{ name: "" }, "name", /^"" must be a string that is not empty/],
])("%j is refused", async (args, property, reason) => {
  await start();
  const { failures } = await world.check(kind, { ...cycle, ...args });
  expect(failures).toEqual([{ property, reason: expect.stringMatching(reason) }]);
});

test("waits for a Droplet of the tag that is still being created", async () => {
  await start({
    droplets: [
      { id: 42, tags: ["web"] },
      { id: 43, tags: ["web"], status: "new" },
    ],
  });
  const { outputs } = await world.up(kind, cycle);
  expect(outputs["results"]).toHaveLength(2);
});

test("a pending event that refuses the whole request is waited out", async () => {
  await start({ switches: { tagActionConflicts: "refuse" } });
  world.simulator.startForeignEvent(43, 30);
  const { outputs } = await world.up(kind, cycle);
  expect(outputs["results"]).toHaveLength(2);
  expect(posts()).toEqual(["web: power_cycle"]);
});

test("a Droplet that gets the tag in the last moment takes part", async () => {
  let lists = 0;
  await start({
    onRequest: ({ method, query }) => {
      // The fourth list is the one just before the POST.
      if (method === "GET" && query["tag_name"] && ++lists === 4) {
        world.simulator.drift(44, { tags: ["web"] });
      }
    },
  });
  const { outputs, reasons } = await world.up(kind, cycle);
  expect(reasons).toEqual([]);
  expect(outputs["results"]).toMatchObject([
    { dropletId: "42", status: "completed" },
    { dropletId: "43", status: "completed" },
    { dropletId: "44", status: "completed" },
  ]);
});

test("a lost answer to a state that shows is looked for on each Droplet", async () => {
  await start();
  world.simulator.faults.add({
    type: "power_off",
    times: 1,
    fault: { when: "after", status: 502 },
  });
  const { reasons } = await world.up(kind, { tag: "web", type: "power_off" });
  expect(reasons).toEqual([]);
  expect(posts()).toEqual(["web: power_off"]);
});

test("a token without the scope gives an error that names it, and nothing is sent", async () => {
  await start({ tokens: { few: ["droplet:read", "droplet:update", "tag:read"] } });
  await expect(world.up(kind, { tag: "web", type: "snapshot" })).rejects.toThrow(
    /HTTP 403.*image:/,
  );
  expect(world.simulator.posts().accepted).toEqual([]);
});

test("GPU Droplets belong to their tag, although no list shows them that does not ask for them", async () => {
  const gpu = { size: "gpu-h100x1-80gb", region: "tor1" };
  await start({
    droplets: [
      { id: 42, tags: ["web"] },
      { id: 50, ...gpu, tags: ["web"] },
      { id: 51, ...gpu, tags: ["other"] },
    ],
  });
  await world.check(kind, cycle);
  expect(world.lines[0]).toContain("power_cycle on 2 Droplets (42, 50)");
  const { outputs, reasons } = await world.up(kind, cycle);
  expect(reasons).toEqual([]);
  expect(outputs["results"]).toMatchObject([{ dropletId: "42" }, { dropletId: "50" }]);
});

test("enable_ipv6 names the Droplets that are on, and sends nothing", async () => {
  await start({
    droplets: [
      { id: 42, tags: ["web"] },
      { id: 43, tags: ["web"], status: "off" },
      { id: 44, tags: ["web"] },
      { id: 45, tags: ["web"], features: ["ipv6"] },
    ],
  });
  const args = { tag: "web", type: "enable_ipv6" };
  expect((await world.check(kind, args)).failures).toEqual([]);
  const text =
    "tag stands for Droplet 42, Droplet 44, which are on, and enable_ipv6 needs them off";
  expect(world.lines).toEqual([expect.stringContaining(`warning: ${text}`)]);
  await expect(world.up(kind, args)).rejects.toThrow(text);
  expect(world.simulator.posts()).toEqual({ accepted: [], refused: [] });
});

test("by tag, nothing but droplet:update is needed for the POST", async () => {
  await start({ tokens: { few: ["droplet:read", "droplet:update", "tag:read"] } });
  expect((await world.up(kind, cycle)).reasons).toEqual([]);
});
