import { adapters, type Result, type Stack, startStack } from "./support/stack";

const snapshot = (triggers: number) =>
  `new DropletSnapshot("data", { dropletId: 1, timeoutSeconds: 5, triggers: [${triggers}] });`;

describe.each(adapters)(
  "a snapshot that takes longer than timeoutSeconds, through the $name",
  (adapter) => {
    let stack: Stack;
    let failed: Result, preview: Result, resumed: Result;
    let kept: ReturnType<Stack["resource"]>;

    beforeAll(async () => {
      stack = await startStack({ adapter, droplets: [{ id: 1 }], durations: { snapshot: 600 } });
      stack.program(snapshot(1));
      failed = await stack.up({ fails: true });
      kept = await stack.exported("data");
      preview = await stack.preview();
      stack.passSeconds(600);
      resumed = await stack.up();
    }, 300_000);

    test("fails with a sentence that says what is in progress and how to continue", () => {
      expect(failed.output).toMatch(
        /\* snapshot on Droplet 1 \(action \d+\): still in progress after 5 s \(usually 5 min\)\. Run `pulumi up`, or the same command, again to continue waiting .*\. See \S*docs\/errors\.md#timed-out\n/,
      );
    });

    test("is kept with its action", () => {
      expect(failed.writes).toEqual(["snapshot"]);
      expect(kept.initErrors).toHaveLength(1);
      expect(kept.outputs["unfinished"]).toMatchObject({
        actionIds: [String(stack.simulator.actions[0]?.id)],
      });
    });

    test("is shown in preview as work that continues", () => {
      expect(preview.output).toMatch(
        /DropletSnapshot \(data\):\n +Droplet 1: resume the interrupted operation: wait for snapshot \(action \d+\)\. Nothing that was accepted is sent again\./,
      );
    });

    test("is finished by the next up without another POST", () => {
      expect(resumed.writes).toEqual([]);
      expect(stack.resource("data").outputs["snapshotId"]).toEqual(expect.stringMatching(/^\d+$/));
      expect(stack.resource("data").outputs["unfinished"]).toBeUndefined();
      expect(stack.resource("data").initErrors).toBeUndefined();
    });
  },
);

test.each(adapters)(
  "an unfinished snapshot is finished without another POST, also after a refresh, through the $name",
  async (adapter) => {
    const stack = await startStack({
      adapter,
      droplets: [{ id: 1 }],
      durations: { snapshot: 600 },
    });
    stack.program(snapshot(1));
    await stack.up({ fails: true });
    await stack.refresh();
    stack.passSeconds(600);
    const resumed = await stack.up();
    expect(resumed.writes).toEqual([]);
    expect(stack.resource("data").outputs).toMatchObject({
      snapshotId: expect.stringMatching(/^\d+$/),
    });
  },
  300_000,
);

describe.each(adapters)("a CLI that was killed in mid-resize, through the $name", (adapter) => {
  let stack: Stack;
  let again: Result;

  beforeAll(async () => {
    stack = await startStack({ adapter, droplets: [{ id: 1 }], durations: { resize: 600 } });
    stack.program(`new DropletResize("web", { dropletId: 1, size: "s-2vcpu-2gb" });`);
    const killed = stack.start(["up", "--yes", "--skip-preview"]);
    await stack.requested("resize");
    killed.kill();
    await killed.result;
    await stack.run(["cancel", "--yes"]);
    stack.passSeconds(600);
    again = await stack.up();
  }, 300_000);

  test("can be run again, and posts no second resize", () => {
    expect(again.writes).not.toContain("resize");
    expect(stack.resource("web").outputs["size"]).toBe("s-2vcpu-2gb");
  });

  test("has its Droplet on again", () => {
    expect(stack.simulator.droplet(1).status).toBe("active");
  });
});
