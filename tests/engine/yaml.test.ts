import { resources } from "../../provider/resources";
import { type ActionType, actionTypes, type DropletSpec } from "../../simulator";
import { type Result, type Stack, startStack } from "./support/stack";
import { declare, ours, writeYaml } from "./support/yaml";

interface Case {
  readonly droplet: DropletSpec & { readonly id: number };
  /** The name, the type, and the properties as YAML writes them. */
  readonly declared: readonly [name: string, type: string, properties: string];
  readonly sent: readonly ({ readonly type: ActionType } & Record<string, unknown>)[];
}

const backupPolicy = { plan: "daily", hour: 4 };

/** What each Droplet is, what is declared on it, and what that sends, in order. Ids are numbers here, texts there. */
const cases: readonly Case[] = [
  {
    droplet: { id: 1 },
    declared: ["gently", "DropletPowerState", `{ dropletId: 1, state: off }`],
    sent: [{ type: "shutdown" }],
  },
  {
    droplet: { id: 2 },
    declared: [
      "atOnce",
      "DropletPowerState",
      `{ dropletId: "2", state: off, gracefulShutdown: false }`,
    ],
    sent: [{ type: "power_off" }],
  },
  {
    droplet: { id: 3, status: "off" },
    declared: ["on", "DropletPowerState", `{ dropletId: 3, state: active }`],
    sent: [{ type: "power_on" }],
  },
  {
    droplet: { id: 4 },
    declared: ["size", "DropletResize", `{ dropletId: "4", size: s-2vcpu-2gb }`],
    sent: [
      { type: "shutdown" },
      { type: "resize", size: "s-2vcpu-2gb", disk: false },
      { type: "power_on" },
    ],
  },
  {
    droplet: { id: 5 },
    declared: ["data", "DropletSnapshot", `{ dropletId: 5 }`],
    sent: [{ type: "snapshot", name: "data" }],
  },
  {
    droplet: { id: 6 },
    declared: [
      "midnight",
      "DropletBackups",
      `{ dropletId: 6, policy: { plan: weekly, weekday: SUN, hour: 0 } }`,
    ],
    sent: [{ type: "enable_backups", backup_policy: { plan: "weekly", weekday: "SUN", hour: 0 } }],
  },
  {
    droplet: { id: 7, backupPolicy },
    declared: ["none", "DropletBackups", `{ dropletId: 7, enabled: false }`],
    sent: [{ type: "disable_backups" }],
  },
  {
    droplet: { id: 8, backupPolicy },
    declared: ["later", "DropletBackups", `{ dropletId: 8, policy: { plan: daily, hour: 20 } }`],
    sent: [{ type: "change_backup_policy", backup_policy: { plan: "daily", hour: 20 } }],
  },
  {
    droplet: { id: 9 },
    declared: ["soft", "DropletReboot", `{ dropletId: 9, triggers: [1, two, { three: [true] }] }`],
    sent: [{ type: "reboot" }],
  },
  {
    droplet: { id: 10 },
    declared: ["hard", "DropletReboot", `{ dropletId: 10, hard: true }`],
    sent: [{ type: "power_cycle" }],
  },
  {
    droplet: { id: 11 },
    declared: ["password", "DropletPasswordReset", `{ dropletId: 11 }`],
    sent: [{ type: "password_reset" }],
  },
  {
    droplet: { id: 12 },
    declared: [
      "bySlug",
      "DropletRebuild",
      `{ dropletId: 12, image: debian-12-x64, allowDataLoss: true }`,
    ],
    sent: [{ type: "rebuild", image: "debian-12-x64" }],
  },
  {
    droplet: { id: 13 },
    declared: [
      "byId",
      "DropletRebuild",
      `{ dropletId: 13, image: 137917554, allowDataLoss: true }`,
    ],
    sent: [{ type: "rebuild", image: 137917554 }],
  },
  {
    droplet: { id: 14 },
    declared: ["name", "DropletRename", `{ dropletId: 14, name: web.example.com }`],
    sent: [{ type: "rename", name: "web.example.com" }],
  },
  {
    droplet: { id: 15, kernel: 991 },
    declared: ["kernel", "DropletKernel", `{ dropletId: 15, kernel: 1000 }`],
    sent: [{ type: "change_kernel", kernel: 1000 }],
  },
  {
    droplet: { id: 16 },
    declared: ["ipv6", "DropletIpv6", `{ dropletId: 16 }`],
    sent: [{ type: "shutdown" }, { type: "enable_ipv6" }, { type: "power_on" }],
  },
  {
    droplet: { id: 17 },
    declared: [
      "any",
      "DropletAction",
      `{ dropletId: 17, type: snapshot, parameters: { name: kept } }`,
    ],
    sent: [{ type: "snapshot", name: "kept" }],
  },
];

const ofTag = [20, 21].map((id) => ({ id, tags: ["web"] }));

describe("a YAML program with all resources", () => {
  let stack: Stack;
  let preview: Result, up: Result, second: Result, refreshed: Result, destroyed: Result;
  let backup: number, ownSnapshot: unknown;
  let saved: string[];

  /** Bodies of the requests that one Droplet or, with "", all of a tag were sent. */
  const sentTo = (id: number | "") =>
    stack.simulator
      .posts()
      .accepted.filter(({ path }) => path === `/v2/droplets/${id && `${id}/`}actions`)
      .map(({ body }) => body);

  beforeAll(async () => {
    const droplets = [...cases.map(({ droplet }) => droplet), { id: 18, backups: 2 }, ...ofTag];
    stack = await startStack({ droplets });
    backup = stack.simulator.backups(18)[0]?.id ?? 0;
    const declared: Case["declared"][] = [
      ...cases.map(({ declared }) => declared),
      ["restored", "DropletRestore", `{ dropletId: 18, image: ${backup}, allowDataLoss: true }`],
      ["nightly", "DropletTagAction", `{ tag: web, type: snapshot }`],
    ];
    const outputs = "outputs:\n  results: ${nightly.results}\n  snapshot: ${data.snapshotId}";
    writeYaml(stack, `resources:\n${declared.map((one) => declare(...one)).join("")}${outputs}`);
    preview = await stack.preview();
    up = await stack.up();
    saved = stack.resources().map(({ type }) => type);
    ownSnapshot = stack.resource("data").outputs["snapshotId"];
    second = await stack.up();
    refreshed = await stack.refresh();
    destroyed = await stack.destroy();
  }, 300_000);

  test("uses every resource and every documented type of action", () => {
    for (const { name } of resources) expect(saved).toContain(`${ours}${name}`);
    const sent = stack.simulator.posts().accepted.map(({ actionType }) => actionType);
    const documented = actionTypes.filter((type) => type !== "enable_private_networking");
    expect(documented).toHaveLength(16);
    expect([...new Set(sent)].sort()).toEqual([...documented].sort());
  });

  test("tells in preview what each resource will do, once", () => {
    for (const [name, type] of cases.map(({ declared }) => declared)) {
      expect(preview.output.split(`${ours}${type} (${name}):`)).toHaveLength(2);
    }
    expect(preview.output).toContain("1) shutdown");
  });

  test.each(cases)("sends what is documented for $declared", ({ droplet, sent }) => {
    expect(sentTo(droplet.id)).toEqual(sent);
  });

  test("sends the id of the backup for a restore, and one request for all Droplets of a tag", () => {
    expect(sentTo(18)).toEqual([{ type: "restore", image: backup }]);
    expect(sentTo("")).toEqual([{ type: "snapshot", name: "nightly" }]);
    for (const { id } of ofTag) {
      expect(up.output).toMatch(new RegExp(`dropletId: "${id}"\\s+status +: "completed"`));
    }
    expect(up.output).toMatch(new RegExp(`snapshot: "${String(ownSnapshot)}"`));
  });

  test("is refused nothing and warned of nothing", () => {
    expect(stack.simulator.posts().refused).toEqual([]);
    expect(preview.output + up.output).not.toContain("warning");
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

  test("deletes nothing but its snapshot in destroy, and posts no action", () => {
    expect(destroyed.writes).toEqual([`DELETE /v2/snapshots/${String(ownSnapshot)} 204`]);
    expect(stack.resources()).toEqual([]);
  });
});

describe("what others changed, seen by a YAML program", () => {
  let stack: Stack;
  let first: Result, changed: Result, refreshed: Result, drifted: Result, repaired: Result;

  const program = (triggers: string) =>
    "resources:\n" +
    declare("power", "DropletPowerState", `{ dropletId: 42, state: active }`) +
    declare("reboot", "DropletReboot", `{ dropletId: 43, triggers: ${triggers} }`) +
    declare(
      "backups",
      "DropletBackups",
      `{ dropletId: 44, policy: { plan: weekly, weekday: MON, hour: 4 } }`,
    );

  beforeAll(async () => {
    stack = await startStack({ droplets: [{ id: 42 }, { id: 43 }, { id: 44 }] });
    writeYaml(stack, program("[a, b]"));
    first = await stack.up();
    writeYaml(stack, program("[a, c]"));
    changed = await stack.preview({ args: ["--diff"] });
    writeYaml(stack, program("[a, b]"));
    stack.simulator.drift(42, { status: "off" });
    stack.simulator.drift(44, { backupPolicy: { plan: "weekly", weekday: "MON", hour: 20 } });
    refreshed = await stack.refresh({ args: ["--diff"] });
    drifted = await stack.preview({ args: ["--diff"] });
    repaired = await stack.up();
  }, 180_000);

  test("sends nothing for what matches", () => {
    expect([...first.writes].sort()).toEqual(["enable_backups", "reboot"]);
  });

  test("shows which of the triggers changed, and of the others nothing", () => {
    expect(changed.output).toMatch(/~ \[1\]: "b" => "c"/);
    expect(changed.output).not.toContain("[0]");
    expect(changed.output).toContain("1 to update");
  });

  test("shows in refresh what is another now", () => {
    expect(refreshed.output).toMatch(/~ state: "active" => "off"/);
    expect(refreshed.output).toMatch(/~ hour\s*: 4 => 20/);
  });

  test("shows in the next preview what goes back, property by property", () => {
    expect(drifted.output).toMatch(/~ state: "off" => "active"/);
    expect(drifted.output).toMatch(/~ policy: \{\s+~ hour: 20 => 4\s+\}/);
    expect(drifted.output).toContain("2 to update");
  });

  test("puts back those and nothing else", () => {
    expect([...repaired.writes].sort()).toEqual(["change_backup_policy", "power_on"]);
  });
});
