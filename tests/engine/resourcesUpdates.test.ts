import { adapters, type Resource, type Result, type Stack, startStack } from "./support/stack";
import { only } from "./support/state";

/** The resources that run an action or declare a state beside power, size and snapshots, before and after an edit. */
const program = (after: boolean, backups: readonly number[]) => {
  const times = after ? 2 : 1;
  return `
    new DropletBackups("policy", { dropletId: 1, policy: { plan: "weekly", weekday: "SUN", hour: ${after ? 8 : 4} } });
    new DropletBackups("enabled", { dropletId: 2, enabled: ${!after} });
    new DropletIpv6("ipv6", { dropletId: 3, shutdownTimeoutSeconds: ${after ? 60 : 120} });
    new DropletKernel("kernel", { dropletId: 4, kernel: ${after ? 1001 : 1000} });
    new DropletPasswordReset("password", { dropletId: 5, triggers: [${times}] });
    new DropletReboot("reboot", { dropletId: 6, hard: ${after}, triggers: [${times}] });
    new DropletRebuild("image", { dropletId: 7, image: "${after ? "debian-12-x64" : "ubuntu-24-04-x64"}", allowDataLoss: true });
    new DropletRebuild("again", { dropletId: 8, image: "ubuntu-24-04-x64", allowDataLoss: true, triggers: [${times}] });
    new DropletRename("name", { dropletId: 9, name: "web-${times}.example.com" });
    new DropletRestore("restore", { dropletId: 10, image: ${backups[times - 1]}, allowDataLoss: true });
    new DropletAction("type", { dropletId: 11, type: "${after ? "shutdown" : "power_cycle"}" });
    new DropletAction("parameters", { dropletId: 12, type: "rename", parameters: { name: "any-${times}" } });
    new DropletTagAction("tagged", { tag: "web", type: "snapshot", name: "v${times}" });
    new DropletReboot("recorded", { dropletId: 14, runOnCreate: false, triggers: [${times}] });
    new DropletReboot("how", { dropletId: 15, runOnCreate: ${!after}, hard: ${after} });
  `;
};

describe.each(adapters)(
  "resources beside power, size and snapshots, through the $name",
  (adapter) => {
    let stack: Stack;
    let first: Result, unchanged: Result, preview: Result, changed: Result, destroyed: Result;
    let backups: readonly number[];
    let saved: readonly Resource[];

    beforeAll(async () => {
      stack = await startStack({
        adapter,
        droplets: Array.from({ length: 15 }, (_, index) => ({
          id: index + 1,
          ...(index + 1 === 4 ? { kernel: 991 } : {}),
          ...(index + 1 === 10 ? { backups: 2 } : {}),
          ...(index + 1 === 13 ? { tags: ["web"] } : {}),
        })),
      });
      backups = stack.simulator.backups(10).map(({ id }) => id);
      stack.program(program(false, backups));
      first = await stack.up();
      unchanged = await stack.up();
      stack.program(program(true, backups));
      preview = await stack.preview({ args: ["--diff"] });
      changed = await stack.up();
      saved = stack.resources();
      destroyed = await stack.destroy();
    }, 300_000);

    /** Bodies of all that one Droplet was sent, oldest first. */
    const sentTo = (dropletId: number) =>
      stack.simulator.actions
        .filter((action) => action.dropletId === dropletId)
        .map(({ type, body }) => ({ type, ...(body as object) }));

    const outputsOf = (name: string) => only(saved, name).outputs;

    const weekly = (hour: number) => ({ plan: "weekly", weekday: "SUN", hour });

    /** The inputs that were edited, and the whole story of each Droplet: what `up` sent at first, and then. */
    const edits = [
      {
        name: "policy",
        dropletId: 1,
        shown: /~ policy: \{\n +~ hour: 4 => 8\n +\}/,
        sent: [
          { type: "enable_backups", backup_policy: weekly(4) },
          { type: "change_backup_policy", backup_policy: weekly(8) },
        ],
      },
      {
        name: "enabled",
        dropletId: 2,
        shown: /~ enabled: true => false/,
        sent: [{ type: "enable_backups" }, { type: "disable_backups" }],
      },
      {
        name: "kernel",
        dropletId: 4,
        shown: /~ kernel: 1000 => 1001/,
        sent: [
          { type: "change_kernel", kernel: 1000 },
          { type: "change_kernel", kernel: 1001 },
        ],
      },
      {
        name: "password",
        dropletId: 5,
        shown: /~ triggers: \[\n +~ \[0\]: 1 => 2/,
        sent: [{ type: "password_reset" }, { type: "password_reset" }],
      },
      {
        name: "reboot",
        dropletId: 6,
        shown: /~ hard +: false => true\n +~ triggers: \[/,
        sent: [{ type: "reboot" }, { type: "power_cycle" }],
      },
      {
        name: "image",
        dropletId: 7,
        shown: /~ image: "ubuntu-24-04-x64" => "debian-12-x64"/,
        sent: [{ type: "rebuild", image: "debian-12-x64" }],
      },
      {
        name: "again",
        dropletId: 8,
        shown: /~ triggers: \[\n +~ \[0\]: 1 => 2/,
        sent: [{ type: "rebuild", image: "ubuntu-24-04-x64" }],
      },
      {
        name: "name",
        dropletId: 9,
        shown: /~ name: "web-1.example.com" => "web-2.example.com"/,
        sent: [
          { type: "rename", name: "web-1.example.com" },
          { type: "rename", name: "web-2.example.com" },
        ],
      },
      {
        name: "restore",
        dropletId: 10,
        shown: /~ image: "\d+" => "\d+"/,
        sent: [
          { type: "restore", image: expect.any(Number) },
          { type: "restore", image: expect.any(Number) },
        ],
      },
      {
        name: "type",
        dropletId: 11,
        shown: /~ type: "power_cycle" => "shutdown"/,
        sent: [{ type: "power_cycle" }, { type: "shutdown" }],
      },
      {
        name: "parameters",
        dropletId: 12,
        shown: /~ parameters: \{\n +~ name: "any-1" => "any-2"/,
        sent: [
          { type: "rename", name: "any-1" },
          { type: "rename", name: "any-2" },
        ],
      },
      {
        name: "tagged",
        dropletId: 13,
        shown: /~ name: "v1" => "v2"/,
        sent: [
          { type: "snapshot", name: "v1" },
          { type: "snapshot", name: "v2" },
        ],
      },
      {
        name: "recorded",
        dropletId: 14,
        shown: /~ triggers: \[\n +~ \[0\]: 1 => 2/,
        sent: [{ type: "reboot" }],
      },
    ];

    /** What a diff shows of a resource: its inputs that change. */
    const shownOf = (name: string) =>
      preview.output
        .split(new RegExp(`^ +\\S (?=${adapter.types})`, "m"))
        .find((part) => part.includes(`::${name}]`)) ?? "";

    test.each(edits)("runs what the edit of $name asks for, once", ({ dropletId, sent }) => {
      expect(sentTo(dropletId)).toEqual(sent);
    });

    test.each(edits)("shows in preview what is edited of $name", ({ name, shown }) => {
      expect(shownOf(name)).toMatch(shown);
    });

    test("sends nothing in an unchanged up", () => {
      expect(unchanged.writes).toEqual([]);
      expect(unchanged.output).toContain("16 unchanged");
    });

    test("changes each in place, and only those whose action runs", () => {
      expect(changed.output).toContain("~ 13 updated");
      expect(changed.output).toContain("3 unchanged");
      expect(changed.output).not.toContain("replaced");
    });

    test("restores the backup that the program names", () => {
      const images = sentTo(10).map((sent) => (sent as { image?: unknown }).image);
      expect(images).toEqual(backups);
    });

    test("sends nothing for inputs that only steer how", () => {
      expect(sentTo(3).map(({ type }) => type)).toEqual(["shutdown", "enable_ipv6", "power_on"]);
      expect(sentTo(15)).toEqual([{ type: "reboot" }]);
      for (const name of ["ipv6", "how"]) expect(shownOf(name)).toBe("");
    });

    test("records a resource with runOnCreate: false without running it", () => {
      expect(first.output).not.toContain("DropletReboot recorded creating (0s) reboot");
      expect(first.writes.filter((type) => type === "reboot")).toHaveLength(2);
    });

    test("tells in preview why an action runs that declares no state", () => {
      expect(preview.output).toContain(
        `Droplet 6 "droplet-6": power_cycle, because triggers changed.`,
      );
      expect(preview.output).toMatch(/restore of backup \d+ \(.*\), because image changed\./);
      expect(preview.output).toContain("shutdown, because type changed. The Droplet is off");
      expect(preview.output).toContain(`snapshot on 1 Droplet (13), because name changed.`);
    });

    test("tells in preview what a rebuild destroys", () => {
      expect(preview.output).toMatch(
        /rebuild with image debian-12-x64 \(created [^)]+\) in place of ubuntu-24-04-x64, because image changed\. .* Cannot be undone: everything on the disk is lost\./,
      );
    });

    test("outputs what the last change did", () => {
      expect(outputsOf("image")["currentImage"]).toMatchObject({ slug: "debian-12-x64" });
      expect(outputsOf("kernel")["kernelName"]).toContain("3.13.0-34-generic");
      expect(outputsOf("policy")["nextBackupWindow"]).toMatchObject({
        start: expect.stringContaining("T08:00:00Z"),
      });
      expect(outputsOf("enabled")["nextBackupWindow"]).toBeNull();
      expect(outputsOf("type")["actionId"]).toBe(
        String(stack.simulator.actions.filter(({ dropletId }) => dropletId === 11).at(-1)?.id),
      );
      expect(outputsOf("password")["performedActions"]).toEqual([
        expect.objectContaining({ type: "password_reset", status: "completed" }),
      ]);
      expect(outputsOf("tagged")["results"]).toEqual([
        expect.objectContaining({ dropletId: "13", status: "completed" }),
      ]);
    });

    test("acts on nothing in destroy", () => {
      expect(destroyed.writes).toEqual([]);
      expect(stack.resources()).toEqual([]);
    });
  },
);
