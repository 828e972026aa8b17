import { presetNames, presets } from "../../simulator";
import { bench, type Bench } from "./support";

/** What pasted logs, traces and threads show of the real API beside its description. */

const json = (value: unknown) => value as Record<string, unknown>;

async function droplet({ get }: Bench, id: number): Promise<Record<string, unknown>> {
  return json((await get(`/v2/droplets/${id}`)).body.droplet);
}

describe("a refusal while something else runs", () => {
  test.each([
    ["pending-event", 422, "Droplet already has a pending event."],
    [
      "blocking-events",
      422,
      "there are currently blocking events processing for one or more of the droplets",
    ],
    ["locked-by-event", 409, "Droplet is currently locked by an in-progress event."],
  ] as const)("is worded as %s", async (busyAnswer, status, message) => {
    const { simulator, act, call } = await bench({ switches: { busyAnswer } });
    const { id } = simulator.addDroplet();
    simulator.startForeignEvent(id, 60);
    expect(await act(id, "reboot")).toMatchObject({ status, body: { message } });
    expect(await call("DELETE", `/v2/droplets/${id}`)).toMatchObject({ status, body: { message } });
  });

  test("by a lock of DigitalOcean's own staff does not pass", async () => {
    const { clock, simulator, act } = await bench();
    const { id } = simulator.addDroplet({ locked: true });
    clock.pass(86_400);
    const refused = await act(id, "reboot");
    expect(refused).toMatchObject({ status: 422, body: { message: /is locked/ } });
    simulator.setSwitches({ whileLocked: "accept" });
    expect((await act(id, "reboot")).status).toBe(201);
  });
});

describe("the form of an error", () => {
  test.each([
    ["plain", { id: "not_found", message: "The resource you were accessing could not be found." }],
    ["message-object", { id: "not_found", message: { errors: [expect.any(String)] } }],
    ["nested", { error: { code: "not_found", message: expect.any(String) as string } }],
  ] as const)("is %s", async (errorForm, body) => {
    const { get } = await bench({ switches: { errorForm } });
    expect(await get("/v2/droplets/1")).toMatchObject({ status: 404, body });
  });

  test("has attributes where a region has no room for a plan that is offered", async () => {
    const { simulator, act, get } = await bench({
      switches: { sizesWithoutCapacity: ["s-2vcpu-2gb"] },
    });
    const { id } = simulator.addDroplet({ status: "off" });
    const refused = await act(id, "resize", { size: "s-2vcpu-2gb" });
    expect(refused).toMatchObject({ status: 422, body: { message: "nyc3 is unavailable." } });
    const { available_regions: regions } = json(json(refused.body)["error_attributes"]);
    expect(regions).toContain("fra1");
    expect(regions).not.toContain("nyc3");
    const { sizes } = (await get("/v2/sizes?per_page=200")).body;
    expect(sizes.find(({ slug }) => slug === "s-2vcpu-2gb")).toMatchObject({ available: true });
  });
});

describe("what is not available", () => {
  test("are old plans, and others by a switch", async () => {
    const { simulator, act, get } = await bench({ switches: { unavailableSizes: ["c-2"] } });
    const { sizes } = (await get("/v2/sizes?per_page=200")).body;
    for (const slug of ["512mb", "c-2"]) {
      expect(sizes.find((size) => size.slug === slug)).toMatchObject({ available: false });
      const { id } = simulator.addDroplet({ status: "off", size: "s-1vcpu-512mb-10gb" });
      const refused = await act(id, "resize", { size: slug });
      expect(refused).toMatchObject({ status: 422, body: { message: "size is unavailable" } });
    }
  });

  test("is the region nyc2 for new Droplets", async () => {
    const { call, get } = await bench();
    const { regions } = (await get("/v2/regions?per_page=200")).body;
    expect(regions.find(({ slug }) => slug === "nyc2")).toMatchObject({ available: false });
    const wanted = { name: "a", size: "s-1vcpu-1gb", image: "ubuntu-24-04-x64", region: "nyc2" };
    expect(await call("POST", "/v2/droplets", wanted)).toMatchObject({
      status: 422,
      body: { message: "nyc2 is unavailable." },
    });
  });
});

test("an image that the account brought itself has no IPv6", async () => {
  const { call, act, simulator, get } = await bench({ images: [{ id: 7, name: "mine" }] });
  expect((await get("/v2/images/7")).body.image).toMatchObject({ type: "custom", name: "mine" });
  const { id } = simulator.addDroplet({ image: 7, status: "off" });
  const refused = { status: 422, body: { message: "image is not compatible with ipv6" } };
  expect(await act(id, "enable_ipv6")).toMatchObject(refused);
  const wanted = { name: "a", size: "s-1vcpu-1gb", image: 7, region: "nyc3", ipv6: true };
  expect(await call("POST", "/v2/droplets", wanted)).toMatchObject(refused);
});

test.each([
  ["any", 201, 201, 201],
  ["family", 201, 201, 422],
  ["distribution", 201, 422, 422],
] as const)("a rebuild within %s", async (rebuildWithin, ...statuses) => {
  const { simulator, act } = await bench({ switches: { rebuildWithin } });
  const images = ["ubuntu-22-04-x64", "debian-12-x64", "fedora-42-x64"];
  const answers = [];
  for (const image of images) {
    answers.push((await act(simulator.addDroplet().id, "rebuild", { image })).status);
  }
  expect(answers).toEqual(statuses);
});

describe("GPU Droplets", () => {
  const gpu = { size: "gpu-h100x1-80gb", region: "tor1", tags: ["ml"] };

  test("are in no list that does not ask for them, and belong to their tag", async () => {
    const { simulator, call, get } = await bench();
    const { id } = simulator.addDroplet(gpu);
    const ids = async (path: string) => (await get(path)).body.droplets.map((one) => one.id);
    expect(await ids("/v2/droplets")).toEqual([]);
    expect(await ids("/v2/droplets?tag_name=ml")).toEqual([]);
    expect(await ids("/v2/droplets?type=gpus")).toEqual([id]);
    expect((await get("/v2/droplets?type=gpus&tag_name=ml")).status).toBe(400);
    const posted = await call("POST", "/v2/droplets/actions?tag_name=ml", { type: "snapshot" });
    expect(posted.body.actions).toMatchObject([{ resource_id: id }]);
  });

  test("show their GPUs and a second disk, and keep their number of GPUs", async () => {
    const api = await bench();
    const { id } = api.simulator.addDroplet({ ...gpu, status: "off" });
    expect(await droplet(api, id)).toMatchObject({
      gpu_info: { count: 1, vram: { amount: 80, unit: "gib" } },
      disk_info: [{ type: "local" }, { type: "scratch" }],
    });
    expect((await api.act(id, "resize", { size: "gpu-h100x8-640gb" })).status).toBe(422);
  });
});

test("an action by tag needs droplet:update alone, and enable_ipv6 leaves out what is on", async () => {
  const { simulator, call } = await bench({ tokens: { few: ["droplet:update"] } });
  simulator.addDroplet({ tags: ["web"] });
  const off = simulator.addDroplet({ tags: ["web"], status: "off" });
  const posted = await call("POST", "/v2/droplets/actions?tag_name=web", { type: "enable_ipv6" });
  expect(posted.status).toBe(201);
  expect(posted.body.actions).toMatchObject([{ resource_id: off.id }]);
});

test("ids of actions do not fit into 32 bits", async () => {
  const { simulator, act } = await bench();
  const { action } = (await act(simulator.addDroplet().id, "reboot")).body;
  expect(action.id).toBeGreaterThan(2 ** 31);
});

test("networks come in either order, with three kinds of private gateway", async () => {
  const api = await bench();
  const { id } = api.simulator.addDroplet();
  const v4 = async () =>
    json((await droplet(api, id))["networks"])["v4"] as { type: string; gateway: string }[];
  expect((await v4())[0]).toMatchObject({ type: "private", gateway: "nil" });
  api.simulator.setSwitches({ networkOrder: "public-first", privateGateway: "empty" });
  expect(await v4()).toMatchObject([{ type: "public" }, { type: "private", gateway: "" }]);
  api.simulator.setSwitches({ privateGateway: "address" });
  expect((await v4())[1]?.gateway).toMatch(/^10\./);
});

test("fields that answers were seen without are omitted, and an undocumented one is there", async () => {
  const api = await bench({ switches: { answerFields: "seen" } });
  const { id } = api.simulator.addDroplet({ snapshots: ["s"] });
  const seen = await droplet(api, id);
  expect(seen).not.toHaveProperty("disk_info");
  expect(seen).toHaveProperty("size.networking_throughput");
  const snapshot = api.simulator.snapshots(id)[0]?.id;
  const { image } = (await api.get(`/v2/images/${snapshot}`)).body;
  expect(image).toMatchObject({ description: null });
  expect(image).not.toHaveProperty("error_message");
});

test("answers are JSON without a charset, from the gateway", async () => {
  const { headers } = await (await bench()).get("/v2/account");
  expect(headers.get("content-type")).toBe("application/json");
  expect(headers.get("x-gateway")).toBe("Edge-Gateway");
  expect(headers.has("x-request-id")).toBe(true);
});

test("a Droplet that was just created is 404 and in no list for a while", async () => {
  const { clock, get, act, call } = await bench({ switches: { dropletVisibleAfterSeconds: 5 } });
  const wanted = { name: "a", size: "s-1vcpu-1gb", image: "ubuntu-24-04-x64", tags: ["web"] };
  const { id } = (await call("POST", "/v2/droplets", wanted)).body.droplet;
  const byTag = () => call("POST", "/v2/droplets/actions?tag_name=web", { type: "snapshot" });
  expect((await get(`/v2/droplets/${id}`)).status).toBe(404);
  expect((await act(id, "reboot")).status).toBe(404);
  expect((await get("/v2/droplets")).body.droplets).toEqual([]);
  expect((await byTag()).body.actions).toEqual([]);
  clock.pass(5);
  expect((await get(`/v2/droplets/${id}`)).status).toBe(200);
  expect((await get("/v2/droplets")).body.droplets).toHaveLength(1);
});

test("a snapshot is on the list long after its action, made a second after that began", async () => {
  const { clock, simulator, get, act } = await bench({
    durations: { snapshot: 10 },
    switches: { effectLagSeconds: { snapshot: [60, 120] }, snapshotCreatedAfterSeconds: 1 },
  });
  const { id } = simulator.addDroplet();
  const { action } = (await act(id, "snapshot", { name: "s" })).body;
  clock.pass(69);
  expect(simulator.action(action.id).status).toBe("completed");
  expect((await get(`/v2/droplets/${id}/snapshots`)).body.snapshots).toEqual([]);
  clock.pass(62);
  const [snapshot] = (await get(`/v2/droplets/${id}/snapshots`)).body.snapshots;
  expect(Date.parse(String(json(snapshot)["created_at"]))).toBe(
    Date.parse(action.started_at) + 1000,
  );
});

test("a Droplet that is being destroyed is busy until it is gone", async () => {
  const { clock, simulator, call, get, act } = await bench({ durations: { destroy: 9 } });
  const { id } = simulator.addDroplet();
  expect((await call("DELETE", `/v2/droplets/${id}`)).status).toBe(204);
  expect((await act(id, "reboot")).body.message).toMatch(/pending event/);
  clock.pass(9);
  expect((await get(`/v2/droplets/${id}`)).status).toBe(404);
  expect(simulator.actions).toMatchObject([{ type: "destroy", status: "completed" }]);
});

describe("a preset", () => {
  test.each(presetNames)("%s gives all switches and durations", async (preset) => {
    const { simulator } = await bench({ preset });
    expect(simulator.switches).toEqual(presets[preset].switches);
  });

  test("is won over by single switches, and comes back with a reset", async () => {
    const { simulator } = await bench({
      preset: "realistic",
      switches: { completedAtNull: false },
    });
    expect(simulator.switches).toMatchObject({
      completedAtNull: false,
      networkOrder: "public-first",
    });
    simulator.setPreset("quick");
    expect(simulator.switches).toEqual(presets.quick.switches);
    simulator.reset();
    expect(simulator.switches).toMatchObject({ networkOrder: "public-first" });
  });

  test("can be chosen by the control API", async () => {
    const { simulator, call } = await bench({ control: true });
    const { status } = await call("PUT", "/_control/preset", { preset: "realistic" });
    expect(status).toBe(204);
    expect(simulator.switches).toEqual(presets.realistic.switches);
    expect((await call("PUT", "/_control/preset", { preset: "slow" })).status).toBe(400);
  });
});
