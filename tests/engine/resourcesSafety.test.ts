import { adapters, type Result, type Stack, startStack } from "./support/stack";

/** A text in which … stands for any words. */
const like = (text: string) => {
  const parts = text.split("…").map((part) => part.replace(/[.*()]/g, "\\$&"));
  return new RegExp(parts.join(".*"));
};

describe.each(adapters)(
  "what destroys data without leave is refused, through the $name",
  (adapter) => {
    let stack: Stack;
    let backup: number;

    beforeAll(async () => {
      stack = await startStack({ adapter, droplets: [{ id: 1, backups: 1 }] });
      backup = stack.simulator.backups(1)[0]?.id ?? 0;
    }, 120_000);

    const refusals = [
      {
        what: "a restore",
        declared: (image: number) => `new DropletRestore("it", { dropletId: 1, image: ${image} })`,
        told: "restore of backup … (droplet-1 backup 1, …) would run because this resource is new in the stack: everything written to the disk since that image was taken is lost. Set allowDataLoss to true",
      },
      {
        what: "a rebuild",
        declared: () => `new DropletRebuild("it", { dropletId: 1, image: "debian-12-x64" })`,
        told: "rebuild with image debian-12-x64 (created …) in place of ubuntu-24-04-x64 would run because this resource is new in the stack: everything on the disk is lost. Set allowDataLoss to true",
      },
      {
        what: "a rebuild by its type",
        declared: () =>
          `new DropletAction("it", { dropletId: 1, type: "rebuild", parameters: { image: "debian-12-x64" } })`,
        told: "rebuild would run because this resource is new in the stack: everything on the disk is lost. Set allowDataLoss to true",
      },
      {
        what: "a type of the future",
        declared: () => `new DropletAction("it", { dropletId: 1, type: "melt" })`,
        told: "melt (a type that this release does not know) would run because this resource is new in the stack: this release does not know this type of action, nor what it destroys. Set allowDataLoss to true",
      },
    ];

    test.each(refusals)(
      "in preview, with what would be lost: $what",
      async (refusal) => {
        stack.program(refusal.declared(backup));
        const { output } = await stack.preview({ fails: true });
        expect(output).toContain("property allowDataLoss");
        expect(output).toMatch(like(refusal.told));
        expect(stack.simulator.posts()).toEqual({ accepted: [], refused: [] });
      },
      120_000,
    );
  },
);

describe.each(adapters)("resources with runOnCreate: false, through the $name", (adapter) => {
  let stack: Stack;
  let preview: Result, first: Result, second: Result, refused: Result;
  let recorded: ReturnType<Stack["resources"]>;

  const program = (image: number | undefined) => `
    new DropletRestore("restore", { dropletId: 1, image: ${image}, runOnCreate: false });
    new DropletRebuild("rebuild", { dropletId: 1, image: "debian-12-x64", runOnCreate: false });
    new DropletPasswordReset("password", { dropletId: 1, runOnCreate: false });
    new DropletReboot("reboot", { dropletId: 2, runOnCreate: false });
    new DropletAction("any", { dropletId: 2, type: "melt", runOnCreate: false });
    new DropletTagAction("byTag", { tag: "web", type: "power_cycle", runOnCreate: false });
  `;

  beforeAll(async () => {
    const droplets = [
      { id: 1, backups: 2, tags: ["web"] },
      { id: 2, status: "off" as const },
    ];
    stack = await startStack({ adapter, droplets });
    const [older, newer] = stack.simulator.backups(1);
    stack.program(program(older?.id));
    preview = await stack.preview();
    first = await stack.up();
    recorded = stack.resources();
    second = await stack.up();
    stack.program(program(newer?.id));
    refused = await stack.preview({ fails: true });
  }, 300_000);

  test("are recorded, and nothing is sent", () => {
    expect(first.writes).toEqual([]);
    expect(stack.simulator.posts().refused).toEqual([]);
    expect(recorded).toHaveLength(6);
    for (const { outputs } of recorded) expect(outputs["performedActions"]).toEqual([]);
  });

  test("announce nothing in preview", () => {
    expect(preview.output).toContain("+ 7 to create");
    expect(preview.output).not.toContain("Diagnostics");
  });

  test("are unchanged afterwards", () => {
    expect(second.writes).toEqual([]);
    expect(second.output).toContain("7 unchanged");
  });

  test("are refused in preview when they would run then without leave", () => {
    expect(refused.output).toMatch(
      /restore of backup \d+ \(.*\) would run because image changed: everything written to the disk since that image was taken is lost\./,
    );
  });
});

describe.each(adapters)("an action by a tag that no Droplet has, through the $name", (adapter) => {
  let stack: Stack;
  let preview: Result, up: Result;

  beforeAll(async () => {
    stack = await startStack({ adapter, droplets: [{ id: 1, tags: ["db"] }] });
    stack.program(`new DropletTagAction("byTag", { tag: "web", type: "shutdown" });`);
    preview = await stack.preview();
    up = await stack.up({ fails: true });
  }, 180_000);

  test("is warned of in preview, since the Droplets may get it in the same up", () => {
    expect(preview.output).toMatch(
      /warning: tag "web": no Droplet has this tag\. .* If this is still so in `up`, it is refused/,
    );
  });

  test("fails in up, with nothing posted or kept", () => {
    expect(up.output).toMatch(/error: .*tag "web": no Droplet has this tag\./);
    expect(up.writes).toEqual([]);
    expect(stack.simulator.posts().refused).toEqual([]);
    expect(stack.names()).toEqual([]);
  });
});
