import { bench } from "./support";

describe("tokens", () => {
  test("unknown or missing are 401", async () => {
    const { simulator, get } = await bench();
    const answer = await get("/v2/droplets", "dop_v1_unknown");
    expect(answer).toMatchObject({
      status: 401,
      body: { id: "unauthorized", message: "Unable to authenticate you." },
    });
    expect((await fetch(`${simulator.url}/v2/droplets`)).status).toBe(401);
  });

  test.each([
    ["reboot", {}, []],
    ["restore", { image: 1 }, ["droplet:admin"]],
    ["rebuild", { image: "debian-12-x64" }, ["droplet:admin"]],
    ["password_reset", {}, ["droplet:admin"]],
    ["resize", { size: "s-1vcpu-2gb" }, ["droplet:create"]],
    ["snapshot", { name: "a" }, ["image:create"]],
  ])("%s needs droplet:update and its own scopes", async (type, attributes, extra) => {
    const scopes = ["droplet:update", ...extra];
    const lacking = Object.fromEntries(
      scopes.map((scope) => [
        `without ${scope}`.replace(/ /g, "_"),
        scopes.filter((s) => s !== scope),
      ]),
    );
    const { simulator, act } = await bench({ tokens: { enough: scopes, ...lacking } });
    const { id } = simulator.addDroplet();
    for (const token of Object.keys(lacking)) {
      expect(await act(id, type, attributes, token)).toMatchObject({
        status: 403,
        body: { id: "Forbidden", message: "You are not authorized to perform this operation" },
      });
    }
    expect((await act(id, type, attributes, "enough")).status).not.toBe(403);
  });

  test("need droplet:read below a Droplet and actions:read for the account's actions", async () => {
    const { simulator, act, get } = await bench({
      tokens: { all: "all", below: ["droplet:read"], account: ["actions:read"] },
    });
    const { id } = simulator.addDroplet();
    const { action } = (await act(id, "reboot")).body;
    const below = `/v2/droplets/${id}/actions/${action.id}`;
    const account = `/v2/actions/${action.id}`;
    expect((await get(below, "below")).status).toBe(200);
    expect((await get(below, "account")).status).toBe(403);
    expect((await get(account, "account")).status).toBe(200);
    expect((await get(account, "below")).status).toBe(403);
    expect((await get("/v2/droplets?tag_name=a", "below")).status).toBe(403);
  });

  test("see no more of a Droplet than their scopes allow", async () => {
    const { simulator, get } = await bench({ tokens: { reader: ["droplet:read"] } });
    const { id } = simulator.addDroplet({ tags: ["a"], snapshots: ["s"] });
    const hidden = ["image", "backup_ids", "snapshot_ids", "tags", "volume_ids", "vpc_uuid"];
    const omitted = (await get(`/v2/droplets/${id}`)).body.droplet;
    for (const field of hidden) expect(omitted).not.toHaveProperty(field);
    expect(omitted.region.sizes).toEqual([]);
    simulator.setSwitches({ fieldsWithoutScope: "empty" });
    const empty = (await get(`/v2/droplets/${id}`)).body.droplet;
    expect(empty).toMatchObject({ image: null, snapshot_ids: [], tags: [], vpc_uuid: null });
  });

  test("appear in the request log by name only", async () => {
    const { simulator, get } = await bench({
      tokens: { dop_v1_secret: { name: "ci", scopes: "all" }, other: "all" },
    });
    await get("/v2/droplets");
    await get("/v2/droplets", "other");
    await get("/v2/droplets", "unknown");
    expect(simulator.requests.map(({ token }) => token)).toEqual(["ci", "token 2", null]);
    expect(JSON.stringify(simulator.requests)).not.toContain("secret");
  });
});

describe("rate limits", () => {
  test("show on every answer, also on refusals", async () => {
    const { clock, get } = await bench();
    const first = (await get("/v2/droplets")).headers;
    expect(first.get("ratelimit-limit")).toBe("5000");
    expect(first.get("ratelimit-remaining")).toBe("4999");
    expect(first.get("ratelimit-reset")).toBe(String(clock.now() / 1000 + 3600));
    clock.pass(60);
    const second = (await get("/v2/droplets/1")).headers;
    expect(second.get("ratelimit-remaining")).toBe("4998");
    expect(second.get("ratelimit-reset")).toBe(first.get("ratelimit-reset"));
  });

  test("of a minute answer 429 with retry-after, and end with that time", async () => {
    const { clock, get } = await bench({ limits: { perMinute: 3 } });
    await get("/v2/droplets");
    clock.pass(20);
    await get("/v2/droplets");
    await get("/v2/droplets");
    const refused = await get("/v2/droplets");
    expect(refused).toMatchObject({
      status: 429,
      body: { id: "too_many_requests", message: "API rate limit exceeded." },
    });
    expect(refused.headers.get("retry-after")).toBe("40");
    expect(refused.headers.get("ratelimit-remaining")).toBe("0");
    clock.pass(40);
    expect((await get("/v2/droplets")).status).toBe(200);
  });

  test("of an hour answer 429 without retry-after until the oldest request expires", async () => {
    const { clock, get } = await bench({ limits: { perHour: 2 } });
    await get("/v2/droplets");
    clock.pass(600);
    await get("/v2/droplets");
    const refused = await get("/v2/droplets");
    expect(refused.status).toBe(429);
    expect(refused.headers.has("retry-after")).toBe(false);
    expect(refused.headers.get("ratelimit-reset")).toBe(String(clock.now() / 1000 + 3000));
    clock.pass(3000);
    expect((await get("/v2/droplets")).status).toBe(200);
    expect((await get("/v2/droplets")).status).toBe(429);
  });

  test("are counted for each token, and start nothing when exceeded", async () => {
    const { simulator, act } = await bench({
      tokens: { one: "all", two: "all" },
      limits: { perMinute: 1 },
    });
    const { id } = simulator.addDroplet();
    expect((await act(id, "reboot", {}, "one")).status).toBe(201);
    expect((await act(id, "reboot", {}, "one")).status).toBe(429);
    expect((await act(id, "reboot", {}, "two")).status).toBe(422);
    expect(simulator.actions).toHaveLength(1);
  });

  test("can be switched off", async () => {
    const { simulator, get } = await bench({ limits: { perMinute: 1 } });
    simulator.setLimits({ perMinute: null, perHour: null });
    for (let count = 0; count < 5; count += 1) {
      const { status, headers } = await get("/v2/droplets");
      expect(status).toBe(200);
      expect(headers.has("ratelimit-limit")).toBe(false);
    }
  });
});
