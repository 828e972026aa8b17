import { dynamic, plugin } from "./support/adapters";
import { type Result, type Stack, startStack } from "./support/stack";

const program = `new DropletSnapshot("data", { dropletId: 1, timeoutSeconds: 5 });`;

// How resources move that are at their end is a part of resources.test.ts.
describe.each([
  { from: dynamic, to: plugin },
  { from: plugin, to: dynamic },
])("an unfinished snapshot that moves from the $from.name to the $to.name", ({ from, to }) => {
  let stack: Stack;
  let failed: Result, preview: Result, resumed: Result, quiet: Result, destroyed: Result;
  let moved: ReturnType<Stack["resources"]>;

  beforeAll(async () => {
    stack = await startStack({
      adapter: from,
      droplets: [{ id: 1 }],
      durations: { snapshot: 600 },
    });
    stack.program(program);
    failed = await stack.up({ fails: true });
    stack.moveTo(to);
    stack.program(program);
    preview = await stack.preview();
    stack.passSeconds(600);
    resumed = await stack.up();
    moved = stack.resources();
    quiet = await stack.up();
    destroyed = await stack.destroy();
  }, 300_000);

  test("has its snapshot in progress before", () => {
    expect(failed.writes).toEqual(["snapshot"]);
  });

  test("is shown in preview as work that continues", () => {
    expect(preview.output).toMatch(
      /Droplet 1: resume the interrupted operation: wait for snapshot \(action \d+\)\. Nothing that was accepted is sent again\./,
    );
    expect(preview.output).not.toMatch(/ to create| to delete| to replace/);
  });

  test("is finished by the next up without another POST", () => {
    expect(resumed.writes).toEqual([]);
    expect(moved).toHaveLength(1);
    expect(moved[0]).toMatchObject({
      type: `${to.types}DropletSnapshot`,
      outputs: { snapshotId: expect.stringMatching(/^\d+$/) },
    });
    expect(moved[0]?.outputs["unfinished"]).toBeUndefined();
    expect(moved[0]?.initErrors).toBeUndefined();
  });

  test("is unchanged after that", () => {
    expect(quiet.writes).toEqual([]);
    expect(quiet.output).toContain("2 unchanged");
  });

  test("is deleted with its snapshot in destroy", () => {
    expect(destroyed.writes).toEqual([
      `DELETE /v2/snapshots/${String(moved[0]?.outputs["snapshotId"])} 204`,
    ]);
    expect(stack.resources()).toEqual([]);
  });
});
