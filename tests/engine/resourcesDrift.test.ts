import { adapters, type Result, type Stack, startStack } from "./support/stack";

const program = `
  new DropletBackups("policy", { dropletId: 1, policy: { plan: "weekly", weekday: "SUN", hour: 4 } });
  new DropletBackups("partly", { dropletId: 2, policy: { plan: "weekly", hour: 4 } });
  new DropletBackups("on", { dropletId: 3, policy: { plan: "daily", hour: 0 } });
  new DropletBackups("off", { dropletId: 4, enabled: false });
  new DropletBackups("plan", { dropletId: 5, policy: { plan: "weekly", weekday: "MON", hour: 8 } });
  new DropletRename("name", { dropletId: 6, name: "web.example.com" });
  new DropletKernel("kernel", { dropletId: 7, kernel: 1000 });
  new DropletRebuild("image", { dropletId: 8, image: "debian-12-x64", allowDataLoss: true });
  new DropletIpv6("ipv6", { dropletId: 9 });
  new DropletReboot("reboot", { dropletId: 10 });
  new DropletPasswordReset("password", { dropletId: 10 });
  new DropletAction("any", { dropletId: 10, type: "power_cycle" });
  new DropletTagAction("tagged", { tag: "web", type: "shutdown" });
`;

describe.each(adapters)("what others changed on a Droplet, through the $name", (adapter) => {
  let stack: Stack;
  let refreshed: Result, preview: Result, repaired: Result, quiet: Result;

  beforeAll(async () => {
    stack = await startStack({
      adapter,
      droplets: [
        ...[1, 2, 3, 4, 5, 6, 8, 9, 10].map((id) => ({ id })),
        { id: 7, kernel: 991 },
        { id: 11, tags: ["web"] },
      ],
    });
    stack.program(program);
    await stack.up();
    const { simulator } = stack;
    simulator.drift(1, { backupPolicy: { plan: "weekly", weekday: "WED", hour: 4 } });
    simulator.drift(2, { backupPolicy: { plan: "weekly", weekday: "WED", hour: 4 } });
    simulator.drift(3, { backupPolicy: null });
    simulator.drift(4, { backupPolicy: { plan: "daily", hour: 4 } });
    simulator.drift(5, { backupPolicy: { plan: "daily", hour: 20 } });
    simulator.drift(6, { name: "renamed-elsewhere" });
    simulator.drift(7, { kernel: 1010 });
    simulator.drift(8, { image: "fedora-42-x64" });
    simulator.drift(9, { features: [] });
    simulator.drift(10, { status: "off" });
    simulator.drift(11, { status: "active" });
    refreshed = await stack.refresh({ args: ["--diff"] });
    preview = await stack.preview({ args: ["--diff"] });
    repaired = await stack.up();
    quiet = await stack.up({ args: ["--refresh"] });
  }, 300_000);

  /** Of what a diff tells, the part on one resource. */
  const shownOf = ({ output }: Result, name: string) =>
    output
      .split(new RegExp(`^ +\\S (?=${adapter.types})`, "m"))
      .find((part) => part.includes(`::${name}]`)) ?? "";

  const changes = [
    { name: "policy", found: /weekday: "SUN" => "WED"/, back: /weekday: "WED" => "SUN"/ },
    { name: "on", found: /enabled: true => false/, back: /enabled: false => true/ },
    { name: "off", found: /enabled: false => true/, back: /enabled: true => false/ },
    {
      name: "plan",
      found: /hour +: 8 => 20\n.*plan +: "weekly" => "daily"\n +- weekday: "MON"/,
      back: /hour +: 20 => 8\n.*plan +: "daily" => "weekly"\n +\+ weekday: "MON"/,
    },
    {
      name: "name",
      found: /name: "web.example.com" => "renamed-elsewhere"/,
      back: /name: "renamed-elsewhere" => "web.example.com"/,
    },
    { name: "kernel", found: /kernel: 1000 => 1010/, back: /kernel: 1010 => 1000/ },
  ];

  test.each(changes)("is found by refresh in $name", ({ name, found }) => {
    expect(shownOf(refreshed, name)).toMatch(found);
  });

  test.each(changes)("is shown by preview as the way back in $name", ({ name, back }) => {
    const shown = shownOf(preview, name);
    expect(shown).toMatch(back);
    expect(shown).not.toMatch(/^ +- /m);
  });

  test("is repaired by the next up, and nothing else is done", () => {
    expect([...repaired.writes].sort()).toEqual([
      "change_backup_policy",
      "change_backup_policy",
      "change_kernel",
      "disable_backups",
      "enable_backups",
      "enable_ipv6",
      "power_on",
      "rename",
      "shutdown",
    ]);
    const { simulator } = stack;
    expect(simulator.droplet(1).backupPolicy).toMatchObject({ weekday: "SUN", hour: 4 });
    expect(simulator.droplet(3).backupPolicy).toMatchObject({ plan: "daily", hour: 0 });
    expect(simulator.droplet(4).backupPolicy).toBeNull();
    expect(simulator.droplet(5).backupPolicy).toMatchObject({ weekday: "MON", hour: 8 });
    expect(simulator.droplet(6).name).toBe("web.example.com");
    expect(simulator.droplet(7).kernel).toBe(1000);
    expect(simulator.droplet(9)).toMatchObject({ status: "active", ipv6: expect.anything() });
  });

  test("is nothing to refresh where the program has not set it", () => {
    expect(shownOf(refreshed, "partly")).toBe("");
    expect(stack.simulator.droplet(2).backupPolicy).toMatchObject({ weekday: "WED" });
  });

  test("takes an IPv6 that is gone out of the state, and preview shows that it is enabled again", () => {
    expect(shownOf(refreshed, "ipv6")).toContain("DropletIpv6: (delete)");
    expect(preview.output).toMatch(
      /Droplet 9 .* 2\) enable_ipv6; .*IPv6 cannot be disabled again\./,
    );
  });

  test("says once that there is another image, and never acts on it", () => {
    expect(refreshed.output).toContain(
      "Droplet 8 runs fedora-42-x64 now, no longer debian-12-x64. A DropletRebuild never goes back",
    );
    expect(stack.resource("image").outputs["currentImage"]).toMatchObject({
      slug: "fedora-42-x64",
    });
    for (const { output } of [preview, repaired, quiet]) expect(output).not.toContain("fedora");
    expect(stack.simulator.posts("rebuild").accepted).toHaveLength(1);
  });

  test("is nothing to resources that declare no state", () => {
    for (const name of ["reboot", "password", "any", "tagged"]) {
      expect(shownOf(refreshed, name)).toBe("");
    }
    expect(stack.simulator.droplet(10).status).toBe("off");
    expect(stack.simulator.droplet(11).status).toBe("active");
  });

  test("is gone after that: up --refresh finds that all matches", () => {
    expect(quiet.writes).toEqual([]);
    expect(quiet.output).toContain("14 unchanged");
    expect(quiet.output).not.toContain("Diagnostics");
  });
});

describe.each(adapters)("a Droplet that was destroyed elsewhere, through the $name", (adapter) => {
  let stack: Stack;
  let refreshed: Result, destroyed: Result;
  let left: string[];

  beforeAll(async () => {
    stack = await startStack({
      adapter,
      droplets: [{ id: 1, kernel: 991, tags: ["web"], backups: 1 }],
    });
    const [backup] = stack.simulator.backups(1);
    stack.program(`
      new DropletBackups("backups", { dropletId: 1 });
      new DropletIpv6("ipv6", { dropletId: 1 });
      new DropletRename("name", { dropletId: 1, name: "web" });
      new DropletKernel("kernel", { dropletId: 1, kernel: 1000 });
      new DropletRebuild("image", { dropletId: 1, image: "debian-12-x64", allowDataLoss: true });
      new DropletRestore("restore", { dropletId: 1, image: ${backup?.id}, runOnCreate: false });
      new DropletReboot("reboot", { dropletId: 1, runOnCreate: false });
      new DropletPasswordReset("password", { dropletId: 1 });
      new DropletAction("any", { dropletId: 1, type: "rename", parameters: { name: "web" } });
      new DropletTagAction("tagged", { tag: "web", type: "power_cycle" });
    `);
    await stack.up();
    stack.simulator.destroyDroplet(1);
    refreshed = await stack.refresh();
    left = stack.names();
    destroyed = await stack.destroy();
  }, 300_000);

  test("takes with it, on refresh, the resources that are a state of it", () => {
    expect(refreshed.output).toContain("- 4 deleted");
    expect(left.sort()).toEqual(["any", "image", "password", "reboot", "restore", "tagged"]);
  });

  test("does not keep the others from being destroyed", () => {
    expect(destroyed.writes).toEqual([]);
    expect(stack.resources()).toEqual([]);
  });
});
