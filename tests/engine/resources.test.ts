import { resources } from "../../provider/resources";
import { type ActionType, actionTypes, type DropletSpec } from "../../simulator";
import { dynamic, plugin } from "./support/adapters";
import { adapters, type Result, type Stack, startStack } from "./support/stack";

const backupPolicy = { plan: "daily", hour: 4 };

interface Case {
  readonly droplet: DropletSpec & { readonly id: number };
  readonly declared: string;
  readonly sent: readonly ({ readonly type: ActionType } & Record<string, unknown>)[];
}

/** What each Droplet is, what is declared on it, and what that sends, in order. */
const cases: readonly Case[] = [
  {
    droplet: { id: 1 },
    declared: `new DropletPowerState("gently", { dropletId: 1, state: "off" })`,
    sent: [{ type: "shutdown" }],
  },
  {
    droplet: { id: 2 },
    declared: `new DropletPowerState("atOnce", { dropletId: 2, state: "off", gracefulShutdown: false })`,
    sent: [{ type: "power_off" }],
  },
  {
    droplet: { id: 3, status: "off" },
    declared: `new DropletPowerState("on", { dropletId: 3, state: "active" })`,
    sent: [{ type: "power_on" }],
  },
  {
    droplet: { id: 4 },
    declared: `new DropletResize("size", { dropletId: 4, size: "s-2vcpu-2gb" })`,
    sent: [
      { type: "shutdown" },
      { type: "resize", size: "s-2vcpu-2gb", disk: false },
      { type: "power_on" },
    ],
  },
  {
    droplet: { id: 5, status: "off" },
    declared: `new DropletResize("disk", { dropletId: "5", size: "s-2vcpu-4gb", disk: true })`,
    sent: [{ type: "resize", size: "s-2vcpu-4gb", disk: true }],
  },
  {
    droplet: { id: 6 },
    declared: `new DropletSnapshot("data", { dropletId: 6 })`,
    sent: [{ type: "snapshot", name: "data" }],
  },
  {
    droplet: { id: 7 },
    declared: `new DropletBackups("daily", { dropletId: 7 })`,
    sent: [{ type: "enable_backups" }],
  },
  {
    droplet: { id: 8 },
    declared: `new DropletBackups("midnight", { dropletId: 8, policy: { plan: "weekly", weekday: "SUN", hour: 0 } })`,
    sent: [{ type: "enable_backups", backup_policy: { plan: "weekly", weekday: "SUN", hour: 0 } }],
  },
  {
    droplet: { id: 9, backupPolicy },
    declared: `new DropletBackups("none", { dropletId: 9, enabled: false })`,
    sent: [{ type: "disable_backups" }],
  },
  {
    droplet: { id: 10, backupPolicy },
    declared: `new DropletBackups("later", { dropletId: 10, policy: { plan: "daily", hour: 20 } })`,
    sent: [{ type: "change_backup_policy", backup_policy: { plan: "daily", hour: 20 } }],
  },
  {
    droplet: { id: 11 },
    declared: `new DropletReboot("soft", { dropletId: 11 })`,
    sent: [{ type: "reboot" }],
  },
  {
    droplet: { id: 12 },
    declared: `new DropletReboot("hard", { dropletId: 12, hard: true })`,
    sent: [{ type: "power_cycle" }],
  },
  {
    droplet: { id: 13 },
    declared: `new DropletPasswordReset("password", { dropletId: 13 })`,
    sent: [{ type: "password_reset" }],
  },
  {
    droplet: { id: 14 },
    declared: `new DropletRebuild("bySlug", { dropletId: 14, image: "debian-12-x64", allowDataLoss: true })`,
    sent: [{ type: "rebuild", image: "debian-12-x64" }],
  },
  {
    droplet: { id: 15 },
    declared: `new DropletRebuild("byId", { dropletId: 15, image: "0137917554", allowDataLoss: true })`,
    sent: [{ type: "rebuild", image: 137917554 }],
  },
  {
    droplet: { id: 16 },
    declared: `new DropletRename("name", { dropletId: 16, name: "web.example.com" })`,
    sent: [{ type: "rename", name: "web.example.com" }],
  },
  {
    droplet: { id: 17, kernel: 991 },
    declared: `new DropletKernel("kernel", { dropletId: 17, kernel: 1000 })`,
    sent: [{ type: "change_kernel", kernel: 1000 }],
  },
  {
    droplet: { id: 18 },
    declared: `new DropletIpv6("ipv6", { dropletId: 18 })`,
    sent: [{ type: "shutdown" }, { type: "enable_ipv6" }, { type: "power_on" }],
  },
  {
    droplet: { id: 19 },
    declared: `new DropletAction("any", { dropletId: 19, type: "snapshot", parameters: { name: "kept" } })`,
    sent: [{ type: "snapshot", name: "kept" }],
  },
];

const ofTag = [20, 21].map((id) => ({ id, tags: ["web"] }));

describe.each(adapters)("a program with all resources, through the $name", (adapter) => {
  let stack: Stack;
  let up: Result, second: Result, refreshed: Result, destroyed: Result;
  let movedPreview: Result, moved: Result, afterMove: Result;
  let backup: number, ownSnapshot: unknown;
  let saved: string[], savedAfterMove: string[];
  const other = adapter === dynamic ? plugin : dynamic;

  /** Bodies of the requests that one Droplet or, with "", all of a tag were sent. */
  const sentTo = (id: number | "") =>
    stack.simulator
      .posts()
      .accepted.filter(({ path }) => path === `/v2/droplets/${id && `${id}/`}actions`)
      .map(({ body }) => body);

  beforeAll(async () => {
    const droplets = [...cases.map(({ droplet }) => droplet), { id: 22, backups: 2 }, ...ofTag];
    stack = await startStack({ adapter, droplets });
    backup = stack.simulator.backups(22)[0]?.id ?? 0;
    const program = [
      ...cases.map(({ declared }) => declared),
      `new DropletRestore("restored", { dropletId: 22, image: ${backup}, allowDataLoss: true })`,
      `exports.results = new DropletTagAction("nightly", { tag: "web", type: "snapshot" }).results`,
    ].join(";\n");
    stack.program(program);
    up = await stack.up();
    saved = stack.resources().map(({ type }) => type);
    ownSnapshot = stack.resource("data").outputs["snapshotId"];
    second = await stack.up();
    refreshed = await stack.refresh();
    stack.moveTo(other);
    stack.program(program);
    movedPreview = await stack.preview({ args: ["--diff"] });
    moved = await stack.up();
    savedAfterMove = stack.resources().map(({ type }) => type);
    afterMove = await stack.up({ args: ["--refresh"] });
    destroyed = await stack.destroy();
  }, 300_000);

  test("uses every resource and every documented type of action", () => {
    for (const { name } of resources) {
      expect(saved).toContain(adapter.types + name);
    }
    const sent = stack.simulator.posts().accepted.map(({ actionType }) => actionType);
    const documented = actionTypes.filter((type) => type !== "enable_private_networking");
    expect(documented).toHaveLength(16);
    expect([...new Set(sent)].sort()).toEqual([...documented].sort());
  });

  test.each(cases)("sends what is documented for $declared", ({ droplet, sent }) => {
    expect(sentTo(droplet.id)).toEqual(sent);
  });

  test("sends the id of the backup for a restore", () => {
    expect(sentTo(22)).toEqual([{ type: "restore", image: backup }]);
  });

  test("sends one request for all Droplets of a tag, and outputs what became of each", () => {
    expect(sentTo("")).toEqual([{ type: "snapshot", name: "nightly" }]);
    const byTag = stack.simulator.requests.find(({ path }) => path === "/v2/droplets/actions");
    expect(byTag?.query).toEqual({ tag_name: "web" });
    for (const { id } of ofTag) {
      expect(stack.simulator.snapshots(id).map(({ name }) => name)).toEqual(["nightly"]);
      expect(up.output).toMatch(new RegExp(`dropletId: "${id}"\\s+status +: "completed"`));
    }
  });

  test("is refused nothing", () => {
    expect(stack.simulator.posts().refused).toEqual([]);
    expect(up.output).not.toContain("warning");
  });

  test("sends nothing in a second up, in which all is unchanged", () => {
    expect(second.writes).toEqual([]);
    expect(second.output).toContain(`${saved.length + 1} unchanged`);
    expect(second.output).not.toContain("Diagnostics");
  });

  test("sends nothing in a refresh, which has nothing to tell", () => {
    expect(refreshed.writes).toEqual([]);
    expect(refreshed.output).toContain(`${saved.length + 1} unchanged`);
    expect(refreshed.output).not.toContain("Diagnostics");
  });

  test("sends nothing when it moves to the other adapter, where all is as it was", () => {
    expect(moved.writes).toEqual([]);
    for (const { output } of [movedPreview, moved]) {
      expect(output).not.toMatch(/ to create| to delete| to replace|created|deleted|replaced/);
      expect(output).not.toContain("Diagnostics");
    }
    const moves = saved.map((type) => type.replace(adapter.types, other.types));
    expect([...savedAfterMove].sort()).toEqual(moves.sort());
  });

  test("is unchanged once it has moved", () => {
    expect(afterMove.writes).toEqual([]);
    expect(afterMove.output).toContain(`${saved.length + 1} unchanged`);
    expect(afterMove.output).not.toContain("Diagnostics");
  });

  test("deletes nothing but its snapshot in destroy through the other adapter, and posts no action", () => {
    expect(destroyed.writes).toEqual([`DELETE /v2/snapshots/${String(ownSnapshot)} 204`]);
    expect(stack.resources()).toEqual([]);
    expect(stack.simulator.snapshots(19).map(({ name }) => name)).toEqual(["kept"]);
  });

  test("tells in one line for each other resource what is left as it is", () => {
    const [, told = ""] = destroyed.output.split("Diagnostics:");
    const left = told.split("\n").filter((line) => line.includes(" is left as it is: "));
    expect(left).toHaveLength(saved.length - 1);
    for (const { droplet } of cases.filter(({ droplet }) => droplet.id !== 6)) {
      expect(told).toContain(`    Droplet ${droplet.id} is left as it is: `);
    }
    expect(told).toContain(`Deleted snapshot ${String(ownSnapshot)} (data)`);
  });
});
