import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beginRecord } from "../../provider/operation/operation";
import { serve } from "../../provider/adapters/plugin/server";
import { type Simulator, startSimulator } from "../../simulator";

/** The plugin as the engine calls it, over gRPC, against the simulator. */

let simulator: Simulator;
let server: Awaited<ReturnType<typeof serve>>;
let client: ResourceProviderClient;
const folder = mkdtempSync(join(tmpdir(), "droplet-actions-plugin-"));

beforeAll(async () => {
  process.env["DROPLET_ACTIONS_JOURNAL"] = folder;
  simulator = await startSimulator({
    droplets: [{ id: 42 }, { id: 43, status: "off", snapshots: ["before"] }],
    limits: { perHour: null, perMinute: null },
    durations: { power_off: 0, power_on: 0, shutdown: 0 },
  });
  server = await serve();
  client = new ResourceProviderClient(
    `127.0.0.1:${server.port}`,
    grpc.credentials.createInsecure(),
    { "grpc.enable_http_proxy": 0 },
  );
  const request = new proto.ConfigureRequest();
  request.setArgs(struct({ token: simulator.token, apiUrl: simulator.url }));
  await call("configure", request);
});

afterAll(async () => {
  client.close();
  server.stop();
  await simulator.stop();
  delete process.env["DROPLET_ACTIONS_JOURNAL"];
  rmSync(folder, { recursive: true, force: true });
});

const struct = (values: object) => Struct.fromJavaScript(values as never);
const plain = (values: Struct | undefined) => values?.toJavaScript() as Record<string, unknown>;
const urnOf = (kind: string) => `urn:pulumi:dev::project::droplet-actions:index:${kind}::web`;
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

type Method =
  "configure" | "check" | "checkConfig" | "diff" | "diffConfig" | "create" | "read" | "getSchema";

function call<Response>(method: Method | "cancel" | "getPluginInfo", request: object) {
  return new Promise<Response>((resolve, reject) => {
    const done = (error: grpc.ServiceError | null, response: Response) =>
      error ? reject(error) : resolve(response);
    (client[method] as unknown as (request: object, callback: typeof done) => void).call(
      client,
      request,
      done,
    );
  });
}

function check(kind: string, news: object, olds: object = {}) {
  const request = new proto.CheckRequest();
  request.setUrn(urnOf(kind));
  request.setNews(struct(news));
  request.setOlds(struct(olds));
  return call<proto.CheckResponse>("check", request);
}

function create(kind: string, inputs: object, { preview = false, timeout = 0 } = {}) {
  const request = new proto.CreateRequest();
  request.setUrn(urnOf(kind));
  request.setProperties(struct(inputs));
  request.setPreview(preview);
  request.setTimeout(timeout);
  return call<proto.CreateResponse>("create", request);
}

async function diff(kind: string, olds: object, news: object) {
  const request = new proto.DiffRequest();
  request.setUrn(urnOf(kind));
  request.setOlds(struct(olds));
  request.setOldInputs(struct(olds));
  request.setNews(struct(news));
  const response = await call<proto.DiffResponse>("diff", request);
  const kinds = response.getDetaileddiffMap().toArray() as unknown as [string, [number]][];
  return {
    changes: response.getChanges(),
    replaces: response.getReplacesList(),
    kinds: Object.fromEntries(kinds.map(([path, [kind]]) => [path, kind ?? 0])),
  };
}

async function read(kind: string, id: string) {
  const request = new proto.ReadRequest();
  request.setUrn(urnOf(kind));
  request.setId(id);
  const response = await call<proto.ReadResponse>("read", request);
  return { id: response.getId(), inputs: plain(response.getInputs()) };
}

const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
const { UPDATE, UPDATE_REPLACE, ADD } = proto.PropertyDiff.Kind;

test("serves the schema that is printed for all languages", async () => {
  const { resources } = JSON.parse(
    (await call<proto.GetSchemaResponse>("getSchema", new proto.GetSchemaRequest())).getSchema(),
  ) as { resources: object };
  expect(Object.keys(resources)).toContain("droplet-actions:index:DropletPowerState");
});

test("check fills in the defaults, keeps secrets secret and refuses what is wrong by its input", async () => {
  const good = await check("DropletSnapshot", { dropletId: "42", name: secret("hush") });
  expect(plain(good.getInputs())).toMatchObject({ dropletId: "42", name: secret("hush") });
  expect(plain(good.getInputs())["powerOff"]).toBe(false);
  const bad = await check("DropletPowerState", { dropletId: 42, state: "on" });
  expect(bad.getFailuresList().map((failure) => failure.toObject())).toEqual([
    { property: "state", reason: expect.stringContaining('must be "active" or "off"') as string },
  ]);
});

test("a refusal does not spell out a secret", async () => {
  const bad = await check("DropletPowerState", { dropletId: "42", state: secret("hush") });
  const [failure] = bad.getFailuresList();
  expect(failure?.getReason()).toMatch(/\[secret\]/);
  expect(failure?.getReason()).not.toMatch(/hush/);
});

test("a name that is kept from before is as secret as it was", async () => {
  const olds = { dropletId: "42", name: secret("hushed") };
  const checked = await check("DropletSnapshot", { dropletId: "42" }, olds);
  expect(plain(checked.getInputs())["name"]).toEqual(secret("hushed"));
});

test("diff names the paths that changed, and which of them replace", async () => {
  const olds = { dropletId: "42", hard: false, triggers: ["a"], timeoutSeconds: 600 };
  expect(await diff("DropletReboot", olds, olds)).toMatchObject({ changes: DIFF_NONE });
  expect(await diff("DropletReboot", olds, { ...olds, triggers: ["b", "c"] })).toEqual({
    changes: DIFF_SOME,
    replaces: [],
    kinds: { "triggers[0]": UPDATE, "triggers[1]": ADD },
  });
  expect(await diff("DropletReboot", olds, { ...olds, dropletId: "43" })).toEqual({
    changes: DIFF_SOME,
    replaces: ["dropletId"],
    kinds: { dropletId: UPDATE_REPLACE },
  });
});

test("a preview sends nothing, foretells what is known and leaves out the rest", async () => {
  const before = simulator.posts().accepted.length;
  const inputs = { dropletId: "42", state: "off" };
  const values = plain((await check("DropletPowerState", inputs)).getInputs());
  const foreseen = plain(
    (await create("DropletPowerState", values, { preview: true })).getProperties(),
  );
  expect(foreseen).toMatchObject({ state: "off", status: "off" });
  expect(foreseen).not.toHaveProperty("performedActions");
  expect(simulator.posts().accepted).toHaveLength(before);
});

test("a preview of what is already so knows all outputs", async () => {
  const inputs = { dropletId: "42", name: simulator.droplet(42).name };
  const foreseen = await create("DropletRename", inputs, { preview: true });
  expect(plain(foreseen.getProperties())).toMatchObject({ performedActions: [] });
});

test("a preview with an unknown Droplet keeps it unknown", async () => {
  const inputs = { dropletId: unknown, state: "off" };
  await check("DropletPowerState", inputs);
  const foreseen = await create("DropletPowerState", inputs, { preview: true });
  expect(plain(foreseen.getProperties())).toEqual(inputs);
});

test("an import finds the inputs that declare what is there", async () => {
  expect(await read("DropletPowerState", "43")).toEqual({
    id: "43",
    inputs: { dropletId: "43", state: "off" },
  });
  const [snapshot] = simulator.snapshots(43);
  expect(await read("DropletSnapshot", String(snapshot?.id))).toEqual({
    id: String(snapshot?.id),
    inputs: { dropletId: "43", name: "before" },
  });
  expect((await read("DropletPowerState", "404")).id).toBe("");
});

test("an import of an event, or by something that is not an id, is refused with the way out", async () => {
  await expect(read("DropletReboot", "42")).rejects.toThrow(/runOnCreate: false/);
  await expect(read("DropletPowerState", "web")).rejects.toThrow(
    /"web" is not the id of a Droplet/,
  );
});

test("timed out, the resource is kept as unfinished, with all that the user must know in the reason", async () => {
  simulator.setDurations({ reboot: 3600 });
  const inputs = {
    ...plain((await check("DropletReboot", { dropletId: 42 })).getInputs()),
    timeoutSeconds: 3600,
  };
  // customTimeouts win over timeoutSeconds.
  const error = await create("DropletReboot", inputs, { timeout: 5 }).catch(
    (thrown: unknown) => thrown as grpc.ServiceError,
  );
  if (!("details" in error)) throw new Error("it did not fail");
  expect(error.code).toBe(grpc.status.FAILED_PRECONDITION);
  const [details] = error.metadata.get("grpc-status-details-bin");
  expect(String(details)).toContain("pulumirpc.ErrorResourceInitFailed");
  expect(String(details)).toContain("still in progress");
});

test("a refresh of an unfinished resource says so, and spells out no secret", async () => {
  const request = new proto.ReadRequest();
  request.setUrn(urnOf("DropletRename"));
  request.setId("42");
  const about = { apiUrl: "", urn: urnOf("DropletRename"), kind: "DropletRename", target: "42" };
  const operation = beginRecord({ about, base: null, inputs: "h", from: null, due: null }, 0);
  request.setProperties(
    struct({
      dropletId: "42",
      name: secret("hush-hush"),
      performedActions: [],
      unfinished: secret({ steps: ["rename to hush-hush"], operation }),
    }),
  );
  const error = await call("read", request).catch((thrown: unknown) => thrown);
  const { details, metadata } = error as grpc.ServiceError;
  expect(details).toMatch(/unfinished: what is left is rename to \[secret\]\. Run/);
  const [reasons] = metadata.get("grpc-status-details-bin");
  expect(String(reasons)).not.toContain("what is left is rename to hush");
});

test("a cancel ends what runs and keeps it, and later calls are not concerned", async () => {
  simulator.setDurations({ snapshot: 3600 });
  const checked = await check("DropletSnapshot", { dropletId: 43 });
  const running = create("DropletSnapshot", plain(checked.getInputs()));
  const ended = expect(running).rejects.toThrow(/the run was cancelled/);
  while (simulator.posts("snapshot").accepted.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await call("cancel", new Empty());
  await ended;
  expect((await read("DropletPowerState", "43")).id).toBe("43");
});

test("settings that are not known yet are not judged", async () => {
  const request = new proto.CheckRequest();
  request.setNews(struct({ apiUrl: unknown, requestsPerSecond: unknown }));
  const response = await call<proto.CheckResponse>("checkConfig", request);
  expect(response.getFailuresList()).toEqual([]);
});

test("the state keeps the name under which the journal has the resource", async () => {
  const inputs = plain(
    (
      await check("DropletRename", { dropletId: "43", name: simulator.droplet(43).name })
    ).getInputs(),
  );
  const created = plain((await create("DropletRename", inputs)).getProperties());
  expect(created["__urn"]).toBe(urnOf("DropletRename"));
});

test("settings that cannot be are refused by name, and the token is kept secret", async () => {
  const request = new proto.CheckRequest();
  request.setNews(
    struct({
      token: "dop_v1",
      apiUrl: "http://example.com",
      requestsPerSecond: "fast",
      host: "x",
      allowDowntime: "no",
    }),
  );
  const response = await call<proto.CheckResponse>("checkConfig", request);
  expect(plain(response.getInputs())["token"]).toEqual(secret("dop_v1"));
  expect(response.getFailuresList().map((failure) => failure.getProperty())).toEqual([
    "host",
    "apiUrl",
    "requestsPerSecond",
    "allowDowntime",
  ]);
});

test.each([
  ["the same settings are no change", { requestsPerSecond: 20 }, "DIFF_NONE", []],
  ["another setting is an update that replaces nothing", {}, "DIFF_SOME", ["requestsPerSecond"]],
] as const)("%s of a provider", async (_case, news, changes, diffs) => {
  const request = new proto.DiffRequest();
  const olds = struct({ token: "dop_v1_other", requestsPerSecond: 20 });
  request.setOlds(olds);
  request.setOldInputs(olds);
  request.setNews(struct({ token: "dop_v1_other", ...news }));
  const response = await call<proto.DiffResponse>("diffConfig", request);
  expect(response.getChanges()).toBe(proto.DiffResponse.DiffChanges[changes]);
  expect(response.getDiffsList()).toEqual(diffs);
  expect(response.getReplacesList()).toEqual([]);
});
