import { actionTypes } from "../../simulator";
import { bench, type Bench } from "./support";

/** Longer than any action takes by default. */
const longEnough = 3600;

async function run(
  { clock, act }: Bench,
  dropletId: number,
  type: string,
  attributes: object = {},
): Promise<void> {
  const answer = await act(dropletId, type, attributes);
  expect(answer.body).toMatchObject({ action: { type, status: "in-progress" } });
  expect(answer.status).toBe(201);
  clock.pass(longEnough);
}

const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

const refused = (message: string | RegExp) => ({
  status: 422,
  body: {
    id: "unprocessable_entity",
    message: typeof message === "string" ? message : like(message),
  },
});

describe("an action", () => {
  test("is in progress for its time, then completed", async () => {
    const { clock, simulator, act, get } = await bench({ durations: { reboot: 10 } });
    const { id } = simulator.addDroplet({ region: "ams3" });
    const { body } = await act(id, "reboot");
    expect(body.action).toMatchObject({
      status: "in-progress",
      type: "reboot",
      started_at: "2026-03-02T10:00:00Z",
      completed_at: null,
      resource_id: id,
      resource_type: "droplet",
      region: { slug: "ams3", name: "Amsterdam 3", available: true },
      region_slug: "ams3",
    });
    const path = `/v2/droplets/${id}/actions/${body.action.id}`;
    clock.pass(9);
    expect((await get(path)).body.action.status).toBe("in-progress");
    clock.pass(1);
    expect((await get(path)).body.action).toMatchObject({
      status: "completed",
      completed_at: "2026-03-02T10:00:10Z",
    });
    expect((await get(`/v2/actions/${body.action.id}`)).body.action.status).toBe("completed");
  });

  test("blocks every other one on its Droplet, and none elsewhere", async () => {
    const { clock, simulator, act } = await bench({ durations: { reboot: 10 } });
    const busy = simulator.addDroplet().id;
    const free = simulator.addDroplet().id;
    await act(busy, "reboot");
    expect(await act(busy, "rename", { name: "x" })).toMatchObject(
      refused("Droplet already has a pending event."),
    );
    expect((await act(free, "rename", { name: "x" })).status).toBe(201);
    clock.pass(10);
    expect((await act(busy, "rename", { name: "x" })).status).toBe(201);
  });

  test("of a foreign event blocks too, and shows in the list", async () => {
    const { clock, simulator, act, get } = await bench();
    const { id } = simulator.addDroplet();
    simulator.startForeignEvent(id, 30, "backup");
    expect(await act(id, "reboot")).toMatchObject(refused("Droplet already has a pending event."));
    const { body } = await get(`/v2/droplets/${id}/actions`);
    expect(body.actions[0]).toMatchObject({ type: "backup", status: "in-progress" });
    clock.pass(30);
    expect((await act(id, "reboot")).status).toBe(201);
  });

  test("of an unknown type is refused, as is one without a type", async () => {
    const { simulator, act, call } = await bench();
    const { id } = simulator.addDroplet();
    expect((await act(id, "explode")).status).toBe(422);
    expect((await call("POST", `/v2/droplets/${id}/actions`, {})).status).toBe(422);
    expect((await call("POST", `/v2/droplets/${id}/actions`, "{")).status).toBe(400);
  });

  test.each(actionTypes)("%s on a Droplet that is gone is 404", async (type) => {
    const { act } = await bench();
    expect(await act(1, type)).toMatchObject({ status: 404, body: { id: "not_found" } });
  });

  test("of another Droplet is 404 below this one", async () => {
    const { simulator, act, get } = await bench();
    const first = simulator.addDroplet().id;
    const second = simulator.addDroplet().id;
    const { body } = await act(first, "reboot");
    expect((await get(`/v2/droplets/${second}/actions/${body.action.id}`)).status).toBe(404);
  });

  test("of 40 minutes is over as soon as the clock says so", async () => {
    const { clock, simulator, act } = await bench({
      durations: { snapshot: { perGigabyte: 120 } },
    });
    const { id } = simulator.addDroplet({ usedGigabytes: 20 });
    await act(id, "snapshot", { name: "long" });
    clock.pass(2399);
    expect(simulator.snapshots(id)).toHaveLength(0);
    clock.pass(1);
    expect(simulator.snapshots(id)).toHaveLength(1);
  });

  test("passes faster with a time scale", async () => {
    const { clock, simulator, act } = await bench({ durations: { rename: 60 }, timeScale: 60 });
    const { id } = simulator.addDroplet();
    await act(id, "rename", { name: "quick" });
    clock.pass(1);
    expect(simulator.droplet(id).name).toBe("quick");
  });
});

describe("power", () => {
  test("power_off turns off, and is refused when it is off", async () => {
    const api = await bench();
    const { id } = api.simulator.addDroplet();
    await run(api, id, "power_off");
    expect((await api.get(`/v2/droplets/${id}`)).body.droplet.status).toBe("off");
    expect(await api.act(id, "power_off")).toMatchObject(
      refused("Droplet is already powered off."),
    );
  });

  test("power_on turns on, also when it is on already", async () => {
    const api = await bench();
    const { id } = api.simulator.addDroplet({ status: "off" });
    await run(api, id, "power_on");
    expect(api.simulator.droplet(id).status).toBe("active");
    await run(api, id, "power_on");
  });

  test("shutdown turns off, and is no error when it is off", async () => {
    const api = await bench();
    const { id } = api.simulator.addDroplet();
    await run(api, id, "shutdown");
    expect(api.simulator.droplet(id).status).toBe("off");
    await run(api, id, "shutdown");
  });

  test.each(["reboot", "power_cycle"])("%s ends active, and needs the power on", async (type) => {
    const api = await bench();
    const { id } = api.simulator.addDroplet();
    await run(api, id, type);
    expect(api.simulator.droplet(id)).toMatchObject({ status: "active", bootCount: 2 });
    api.simulator.drift(id, { status: "off" });
    expect(await api.act(id, type)).toMatchObject(refused(/currently off/));
  });

  test("password_reset restarts and changes nothing else", async () => {
    const api = await bench();
    const { id } = api.simulator.addDroplet();
    const before = (await api.get(`/v2/droplets/${id}`)).body;
    await run(api, id, "password_reset");
    expect((await api.get(`/v2/droplets/${id}`)).body).toEqual(before);
    expect(api.simulator.droplet(id).bootCount).toBe(2);
  });

  test("its changes can be read off the Droplet", async () => {
    const api = await bench({ durations: { power_off: 7, power_on: 8 } });
    const { id } = api.simulator.addDroplet();
    await api.act(id, "power_off");
    api.clock.pass(7);
    await api.act(id, "power_on");
    api.clock.pass(100);
    const [, off, on] = api.simulator.droplet(id).statusChanges;
    expect(off?.status).toBe("off");
    expect((on?.at ?? 0) - (off?.at ?? 0)).toBe(8000);
  });
});

describe("resize", () => {
  const off = { status: "off" } as const;

  test("without disk leaves the Droplet's disk, so that it can go back", async () => {
    const api = await bench();
    const { id } = api.simulator.addDroplet(off);
    await run(api, id, "resize", { size: "s-1vcpu-2gb", disk: false });
    expect((await api.get(`/v2/droplets/${id}`)).body.droplet).toMatchObject({
      size_slug: "s-1vcpu-2gb",
      memory: 2048,
      disk: 25,
      size: { slug: "s-1vcpu-2gb", disk: 50 },
      status: "off",
    });
    await run(api, id, "resize", { size: "s-1vcpu-1gb" });
    expect(api.simulator.droplet(id)).toMatchObject({ size: "s-1vcpu-1gb", disk: 25 });
  });

  test("with disk grows it for good", async () => {
    const api = await bench();
    const { id } = api.simulator.addDroplet(off);
    await run(api, id, "resize", { size: "s-2vcpu-2gb", disk: true });
    expect(api.simulator.droplet(id)).toMatchObject({ size: "s-2vcpu-2gb", disk: 60 });
    for (const disk of [true, false]) {
      expect(await api.act(id, "resize", { size: "s-1vcpu-1gb", disk })).toMatchObject(
        refused("This size is not available because it has a smaller disk."),
      );
    }
  });

  test("to the same size is refused, unless it grows the disk", async () => {
    const api = await bench();
    const { id } = api.simulator.addDroplet(off);
    const same = refused("The droplet is already set to this size.");
    expect(await api.act(id, "resize", { size: "s-1vcpu-1gb", disk: true })).toMatchObject(same);
    await run(api, id, "resize", { size: "s-2vcpu-2gb" });
    expect(await api.act(id, "resize", { size: "s-2vcpu-2gb" })).toMatchObject(same);
    await run(api, id, "resize", { size: "s-2vcpu-2gb", disk: true });
    expect(api.simulator.droplet(id).disk).toBe(60);
  });

  test("needs a size that exists in the region, and the power off", async () => {
    const { simulator, act } = await bench();
    const { id } = simulator.addDroplet({ ...off, region: "nyc2" });
    expect(await act(id, "resize")).toMatchObject(refused(/invalid size/));
    expect(await act(id, "resize", { size: "huge" })).toMatchObject(refused(/invalid size/));
    expect(await act(id, "resize", { size: "s-2vcpu-4gb-amd" })).toMatchObject(refused(/region/));
    simulator.drift(id, { status: "active" });
    expect(await act(id, "resize", { size: "s-2vcpu-4gb" })).toMatchObject(
      refused("Droplet is currently on. Please power it off to run this event."),
    );
  });
});

describe("backups", () => {
  test("are enabled daily when no policy is given", async () => {
    const api = await bench();
    const { id } = api.simulator.addDroplet();
    await run(api, id, "enable_backups");
    const { droplet } = (await api.get(`/v2/droplets/${id}`)).body;
    expect(droplet.features).toContain("backups");
    expect((await api.get(`/v2/droplets/${id}/backups/policy`)).body.policy).toMatchObject({
      droplet_id: id,
      backup_enabled: true,
      backup_policy: { plan: "daily", hour: 0, window_length_hours: 4, retention_period_days: 7 },
      next_backup_window: droplet.next_backup_window,
    });
  });

  test("follow a weekly policy, with its next window", async () => {
    const api = await bench();
    const { id } = api.simulator.addDroplet();
    const backup_policy = { plan: "weekly", weekday: "SUN", hour: 20 };
    await run(api, id, "enable_backups", { backup_policy });
    expect((await api.get(`/v2/droplets/${id}/backups/policy`)).body.policy).toEqual({
      droplet_id: id,
      backup_enabled: true,
      backup_policy: { ...backup_policy, window_length_hours: 4, retention_period_days: 28 },
      next_backup_window: { start: "2026-03-08T20:00:00Z", end: "2026-03-09T00:00:00Z" },
    });
  });

  test("take an empty weekday with a daily policy, and hour 0", async () => {
    const api = await bench();
    const { id } = api.simulator.addDroplet({ features: ["backups"] });
    const backup_policy = { plan: "daily", weekday: "", hour: 0 };
    await run(api, id, "change_backup_policy", { backup_policy });
    expect(api.simulator.droplet(id).backupPolicy).toMatchObject({ plan: "daily", hour: 0 });
  });

  test("with a usage-based plan need its retention, and do not show as a feature", async () => {
    const api = await bench();
    const { id } = api.simulator.addDroplet();
    const plan = { plan: "intra_daily_4h", hour: 0 };
    expect((await api.act(id, "enable_backups", { backup_policy: plan })).status).toBe(422);
    const backup_policy = { ...plan, retention_period_days: 14, window_length_hours: 4 };
    await run(api, id, "enable_backups", { backup_policy });
    expect((await api.get(`/v2/droplets/${id}`)).body.droplet.features).not.toContain("backups");
    const { policy } = (await api.get(`/v2/droplets/${id}/backups/policy`)).body;
    expect(policy.backup_policy).toEqual(backup_policy);
  });

  test("when disabled keep the backups that exist", async () => {
    const api = await bench();
    const { id } = api.simulator.addDroplet({ features: ["backups"], backups: 2 });
    await run(api, id, "disable_backups");
    const { droplet } = (await api.get(`/v2/droplets/${id}`)).body;
    expect(droplet).toMatchObject({ features: [], next_backup_window: null });
    expect(droplet.backup_ids).toHaveLength(2);
    expect((await api.get(`/v2/droplets/${id}/backups/policy`)).body).toEqual({
      policy: { droplet_id: id, backup_enabled: false },
    });
    expect(await api.act(id, "disable_backups")).toMatchObject(
      refused("Backups have already been disabled on this Droplet."),
    );
  });

  test("refuse a policy that cannot be, or that there is nothing to change", async () => {
    const { simulator, act } = await bench();
    const { id } = simulator.addDroplet({ features: ["backups"] });
    const change = (backup_policy: unknown) => act(id, "change_backup_policy", { backup_policy });
    expect(await change(undefined)).toMatchObject(refused(/backup_policy/));
    expect(await change({ plan: "weekly", weekday: "XXX" })).toMatchObject(refused(/weekday/));
    expect(await change({ plan: "daily", hour: 3 })).toMatchObject(refused(/hour/));
    const without = simulator.addDroplet().id;
    expect(
      await act(without, "change_backup_policy", { backup_policy: { plan: "daily" } }),
    ).toMatchObject(refused(/not enabled/));
  });
});

describe("images", () => {
  test("a snapshot is known by its creation, the second its action started", async () => {
    const api = await bench();
    const { id } = api.simulator.addDroplet({ region: "fra1", snapshots: ["older"] });
    api.clock.pass(0.7);
    const { body } = await api.act(id, "snapshot", { name: "mine" });
    api.clock.pass(longEnough);
    const { snapshots } = (await api.get(`/v2/droplets/${id}/snapshots`)).body;
    const mine = snapshots.find((snapshot) => snapshot.name === "mine");
    expect(mine).toMatchObject({
      type: "snapshot",
      created_at: body.action.started_at,
      regions: ["fra1"],
      min_disk_size: 25,
    });
    const { droplet } = (await api.get(`/v2/droplets/${id}`)).body;
    expect(droplet.snapshot_ids).toContain(mine?.id);
    expect(droplet.snapshot_ids).toHaveLength(2);
    expect(droplet.status).toBe("active");
    const { snapshot } = (await api.get(`/v2/snapshots/${mine?.id}`)).body;
    expect(snapshot).toMatchObject({
      id: String(mine?.id),
      resource_id: String(id),
      resource_type: "droplet",
      created_at: body.action.started_at,
    });
  });

  test("a snapshot may have the name of another, or none", async () => {
    const api = await bench();
    const { id, name } = api.simulator.addDroplet({ snapshots: ["same"] });
    await run(api, id, "snapshot", { name: "same" });
    await run(api, id, "snapshot");
    const names = api.simulator.snapshots(id).map((snapshot) => snapshot.name);
    expect(names).toEqual(["same", "same", expect.stringContaining(name)]);
  });

  test("restore takes only an image of this very Droplet", async () => {
    const api = await bench();
    const { id } = api.simulator.addDroplet({ backups: 1, snapshots: ["s"], status: "off" });
    const other = api.simulator.addDroplet({ backups: 1, snapshots: ["s"] }).id;
    const foreign = [api.simulator.snapshots(other)[0]?.id, api.simulator.backups(other)[0]?.id, 1];
    for (const image of foreign) {
      expect(await api.act(id, "restore", { image })).toMatchObject(refused(/not a backup/));
    }
    await run(api, id, "restore", { image: api.simulator.backups(id)[0]?.id });
    expect(api.simulator.droplet(id).status).toBe("active");
    const image = api.simulator.snapshots(id)[0]?.id;
    await run(api, id, "restore", { image });
    api.simulator.setSwitches({ restoreSnapshots: "refuse" });
    expect(await api.act(id, "restore", { image })).toMatchObject(refused(/not a backup/));
  });

  test("rebuild takes a slug, an id or a snapshot, and keeps everything else", async () => {
    const api = await bench();
    const { id } = api.simulator.addDroplet({ snapshots: ["s"], status: "off", tags: ["web"] });
    const snapshot = api.simulator.snapshots(id)[0]?.id;
    for (const [image, expected] of [
      ["debian-12-x64", 137917554],
      [159651797, 159651797],
      [snapshot, snapshot],
    ]) {
      await run(api, id, "rebuild", { image });
      const { droplet } = (await api.get(`/v2/droplets/${id}`)).body;
      expect(droplet).toMatchObject({ status: "active", tags: ["web"], image: { id: expected } });
    }
  });

  test("rebuild refuses what cannot be", async () => {
    const { simulator, act } = await bench();
    const { id } = simulator.addDroplet({ backups: 1 });
    const bigger = simulator.addDroplet({ size: "s-2vcpu-2gb", snapshots: ["big"] }).id;
    const elsewhere = simulator.addDroplet({ region: "ams3", snapshots: ["far"] }).id;
    const rebuild = (image?: unknown) => act(id, "rebuild", { image });
    expect(await rebuild()).toMatchObject(refused("Image can't be blank"));
    expect(await rebuild("no-such-image")).toMatchObject(refused(/invalid image/));
    expect(await rebuild(simulator.backups(id)[0]?.id)).toMatchObject(refused(/converted/));
    expect(await rebuild(simulator.snapshots(bigger)[0]?.id)).toMatchObject(refused(/too large/));
    expect(await rebuild(simulator.snapshots(elsewhere)[0]?.id)).toMatchObject(refused(/region/));
  });
});

describe("the rest", () => {
  test("rename changes the name, and refuses one that cannot be a host's", async () => {
    const api = await bench();
    const { id } = api.simulator.addDroplet();
    await run(api, id, "rename", { name: "web-1.example.com" });
    expect((await api.get(`/v2/droplets/${id}`)).body.droplet.name).toBe("web-1.example.com");
    expect(await api.act(id, "rename", { name: "web 1" })).toMatchObject(
      refused("Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)"),
    );
    expect(await api.act(id, "rename")).toMatchObject(refused(/blank/));
  });

  test("change_kernel works only where the kernel is managed outside", async () => {
    const api = await bench();
    const { id } = api.simulator.addDroplet({ kernel: 991 });
    await run(api, id, "change_kernel", { kernel: 992 });
    expect((await api.get(`/v2/droplets/${id}`)).body.droplet.kernel).toMatchObject({ id: 992 });
    expect((await api.act(id, "change_kernel", { kernel: 1 })).status).toBe(422);
    const modern = api.simulator.addDroplet().id;
    expect((await api.get(`/v2/droplets/${modern}`)).body.droplet.kernel).toBeNull();
    expect(await api.act(modern, "change_kernel", { kernel: 991 })).toMatchObject(
      refused(/managed internally/),
    );
  });

  test("enable_ipv6 gives an address, needs the power off and works once", async () => {
    const api = await bench();
    const { id } = api.simulator.addDroplet();
    expect(await api.act(id, "enable_ipv6")).toMatchObject(refused(/currently on/));
    api.simulator.drift(id, { status: "off" });
    await run(api, id, "enable_ipv6");
    const { droplet } = (await api.get(`/v2/droplets/${id}`)).body;
    expect(droplet.features).toContain("ipv6");
    expect(droplet.networks.v6).toEqual([
      {
        ip_address: like(/:/),
        netmask: 64,
        gateway: like(/:/),
        type: "public",
      },
    ]);
    expect(await api.act(id, "enable_ipv6")).toMatchObject(refused(/already/));
  });

  test("enable_private_networking is still taken from old clients", async () => {
    const api = await bench();
    const { id } = api.simulator.addDroplet({ features: [] });
    await run(api, id, "enable_private_networking");
    expect(api.simulator.droplet(id).features).toEqual(["private_networking"]);
  });
});
