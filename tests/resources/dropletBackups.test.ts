import { World } from "../support/world";

const kind = "DropletBackups";
let world: World;

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({ droplets: [{ id: 42, name: "web-1" }], ...options });
}
const startWith = (backupPolicy: { plan: string; weekday?: string; hour?: number }, more = {}) =>
  start({ droplets: [{ id: 42, name: "web-1", backupPolicy, ...more }] });
afterEach(() => world.stop());

const bodies = () => world.simulator.posts().accepted.map(({ body }) => body);
const weekly = { plan: "weekly", weekday: "SUN", hour: 4 };

test("enables backups, by DigitalOcean's own policy", async () => {
  await start();
  const { outputs } = await world.up(kind, { dropletId: 42 });
  expect(bodies()).toEqual([{ type: "enable_backups" }]);
  expect(outputs).toMatchObject({
    enabled: true,
    backupIds: [],
    nextBackupWindow: { start: "2026-11-25T00:00:00Z", end: "2026-11-25T04:00:00Z" },
  });
});

test("enables them with a policy by one POST, by DigitalOcean's names and with nothing that was not set", async () => {
  await start();
  await world.up(kind, { dropletId: 42, policy: weekly });
  expect(bodies()).toEqual([
    { type: "enable_backups", backup_policy: { plan: "weekly", weekday: "SUN", hour: 4 } },
  ]);
  expect(world.simulator.droplet(42).backupPolicy).toMatchObject(weekly);
});

test("sends the hour 0, and no weekday with a daily plan", async () => {
  await startWith({ plan: "daily", hour: 8 });
  await world.up(kind, { dropletId: 42, policy: { plan: "daily", hour: 0 } });
  expect(bodies()).toEqual([
    { type: "change_backup_policy", backup_policy: { plan: "daily", hour: 0 } },
  ]);
});

test("says that a policy is not used as long as they are disabled", async () => {
  await startWith({ plan: "daily" });
  await world.check(kind, { dropletId: 42, enabled: false, policy: { plan: "daily" } });
  expect(world.lines).toEqual([expect.stringMatching(/policy is not used as long as enabled/)]);
});

test("disables them and keeps the backups that exist, and says so in the preview", async () => {
  await startWith({ plan: "daily" }, { backups: 2 });
  await world.check(kind, { dropletId: 42, enabled: false });
  expect(world.lines).toEqual([
    'Droplet 42 "web-1": disable_backups, keeping the backups that exist. No downtime.',
  ]);
  const { outputs } = await world.up(kind, { dropletId: 42, enabled: false });
  expect(bodies()).toEqual([{ type: "disable_backups" }]);
  expect(outputs).toMatchObject({
    backupIds: world.simulator.backups(42).map(({ id }) => String(id)),
    nextBackupWindow: null,
  });
});

test.each([
  [{ enabled: false }, null],
  [{}, { plan: "weekly" }],
  [{ enabled: true, policy: { plan: "weekly" } }, weekly],
  [{ policy: { plan: "weekly", hour: 4 } }, weekly],
  [{ policy: weekly }, weekly],
  [{ enabled: false, policy: weekly }, null],
])("%j sends nothing when the policy is %j", async (args, backupPolicy) => {
  await start({ droplets: [{ id: 42, backupPolicy }] });
  await world.up(kind, { dropletId: 42, ...args });
  expect(bodies()).toEqual([]);
});

test.each([
  [weekly, { plan: "daily", hour: 4 }],
  [weekly, { plan: "weekly", weekday: "MON" }],
  [weekly, { plan: "weekly", hour: 0 }],
])("changes the policy %j to %j in place", async (policy, changed) => {
  await startWith(policy);
  const saved = await world.up(kind, { dropletId: 42, policy });
  world.newProcess();
  const news = { dropletId: 42, policy: changed };
  const { inputs } = await world.check(kind, news, saved.inputs);
  expect(await world.diff(kind, saved.outputs, inputs)).toEqual({
    changes: undefined,
    replaces: [],
  });
  expect(world.lines.at(-1)).toContain(`change_backup_policy to plan ${changed.plan}`);
  await world.up(kind, news, saved);
  expect(bodies()).toEqual([{ type: "change_backup_policy", backup_policy: changed }]);
});

test("a policy that is no longer declared is left alone", async () => {
  await startWith(weekly);
  const saved = await world.up(kind, { dropletId: 42, policy: weekly });
  const { outputs } = await world.up(kind, { dropletId: 42 }, saved);
  expect(bodies()).toEqual([]);
  expect(outputs["policy"]).toBeUndefined();
});

test("hands plans on that this release does not know, with all their fields", async () => {
  await start();
  const policy = { plan: "intra_daily_4h", hour: 0, retentionPeriodDays: 7, windowLengthHours: 4 };
  const saved = await world.up(kind, { dropletId: 42, policy });
  expect(bodies()).toEqual([
    {
      type: "enable_backups",
      backup_policy: {
        plan: "intra_daily_4h",
        hour: 0,
        retention_period_days: 7,
        window_length_hours: 4,
      },
    },
  ]);
  // Such a Droplet has no feature "backups", and backups all the same.
  expect(world.simulator.droplet(42).features).not.toContain("backups");
  world.newProcess();
  const refreshed = await world.refresh(kind, saved);
  expect(refreshed?.inputs).toEqual(saved.inputs);
  await world.up(kind, { dropletId: 42, policy: { ...policy, retentionPeriodDays: 14 } }, saved);
  expect(bodies()).toHaveLength(2);
});

test.each([
  [
    { plan: "daily", weekday: "MON" },
    "policy.weekday",
    /^"MON" means nothing for the plan "daily": leave it out, or choose the plan "weekly"/,
  ],
  [{ plan: "weekly", weekday: "Monday" }, "policy.weekday", /^"Monday" must be one of SUN/],
  [{ plan: "weekly", hour: 3 }, "policy.hour", /^3 must be one of 0, 4, 8, 12, 16, 20/],
  [{ plan: "other", hour: 24 }, "policy.hour", /^24 must be an hour such as 0, 4/],
  [{ plan: "weekly", hour: "4" }, "policy.hour", /^"4" must be an hour such as 0, 4/],
  [{ weekday: "MON" }, "policy.plan", /^is required and must be a plan/],
  [{ plan: "" }, "policy.plan", /^"" must be a plan/],
  [{ plan: "other", retentionPeriodDays: 0 }, "policy.retentionPeriodDays", /^0 must be/],
  [{ plan: "daily", day: "MON" }, "policy", /^has day, and must have no fields but plan, weekday/],
  ["weekly", "policy", /^"weekly" must be an object of plan/],
])("the policy %j is refused, naming %s", async (policy, property, reason) => {
  await start();
  const { failures } = await world.check(kind, { dropletId: 42, policy });
  expect(failures).toEqual([{ property, reason: expect.stringMatching(reason) }]);
  await expect(world.up(kind, { dropletId: 42, policy })).rejects.toThrow(property);
  expect(world.simulator.posts()).toEqual({ accepted: [], refused: [] });
});

test("names every field that is wrong, each once", async () => {
  await start();
  const { failures } = await world.check(kind, {
    dropletId: 42,
    policy: { plan: "weekly", weekday: 1, hour: 1.5 },
  });
  expect(failures.map(({ property }) => property)).toEqual(["policy.weekday", "policy.hour"]);
});

test("refresh shows backups that were disabled elsewhere, and the next up enables them", async () => {
  await start();
  const saved = await world.up(kind, { dropletId: 42, policy: weekly });
  world.simulator.drift(42, { backupPolicy: null });
  const refreshed = await world.refresh(kind, saved);
  expect(refreshed?.inputs).toMatchObject({ enabled: false, policy: weekly });
  expect(refreshed?.outputs["nextBackupWindow"]).toBeNull();
  await world.up(kind, { dropletId: 42, policy: weekly }, refreshed);
  expect(world.simulator.droplet(42).backupPolicy).toMatchObject(weekly);
});

test("refresh shows changes of those fields of the policy that the user set, and of no others", async () => {
  await startWith(weekly);
  const policy = { plan: "weekly", hour: 4 };
  const saved = await world.up(kind, { dropletId: 42, policy });
  world.simulator.drift(42, { backupPolicy: { ...weekly, weekday: "MON" } });
  expect((await world.refresh(kind, saved))?.inputs).toEqual(saved.inputs);
  world.simulator.drift(42, { backupPolicy: { ...weekly, hour: 16 } });
  const refreshed = await world.refresh(kind, saved);
  expect(refreshed?.inputs["policy"]).toEqual({ plan: "weekly", hour: 16 });
  await world.up(kind, { dropletId: 42, policy }, refreshed);
  expect(bodies()).toEqual([{ type: "change_backup_policy", backup_policy: policy }]);
});

test("refresh shows a weekday that is no more, and the next up sets it again", async () => {
  await startWith(weekly, {});
  world.simulator.setSwitches({ dailyPolicyWeekday: "empty" });
  const saved = await world.up(kind, { dropletId: 42, policy: weekly });
  world.simulator.drift(42, { backupPolicy: { plan: "daily", hour: 4 } });
  const refreshed = await world.refresh(kind, saved);
  expect(refreshed?.inputs["policy"]).toEqual({ plan: "daily", weekday: null, hour: 4 });
  await world.up(kind, { dropletId: 42, policy: weekly }, refreshed);
  expect(bodies()).toEqual([{ type: "change_backup_policy", backup_policy: weekly }]);
});

test("refresh of disabled backups shows that they were enabled elsewhere", async () => {
  await start();
  const saved = await world.up(kind, { dropletId: 42, enabled: false });
  world.simulator.drift(42, { backupPolicy: { plan: "daily" } });
  const refreshed = await world.refresh(kind, saved);
  expect(refreshed?.inputs).toEqual({ ...saved.inputs, enabled: true });
  await world.up(kind, { dropletId: 42, enabled: false }, refreshed);
  expect(bodies()).toEqual([{ type: "disable_backups" }]);
});

test.each([
  [{ plan: "monthly" }, 'policy.plan is "monthly", and DigitalOcean documents daily and weekly'],
  [
    { plan: "monthly", hour: 5 },
    "policy.hour is 5, and DigitalOcean documents 0, 4, 8, 12, 16, 20",
  ],
])("warns of %j, which DigitalOcean does not document", async (policy, warning) => {
  for (const backups of [0, 1]) {
    await start({ droplets: [{ id: 42, ...(backups ? { backups, features: ["backups"] } : {}) }] });
    await world.check(kind, { dropletId: 42, policy });
    expect(world.lines).toEqual([expect.stringMatching(/^warning: Droplet 42 .*No downtime\. /)]);
    expect(world.lines.join()).toContain(`. ${warning}.`);
    await world.stop();
  }
});

test("backups of a Droplet that is not known yet may have to be disabled", async () => {
  await start();
  const dropletId = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  await world.check(kind, { dropletId, enabled: false });
  expect(world.lines).toEqual([expect.stringMatching(/at most: disable_backups/)]);
});
