import type { CommandResult } from "../../tools/childProcess";
import type { ActionType, FaultRule } from "../../simulator";
import { plugin } from "./support/adapters";
import { Heard } from "./support/heard";
import { ended, pluginProcesses } from "./support/plugin";
import { type Resource, type Result, type Stack, startStack } from "./support/stack";

const anHour = 3_600;
const up = ["up", "--yes", "--skip-preview"];
const snapshot = `new DropletSnapshot("data", { dropletId: 1 });`;
const resize = `new DropletResize("web", { dropletId: 1, size: "s-2vcpu-2gb" });`;

const start = (program: string, options: { faults?: FaultRule[] } = {}): Promise<Stack> =>
  startStack({
    adapter: plugin,
    droplets: [{ id: 1 }],
    durations: { snapshot: anHour, resize: anHour },
    ...options,
  }).then((stack) => {
    stack.program(program);
    return stack;
  });

/** Presses ^C when the command has said so; `meanwhile` happens before its end. */
async function interruptAfter(
  stack: Stack,
  words: RegExp,
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<CommandResult> {
  const heard = new Heard();
  const running = stack.start(up, heard);
  await heard.until(words, running);
  running.signal("SIGINT");
  await meanwhile();
  return running.result;
}

/** DigitalOcean keeps the resize waiting, so that the Droplet is off and nothing runs on it. */
const resizeWaits: FaultRule = {
  type: "resize",
  fault: {
    status: 422,
    body: { id: "unprocessable_entity", message: "Droplet already has a pending event." },
  },
};

/** Resolves when a request of this type was refused. */
async function refused(stack: Stack, type: ActionType): Promise<void> {
  while (stack.simulator.posts(type).refused.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe("^C during a snapshot that takes an hour", () => {
  let stack: Stack;
  let interrupted: CommandResult;
  let statusThen: string | undefined;
  let kept: Resource, refreshed: Resource;
  let resumed: Result;

  beforeAll(async () => {
    stack = await start(snapshot);
    interrupted = await interruptAfter(stack, /snapshot \d+ s .*\(action \d+\)/);
    statusThen = stack.simulator.actions[0]?.status;
    kept = await stack.exported("data");
    await stack.run(["refresh", "--yes", "--skip-preview"]);
    refreshed = await stack.exported("data");
    stack.passSeconds(anHour);
    resumed = await stack.up();
  }, 300_000);

  test("ends the command while the snapshot continues, and says how to continue", () => {
    expect(statusThen).toBe("in-progress");
    expect(interrupted.code).not.toBe(0);
    expect(interrupted.combined).toMatch(
      /the run was cancelled\. Run the same command again to continue/,
    );
  });

  test("keeps the snapshot with its action, also through a refresh", () => {
    for (const { initErrors, outputs } of [kept, refreshed]) {
      expect(initErrors).toHaveLength(1);
      expect(outputs["unfinished"]).toMatchObject({
        actionIds: [String(stack.simulator.actions[0]?.id)],
      });
    }
  });

  test("lets the next up finish it without another POST", () => {
    expect(resumed.writes).toEqual([]);
    expect(stack.resource("data").initErrors).toBeUndefined();
    expect(stack.resource("data").outputs["snapshotId"]).toEqual(expect.stringMatching(/^\d+$/));
  });
});

describe("^C during a resize, which keeps the Droplet off", () => {
  let stack: Stack;
  let interrupted: CommandResult;
  let statusThen: string;
  let resumed: Result;

  beforeAll(async () => {
    stack = await start(resize);
    interrupted = await interruptAfter(stack, /resize \d+ s .*\(action \d+\)/, async () => {
      await refused(stack, "power_on");
      stack.passSeconds(anHour);
    });
    statusThen = stack.simulator.droplet(1).status;
    resumed = await stack.up();
  }, 180_000);

  test("does not end the command before the Droplet is on again, and says so on its row", () => {
    expect(interrupted.code).not.toBe(0);
    expect(interrupted.combined).toMatch(/restoring the power/);
    expect(statusThen).toBe("active");
  });

  test("leaves nothing for the next up, with one resize in all", () => {
    expect(resumed.writes).toEqual([]);
    expect(stack.simulator.posts("resize").accepted).toHaveLength(1);
    expect(stack.simulator.droplet(1)).toMatchObject({ status: "active", size: "s-2vcpu-2gb" });
  });
});

describe("^C while the Droplet is off and nothing runs on it", () => {
  let stack: Stack;
  let interrupted: CommandResult;
  let resumed: Result;
  let statusThen: string;

  beforeAll(async () => {
    stack = await start(resize, { faults: [resizeWaits] });
    interrupted = await interruptAfter(stack, /resize waits .* for another action/);
    statusThen = stack.simulator.droplet(1).status;
    stack.simulator.faults.clear();
    stack.simulator.setDurations({ resize: 0 });
    resumed = await stack.up();
  }, 180_000);

  test("turns the Droplet on again before the command ends", () => {
    expect(interrupted.code).not.toBe(0);
    expect(interrupted.combined).not.toContain("is OFF");
    expect(statusThen).toBe("active");
  });

  test("lets the next up resize it", () => {
    expect(resumed.writes).toEqual(["shutdown", "resize", "power_on"]);
    expect(stack.simulator.droplet(1)).toMatchObject({ status: "active", size: "s-2vcpu-2gb" });
  });
});

test("a plugin that is killed in mid-snapshot leaves a record from which the next up resumes", async () => {
  const stack = await start(snapshot);
  const running = stack.start(up);
  await stack.requested("snapshot");
  for (const id of pluginProcesses(running)) process.kill(id, "SIGKILL");
  const { code } = await running.result;
  expect(code).not.toBe(0);
  stack.passSeconds(anHour);
  expect((await stack.up()).writes).toEqual([]);
  expect(stack.resource("data").outputs["snapshotId"]).toEqual(expect.stringMatching(/^\d+$/));
}, 180_000);

describe("a CLI that is killed without its plugin", () => {
  /** Kills the CLI alone, and waits for the end of what it leaves behind. */
  async function killCli(stack: Stack, ready: () => Promise<void>): Promise<void> {
    const running = stack.start(up);
    await ready();
    const left = pluginProcesses(running);
    expect(left).not.toEqual([]);
    process.kill(running.processId, "SIGKILL");
    await running.result;
    for (const id of left) await ended(id);
    await stack.run(["cancel", "--yes"]);
  }

  test("leaves no plugin behind, and a record from which the next up resumes", async () => {
    const stack = await start(snapshot);
    await killCli(stack, () => stack.requested("snapshot"));
    expect(stack.simulator.actions[0]?.status).toBe("in-progress");
    stack.passSeconds(anHour);
    expect((await stack.up()).writes).toEqual([]);
    expect(stack.resource("data").outputs["snapshotId"]).toEqual(expect.stringMatching(/^\d+$/));
  }, 180_000);

  test("leaves no Droplet off: the plugin turns it on before it goes", async () => {
    const stack = await start(resize, { faults: [resizeWaits] });
    await killCli(stack, () => refused(stack, "resize"));
    expect(stack.simulator.droplet(1).status).toBe("active");
    expect(stack.simulator.posts().accepted.map(({ actionType }) => actionType)).toEqual([
      "shutdown",
      "power_on",
    ]);
  }, 180_000);
});
