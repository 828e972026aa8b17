import { bench } from "./support";

describe("switches", () => {
  test.each([
    ["off-ends-off", "off"],
    ["off-ends-active", "active"],
  ] as const)("resizeWhileActive %s turns the Droplet off and leaves it %s", async (mode, end) => {
    const { clock, simulator, act } = await bench({
      switches: { resizeWhileActive: mode },
      durations: { resize: 100 },
    });
    const { id } = simulator.addDroplet();
    expect((await act(id, "resize", { size: "s-1vcpu-2gb" })).status).toBe(201);
    expect(simulator.droplet(id)).toMatchObject({ status: "off", size: "s-1vcpu-1gb" });
    clock.pass(100);
    expect(simulator.droplet(id)).toMatchObject({ status: end, size: "s-1vcpu-2gb" });
  });

  test.each([
    ["ends-active", "active"],
    ["ends-off", "off"],
  ] as const)("rebuildWhileOff %s leaves a Droplet that was off %s", async (mode, end) => {
    const { clock, simulator, act } = await bench({
      switches: { rebuildWhileOff: mode },
      durations: { rebuild: 100 },
    });
    const { id } = simulator.addDroplet({ status: "off" });
    expect((await act(id, "rebuild", { image: "debian-12-x64" })).status).toBe(201);
    clock.pass(100);
    expect(simulator.droplet(id)).toMatchObject({ status: end });
  });

  test.each([
    ["enableIpv6WhileActive", {}, "enable_ipv6", {}],
    ["enableIpv6WhenEnabled", { status: "off", features: ["ipv6"] }, "enable_ipv6", {}],
    ["powerOnWhileActive", {}, "power_on", {}],
    ["rebootWhileOff", { status: "off" }, "reboot", {}],
    ["powerCycleWhileOff", { status: "off" }, "power_cycle", {}],
    ["enableBackupsWhenEnabled", { features: ["backups"] }, "enable_backups", {}],
    ["disableBackupsWhenDisabled", {}, "disable_backups", {}],
    [
      "changePolicyWhenDisabled",
      {},
      "change_backup_policy",
      { backup_policy: { plan: "weekly", weekday: "SUN", hour: 4 } },
    ],
  ] as const)("%s accepts or refuses", async (name, spec, type, attributes) => {
    for (const [value, status] of [
      ["accept", 201],
      ["refuse", 422],
    ] as const) {
      const { simulator, act } = await bench({ switches: { [name]: value } });
      const { features, ...rest } = { features: undefined, ...spec };
      const { id } = simulator.addDroplet({
        ...rest,
        ...(features ? { features: [...features] } : {}),
      });
      expect((await act(id, type, attributes)).status).toBe(status);
    }
  });

  test("an ignored shutdown completes and leaves the Droplet on", async () => {
    const { clock, simulator, act } = await bench({ switches: { shutdownBehaviour: "ignored" } });
    const { id } = simulator.addDroplet();
    const { action } = (await act(id, "shutdown")).body;
    clock.pass(3600);
    expect(simulator.action(action.id).status).toBe("completed");
    expect(simulator.droplet(id).status).toBe("active");
  });

  test("a late shutdown lands after its action is completed", async () => {
    const { clock, simulator, act } = await bench({
      switches: { shutdownBehaviour: { landsAfterSeconds: 60 } },
      durations: { shutdown: 5 },
    });
    const { id } = simulator.addDroplet();
    const { action } = (await act(id, "shutdown")).body;
    clock.pass(59);
    expect(simulator.action(action.id).completedAt).not.toBeNull();
    expect(simulator.droplet(id).status).toBe("active");
    clock.pass(1);
    expect(simulator.droplet(id).status).toBe("off");
  });

  test("a late shutdown lands in a power_on of a Droplet that was still on", async () => {
    const { clock, simulator, act } = await bench({
      switches: { shutdownBehaviour: { landsAfterSeconds: 60 } },
    });
    const { id } = simulator.addDroplet();
    await act(id, "shutdown");
    clock.pass(30);
    expect((await act(id, "power_on")).status).toBe(201);
    clock.pass(30);
    expect(simulator.droplet(id).status).toBe("off");
  });

  test("a late shutdown is forgotten by a system that was started anew", async () => {
    const { clock, simulator, act } = await bench({
      switches: { shutdownBehaviour: { landsAfterSeconds: 60 } },
    });
    const { id } = simulator.addDroplet();
    await act(id, "shutdown");
    clock.pass(15);
    await act(id, "power_off");
    clock.pass(15);
    await act(id, "power_on");
    clock.pass(600);
    expect(simulator.droplet(id).status).toBe("active");
  });

  test("outcomes decide how an action ends", async () => {
    const { clock, simulator, act, get } = await bench({
      switches: { outcomes: { rename: "errored", power_off: "no-effect" } },
    });
    const { id, name } = simulator.addDroplet();
    const rename = (await act(id, "rename", { name: "other" })).body.action;
    clock.pass(60);
    const powerOff = (await act(id, "power_off")).body.action;
    clock.pass(60);
    expect((await get(`/v2/actions/${rename.id}`)).body.action.status).toBe("errored");
    expect((await get(`/v2/actions/${powerOff.id}`)).body.action.status).toBe("completed");
    expect(simulator.droplet(id)).toMatchObject({ name, status: "active" });
  });

  test.each([5, { power_off: 5 }])(
    "effectLagSeconds %p shows the effect after the completion, when nothing is pending",
    async (effectLagSeconds) => {
      const { clock, simulator, act } = await bench({
        switches: { effectLagSeconds },
        durations: { power_off: 10 },
      });
      const { id } = simulator.addDroplet();
      const { action } = (await act(id, "power_off")).body;
      clock.pass(14);
      expect(simulator.action(action.id).status).toBe("completed");
      expect(simulator.droplet(id).status).toBe("active");
      clock.pass(1);
      expect(simulator.droplet(id).status).toBe("off");
    },
  );

  test("lockedDuringActions locks while an event runs", async () => {
    const { clock, simulator, get } = await bench({ switches: { lockedDuringActions: true } });
    const { id } = simulator.addDroplet();
    const locked = async () => (await get(`/v2/droplets/${id}`)).body.droplet.locked;
    expect(await locked()).toBe(false);
    simulator.startForeignEvent(id, 10);
    expect(await locked()).toBe(true);
    clock.pass(10);
    expect(await locked()).toBe(false);
  });

  test("completedAtNull hides the time below the Droplet only", async () => {
    const { clock, simulator, act, get } = await bench({ switches: { completedAtNull: true } });
    const { id } = simulator.addDroplet();
    const { action } = (await act(id, "reboot")).body;
    clock.pass(60);
    const below = (await get(`/v2/droplets/${id}/actions/${action.id}`)).body.action;
    expect(below).toMatchObject({ status: "completed", completed_at: null });
    const account = (await get(`/v2/actions/${action.id}`)).body.action;
    expect(account.completed_at).not.toBeNull();
  });

  test("actionVisibleAfterSeconds makes a new action 404 for a while, and absent from lists", async () => {
    const { clock, simulator, act, get } = await bench({
      switches: { actionVisibleAfterSeconds: 3 },
    });
    const { id } = simulator.addDroplet();
    const { action } = (await act(id, "reboot")).body;
    clock.pass(2);
    expect((await get(`/v2/droplets/${id}/actions/${action.id}`)).status).toBe(404);
    expect((await get(`/v2/actions/${action.id}`)).status).toBe(404);
    expect((await get(`/v2/droplets/${id}/actions`)).body.actions).toEqual([]);
    clock.pass(1);
    expect((await get(`/v2/actions/${action.id}`)).status).toBe(200);
  });

  test("an endless action and an event without a time never end", async () => {
    const { clock, simulator, act } = await bench({
      switches: { outcomes: { reboot: "endless" } },
    });
    const { id } = simulator.addDroplet();
    const other = simulator.addDroplet().id;
    const { action } = (await act(id, "reboot")).body;
    simulator.startForeignEvent(other);
    clock.pass(10 * 365 * 86_400);
    expect(simulator.action(action.id)).toMatchObject({ status: "in-progress", completedAt: null });
    for (const busy of [id, other]) {
      expect((await act(busy, "power_off")).body.message).toMatch(/pending event/);
    }
  });

  test("actionListLagSeconds lets lists show what was, while the action itself is up to date", async () => {
    const { clock, simulator, act, get } = await bench({
      switches: { actionListLagSeconds: 3 },
      durations: { reboot: 10 },
    });
    const { id } = simulator.addDroplet();
    const { action } = (await act(id, "reboot")).body;
    const one = async () => (await get(`/v2/droplets/${id}/actions/${action.id}`)).body.action;
    const lists = async () =>
      (await Promise.all(["/v2/actions", `/v2/droplets/${id}/actions`].map((path) => get(path))))
        .flatMap(({ body }) => body.actions)
        .map(({ status }) => status);
    expect((await one()).status).toBe("in-progress");
    expect(await lists()).toEqual([]);
    clock.pass(11);
    expect((await one()).status).toBe("completed");
    expect(await lists()).toEqual(["in-progress", "in-progress"]);
    clock.pass(2);
    expect(await lists()).toEqual(["completed", "completed"]);
  });

  test("listOrder shuffles Droplets, snapshots, backups and images, each once", async () => {
    const { simulator, get } = await bench();
    const snapshots = Array.from({ length: 20 }, (_, index) => `s-${index}`);
    const { id } = simulator.addDroplet({ snapshots, backups: 20 });
    for (let count = 1; count < 20; count += 1) simulator.addDroplet();
    const ids = async (path: string, key: string) => {
      const body = (await get(`${path}?per_page=200`)).body as unknown as Record<
        string,
        { id: number | string }[]
      >;
      return (body[key] ?? []).map((item) => Number(item.id));
    };
    for (const [path, key] of [
      ["/v2/droplets", "droplets"],
      [`/v2/droplets/${id}/snapshots`, "snapshots"],
      [`/v2/droplets/${id}/backups`, "backups"],
      ["/v2/snapshots", "snapshots"],
      ["/v2/images", "images"],
    ] as const) {
      simulator.setSwitches({ listOrder: "oldest-first" });
      const inOrder = await ids(path, key);
      expect(inOrder.length).toBeGreaterThanOrEqual(20);
      simulator.setSwitches({ listOrder: "shuffled" });
      const shuffled = await ids(path, key);
      expect(shuffled).not.toEqual(inOrder);
      expect([...shuffled].sort()).toEqual([...inOrder].sort());
    }
  });

  test("dailyPolicyWeekday and restoreChangesImage change what is read", async () => {
    const { clock, simulator, act, get } = await bench({
      switches: { dailyPolicyWeekday: "empty", restoreChangesImage: true },
    });
    const { id } = simulator.addDroplet({ features: ["backups"], backups: 1 });
    const { policy } = (await get(`/v2/droplets/${id}/backups/policy`)).body;
    expect(policy.backup_policy.weekday).toBe("");
    const image = simulator.backups(id)[0]?.id;
    await act(id, "restore", { image });
    clock.pass(3600);
    expect(simulator.droplet(id).image).toBe(image);
  });

  test("deleteWhilePending lets a busy Droplet go", async () => {
    const { clock, simulator, act, call } = await bench({
      switches: { deleteWhilePending: "accept" },
    });
    const { id } = simulator.addDroplet();
    await act(id, "power_off");
    expect((await call("DELETE", `/v2/droplets/${id}`)).status).toBe(204);
    clock.pass(60);
    expect(simulator.droplets).toEqual([]);
  });

  test("can be set for one Droplet, at any time", async () => {
    const { clock, simulator, act } = await bench();
    const deaf = simulator.addDroplet().id;
    const other = simulator.addDroplet().id;
    simulator.setSwitches({ shutdownBehaviour: "ignored" }, deaf);
    await act(deaf, "shutdown");
    await act(other, "shutdown");
    clock.pass(60);
    expect(simulator.droplet(deaf).status).toBe("active");
    expect(simulator.droplet(other).status).toBe("off");
  });
});

describe("actions by tag", () => {
  const byTag = "/v2/droplets/actions?tag_name=web";

  test("run on all Droplets of the tag", async () => {
    const { clock, simulator, call } = await bench();
    const ids = [1, 2, 3].map((id) => simulator.addDroplet({ id, tags: id < 3 ? ["web"] : [] }).id);
    const { status, body } = await call("POST", byTag, { type: "power_off" });
    expect(status).toBe(201);
    expect(Object.keys(body)).toEqual(["actions"]);
    expect(body.actions.map((action) => action.resource_id)).toEqual([1, 2]);
    clock.pass(60);
    expect(ids.map((id) => simulator.droplet(id).status)).toEqual(["off", "off", "active"]);
    expect(simulator.posts("power_off").accepted[0]?.actionIds).toHaveLength(2);
  });

  test.each([
    "power_cycle",
    "power_on",
    "power_off",
    "shutdown",
    "enable_ipv6",
    "enable_backups",
    "disable_backups",
    "snapshot",
  ])("can be %s", async (type) => {
    const { call } = await bench();
    const answer = await call("POST", byTag, { type, name: "all" });
    expect(answer).toMatchObject({ status: 201, body: { actions: [] } });
  });

  test.each([
    "reboot",
    "restore",
    "password_reset",
    "resize",
    "rebuild",
    "rename",
    "change_kernel",
    "change_backup_policy",
  ])("cannot be %s", async (type) => {
    const { simulator, call } = await bench();
    simulator.addDroplet({ tags: ["web"] });
    expect((await call("POST", byTag, { type })).status).toBe(422);
    expect(simulator.actions).toHaveLength(0);
  });

  test("without a tag, or for none, do nothing", async () => {
    const { simulator, call } = await bench();
    simulator.addDroplet();
    expect((await call("POST", "/v2/droplets/actions", { type: "power_off" })).status).toBe(422);
    expect((await call("POST", byTag, { type: "power_off" })).body).toEqual({ actions: [] });
    simulator.setSwitches({ tagWithoutDroplets: "not-found" });
    expect((await call("POST", byTag, { type: "power_off" })).status).toBe(404);
  });

  test("leave out busy Droplets, or refuse for all", async () => {
    const { simulator, call } = await bench();
    const busy = simulator.addDroplet({ tags: ["web"] }).id;
    simulator.addDroplet({ tags: ["web"] });
    simulator.startForeignEvent(busy, 60);
    simulator.setSwitches({ tagActionConflicts: "refuse" });
    expect(await call("POST", byTag, { type: "snapshot" })).toMatchObject({
      status: 422,
      body: { message: "Droplet already has a pending event." },
    });
    simulator.setSwitches({ tagActionConflicts: "skip" });
    expect((await call("POST", byTag, { type: "snapshot" })).body.actions).toHaveLength(1);
  });
});
