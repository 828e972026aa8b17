import { gunzipSync } from "node:zlib";
import { get as httpGet } from "node:http";
import { bench } from "./support";

describe("pages", () => {
  test("hold 20 by default, with absolute links to the others", async () => {
    const { simulator, get } = await bench();
    for (let index = 0; index < 45; index += 1) simulator.addDroplet({ name: `d-${index}` });
    const first = await get("/v2/droplets");
    expect(first.body.droplets).toHaveLength(20);
    expect(first.body.meta).toEqual({ total: 45 });
    expect(Object.keys(first.body.links.pages).sort()).toEqual(["last", "next"]);
    const second = await get(first.body.links.pages.next);
    expect(second.body.droplets[0]?.name).toBe("d-20");
    expect(Object.keys(second.body.links.pages)).toHaveLength(4);
    const last = await get(first.body.links.pages.last);
    expect(last.body.droplets).toHaveLength(5);
    expect(Object.keys(last.body.links.pages).sort()).toEqual(["first", "prev"]);
  });

  test("hold 200 at most, keep the query, and are without links when there is one", async () => {
    const { simulator, get } = await bench();
    for (let index = 0; index < 201; index += 1) simulator.addDroplet({ tags: ["many"] });
    const { body } = await get("/v2/droplets?tag_name=many&per_page=500");
    expect(body.droplets).toHaveLength(200);
    expect(body.links.pages.next).toBe(
      `${simulator.url}/v2/droplets?tag_name=many&per_page=500&page=2`,
    );
    expect((await get("/v2/account/keys")).body).toEqual({
      ssh_keys: [],
      links: {},
      meta: { total: 0 },
    });
  });

  test("of actions are newest first, oldest first or shuffled, always each action once", async () => {
    const { clock, simulator, act, get } = await bench({ durations: { reboot: 1 } });
    const { id } = simulator.addDroplet();
    for (let count = 0; count < 30; count += 1) {
      await act(id, "reboot");
      clock.pass(1);
    }
    const ids = async (): Promise<number[]> => {
      const pages = [1, 2, 3].map((page) => get(`/v2/actions?per_page=10&page=${page}`));
      const lists = (await Promise.all(pages)).map(({ body }) => body.actions);
      return lists.flat().map((action) => action.id);
    };
    const newestFirst = await ids();
    const sorted = [...newestFirst].sort((a, b) => a - b);
    expect(newestFirst).toEqual([...sorted].reverse());
    simulator.setSwitches({ actionListOrder: "oldest-first" });
    expect(await ids()).toEqual(sorted);
    simulator.setSwitches({ actionListOrder: "shuffled" });
    const shuffled = await ids();
    expect(shuffled).not.toEqual(sorted);
    expect([...shuffled].sort((a, b) => a - b)).toEqual(sorted);
  });
});

describe("Droplets", () => {
  test("are created: 202, new until the create event is over, then active", async () => {
    const { clock, simulator, call, get, act } = await bench({ durations: { create: 30 } });
    const { status, body } = await call("POST", "/v2/droplets", {
      name: "web-1",
      region: "nyc3",
      size: "s-1vcpu-1gb",
      image: "ubuntu-24-04-x64",
      tags: ["web"],
      ipv6: true,
      backups: true,
      backup_policy: { plan: "weekly", weekday: "MON", hour: 4 },
      state: "present",
    });
    expect(status).toBe(202);
    expect(body.droplet).toMatchObject({ name: "web-1", status: "new", tags: ["web"], disk: 25 });
    expect(body.droplet.features).not.toContain("monitoring");
    expect(body.droplet.features).toEqual(expect.arrayContaining(["backups", "ipv6"]));
    const [link] = body.links.actions;
    expect(link).toMatchObject({ rel: "create", href: `${simulator.url}/v2/actions/${link?.id}` });
    const { id } = body.droplet;
    expect((await act(id, "reboot")).body.message).toBe("Droplet already has a pending event.");
    clock.pass(30);
    expect((await get(`/v2/droplets/${id}`)).body.droplet.status).toBe("active");
    expect((await get(link?.href ?? "")).body.action).toMatchObject({
      type: "create",
      status: "completed",
    });
  });

  test("that begin as new are still being made", async () => {
    const { clock, simulator, act } = await bench({ droplets: [{ id: 1, status: "new" }] });
    expect((await act(1, "reboot")).body.message).toBe("Droplet already has a pending event.");
    clock.pass(60);
    expect(simulator.droplet(1).status).toBe("active");
  });

  test("are created several at once, with monitoring when asked for", async () => {
    const { call } = await bench();
    const { body } = await call("POST", "/v2/droplets", {
      names: ["a", "b"],
      size: "s-1vcpu-1gb",
      image: 195932981,
      monitoring: true,
    });
    expect(body.droplets).toHaveLength(2);
    expect(body.links.actions).toHaveLength(2);
    expect(body.droplets[1]?.features).toContain("monitoring");
  });

  test.each([
    ["name", { name: "not a host" }, /valid hostname/],
    ["size", { size: "huge" }, /invalid size/],
    ["image", { image: "cp-m" }, /invalid image/],
    ["region", { region: "moon1" }, /invalid region/],
    ["size in the region", { region: "nyc2", size: "s-1vcpu-1gb-amd" }, /not available/],
  ])("are not created with a wrong %s", async (_, wrong, message) => {
    const { simulator, call } = await bench();
    const right = { name: "a", region: "nyc3", size: "s-1vcpu-1gb", image: "debian-12-x64" };
    const { status, body } = await call("POST", "/v2/droplets", { ...right, ...wrong });
    expect(status).toBe(422);
    expect(body.message).toMatch(message);
    expect(simulator.droplets).toHaveLength(0);
  });

  test("are found by tag, or by name in any case, never by both", async () => {
    const { simulator, get } = await bench();
    simulator.addDroplet({ name: "Web-1", tags: ["web"] });
    simulator.addDroplet({ name: "web-1" });
    simulator.addDroplet({ name: "db-1", tags: ["db"] });
    expect((await get("/v2/droplets?name=WEB-1")).body.droplets).toHaveLength(2);
    expect((await get("/v2/droplets?tag_name=db")).body.droplets[0]?.name).toBe("db-1");
    expect((await get("/v2/droplets?tag_name=none")).body.droplets).toEqual([]);
    expect((await get("/v2/droplets?tag_name=web&name=web-1")).status).toBe(400);
  });

  test("with GPUs are listed only when asked for", async () => {
    const { simulator, get } = await bench();
    simulator.addDroplet();
    simulator.addDroplet({ size: "gpu-h100x1-80gb", region: "tor1", name: "gpu" });
    expect((await get("/v2/droplets")).body.meta.total).toBe(1);
    const { droplets } = (await get("/v2/droplets?type=gpus")).body;
    expect(droplets.map((droplet) => droplet.name)).toEqual(["gpu"]);
  });

  test("when deleted are 404, leave their snapshots and take their backups along", async () => {
    const { simulator, call, get } = await bench();
    const { id } = simulator.addDroplet({ snapshots: ["kept"], backups: 1 });
    const [snapshot] = simulator.snapshots(id);
    const [backup] = simulator.backups(id);
    expect((await call("DELETE", `/v2/droplets/${id}`)).status).toBe(204);
    expect((await get(`/v2/droplets/${id}`)).status).toBe(404);
    expect((await get(`/v2/droplets/${id}/actions`)).status).toBe(404);
    expect((await get(`/v2/snapshots/${snapshot?.id}`)).status).toBe(200);
    expect((await get(`/v2/images/${backup?.id}`)).status).toBe(404);
    expect((await get("/v2/actions")).body.actions[0]?.type).toBe("destroy");
  });

  test("are not deleted while something runs on them", async () => {
    const { simulator, call } = await bench();
    const { id } = simulator.addDroplet();
    simulator.startForeignEvent(id, 10);
    expect((await call("DELETE", `/v2/droplets/${id}`)).status).toBe(422);
  });
});

describe("other reads", () => {
  test("images are found by slug or id, private ones by id only", async () => {
    const { simulator, get, call } = await bench();
    const { id } = simulator.addDroplet({ snapshots: ["mine"], backups: 1 });
    const [snapshot] = simulator.snapshots(id);
    const [backup] = simulator.backups(id);
    const ubuntu = (await get("/v2/images/ubuntu-24-04-x64")).body.image;
    expect((await get(`/v2/images/${ubuntu.id}`)).body.image).toEqual(ubuntu);
    expect((await get(`/v2/images/${snapshot?.id}`)).body.image).toMatchObject({
      type: "snapshot",
      slug: null,
      public: false,
    });
    expect((await get("/v2/images/mine")).status).toBe(404);
    expect((await get("/v2/images?private=true")).body.images).toHaveLength(2);
    expect((await call("DELETE", `/v2/images/${backup?.id}`)).status).toBe(204);
    expect((await call("DELETE", `/v2/images/${ubuntu.id}`)).status).toBe(403);
  });

  test("what is not a snapshot is 400 among the snapshots, and a snapshot is deleted once", async () => {
    const { simulator, get, call } = await bench();
    const { id } = simulator.addDroplet({ backups: 1, snapshots: ["a"] });
    const backup = `/v2/snapshots/${simulator.backups(id)[0]?.id}`;
    expect((await get(backup)).body).toMatchObject({
      id: "bad_request",
      message: "the resource is not a snapshot",
    });
    expect((await call("DELETE", backup)).status).toBe(400);
    const snapshot = `/v2/snapshots/${simulator.snapshots(id)[0]?.id}`;
    expect((await get("/v2/snapshots?resource_type=droplet")).body.meta.total).toBe(1);
    expect((await call("DELETE", snapshot)).status).toBe(204);
    expect((await call("DELETE", snapshot)).status).toBe(404);
    expect((await get(`/v2/droplets/${id}`)).body.droplet.snapshot_ids).toEqual([]);
  });

  test("backups have numeric ids, policies are a map by Droplet", async () => {
    const { simulator, get } = await bench();
    const { id } = simulator.addDroplet({ features: ["backups"], backups: 1 });
    const { backups } = (await get(`/v2/droplets/${id}/backups`)).body;
    expect(backups[0]).toMatchObject({ id: simulator.backups(id)[0]?.id, type: "backup" });
    const { policies } = (await get("/v2/droplets/backups/policies")).body;
    expect(policies[String(id)]).toMatchObject({ droplet_id: id, backup_enabled: true });
    const supported = (await get("/v2/droplets/backups/supported_policies")).body;
    expect(supported.supported_policies).toHaveLength(2);
  });

  test("kernels are listed where the Droplet can change its own", async () => {
    const { simulator, get } = await bench();
    const old = simulator.addDroplet({ kernel: 991 }).id;
    const modern = simulator.addDroplet().id;
    expect((await get(`/v2/droplets/${old}/kernels`)).body.meta.total).toBeGreaterThan(20);
    expect((await get(`/v2/droplets/${modern}/kernels`)).body.kernels).toEqual([]);
  });

  test("sizes and regions tell where a size is offered", async () => {
    const { get } = await bench();
    const { sizes } = (await get("/v2/sizes?per_page=200")).body;
    const amd = sizes.find((size) => size.slug === "s-2vcpu-4gb-amd");
    expect(amd).toMatchObject({ disk: 80, memory: 4096, vcpus: 2, available: true });
    expect(amd?.regions).not.toContain("nyc2");
    const { regions } = (await get("/v2/regions")).body;
    const nyc2 = regions.find((region) => region.slug === "nyc2");
    expect(nyc2?.sizes).toContain("s-1vcpu-1gb");
    expect(nyc2?.sizes).not.toContain("s-2vcpu-4gb-amd");
  });

  test("tags are made, put on Droplets and taken off", async () => {
    const { simulator, call, get } = await bench();
    const { id } = simulator.addDroplet();
    const resources = [{ resource_id: String(id), resource_type: "droplet" }];
    expect((await call("POST", "/v2/tags", { name: "web" })).status).toBe(201);
    await call("POST", "/v2/tags/web/resources", { resources });
    expect((await get("/v2/tags/web")).body.tag.resources.droplets.count).toBe(1);
    expect(simulator.droplet(id).tags).toEqual(["web"]);
    await call("DELETE", "/v2/tags/web/resources", { resources });
    expect(simulator.droplet(id).tags).toEqual([]);
    await call("DELETE", "/v2/tags/web");
    expect((await get("/v2/tags/web")).status).toBe(404);
  });

  test("the account is there, and what is not is 404", async () => {
    const { get } = await bench();
    expect((await get("/v2/account")).body.account.status).toBe("active");
    expect((await get("/v2/nothing")).status).toBe(404);
    expect((await get("/v2/droplets/abc")).status).toBe(404);
  });
});

describe("every answer", () => {
  test("is compressed when the client accepts it", async () => {
    const { simulator } = await bench();
    const headers = { authorization: `Bearer ${simulator.token}`, "accept-encoding": "gzip" };
    const compressed = await new Promise<Buffer>((resolve, reject) => {
      httpGet(`${simulator.url}/v2/account`, { headers }, (response) => {
        expect(response.headers["content-encoding"]).toBe("gzip");
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve(Buffer.concat(chunks)));
      }).on("error", reject);
    });
    expect(JSON.parse(gunzipSync(compressed).toString())).toHaveProperty("account");
  });

  test("has the simulated date and a request id, which errors repeat", async () => {
    const { clock, get } = await bench();
    clock.pass(90);
    const { headers, body } = await get("/v2/droplets/1");
    expect(headers.get("date")).toBe("Mon, 02 Mar 2026 10:01:30 GMT");
    expect(body.request_id).toBe(headers.get("x-request-id"));
  });
});
