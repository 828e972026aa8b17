import { Heard } from "./support/heard";
import { type Result, type Stack, startStack } from "./support/stack";

/** ^C, which does not reach a dynamic provider. */

async function interruptedReboot(times: 1 | 2) {
  const stack = await startStack({ droplets: [{ id: 1 }], durations: { reboot: 600 } });
  stack.program(`new DropletReboot("again", { dropletId: 1, triggers: [1] });`);
  const heard = new Heard();
  const running = stack.start(["up", "--yes", "--skip-preview"], heard);
  await stack.requested("reboot");
  running.signal("SIGINT");
  await heard.until(/\^C received/, running);
  if (times === 2) {
    running.signal("SIGINT");
    await heard.until(/terminating/, running);
    // With the reboot still running, so that nothing but the ^C can end the command.
    await running.result;
  }
  stack.passSeconds(600);
  return { stack, ended: await running.result };
}

describe("^C once", () => {
  let stack: Stack;
  let ended: { code: number; combined: string };
  let again: Result;

  beforeAll(async () => {
    ({ stack, ended } = await interruptedReboot(1));
    again = await stack.up();
  }, 300_000);

  test("lets the running resource finish, and saves it", () => {
    expect(ended.code).not.toBe(0);
    expect(ended.combined).toMatch(/update canceled/);
    expect(again.output).toMatch(/2 unchanged/);
  });

  test("leaves nothing to be posted again", () => {
    expect(again.writes).toEqual([]);
    expect(stack.simulator.posts("reboot").accepted).toHaveLength(1);
  });
});

describe("^C twice", () => {
  let stack: Stack;
  let ended: { code: number; combined: string };
  let again: Result, cleared: Result, quiet: Result;

  beforeAll(async () => {
    ({ stack, ended } = await interruptedReboot(2));
    again = await stack.up();
    cleared = await stack.run(["refresh", "--yes", "--skip-preview", "--clear-pending-creates"]);
    quiet = await stack.up();
  }, 300_000);

  test("ends at once, and the next up warns of a pending operation", () => {
    expect(ended.code).not.toBe(0);
    expect(again.output).toMatch(/pending operations/);
  });

  test("is resumed by the next up, which says so and sends nothing again", () => {
    expect(again.output).toMatch(/interrupted/);
    expect(again.writes).toEqual([]);
    expect(stack.resource("again").outputs["performedActions"]).toMatchObject([
      { type: "reboot", status: "completed" },
    ]);
  });

  test("leaves a warning that goes with refresh --clear-pending-creates", () => {
    expect(cleared.writes).toEqual([]);
    expect(quiet.output).not.toMatch(/pending operations/);
    expect(quiet.output).toMatch(/2 unchanged/);
    expect(stack.simulator.posts("reboot").accepted).toHaveLength(1);
  });
});
