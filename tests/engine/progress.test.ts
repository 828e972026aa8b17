import { stripVTControlCharacters } from "node:util";
import { startCommand } from "../../tools/childProcess";
import { adapters, type Result, type Stack, startStack } from "./support/stack";

const program = `new DropletPowerState("web", { dropletId: 1, state: "active" });`;
const anHour = 3_600;
const options = {
  droplets: [{ id: 1, status: "off" as const }],
  durations: { power_on: anHour },
};

/** Listens to a CLI that shows progress now and then: the action ends when this is seen. */
function untilSeen(stack: Stack, row: RegExp): (piece: string) => void {
  let text = "";
  return (piece) => {
    const before = row.test(stripVTControlCharacters(text));
    text += piece;
    if (!before && row.test(stripVTControlCharacters(text))) stack.passSeconds(anHour);
  };
}

describe.each(adapters)("an up without a terminal, through the $name", (adapter) => {
  const row = `${adapter.types}DropletPowerState web creating \\(\\d+s\\) power_on`;
  const inProgress = new RegExp(`${row} \\d+ s of about 10 s \\(action \\d+\\)`);
  let up: Result;

  beforeAll(async () => {
    const stack = await startStack({ adapter, ...options });
    stack.program(program);
    up = await stack.up({ onOutput: untilSeen(stack, inProgress) });
  }, 180_000);

  test("tells on the resource's own row what it waits for, and when that has come", () => {
    expect(up.output).toMatch(inProgress);
    expect(up.output).toMatch(new RegExp(`${row} completed after \\d+ s \\(action \\d+\\)`));
  });
});

// The command `script` of util-linux gives a program a terminal; that of other systems takes other arguments.
const onLinux = process.platform === "linux" ? describe : describe.skip;

onLinux("an up on a terminal (with util-linux's script)", () => {
  test.each(adapters)(
    "shows what it waits for in the resource's own row, through the $name",
    async (adapter) => {
      const stack = await startStack({ adapter, ...options });
      stack.program(program);
      const row = new RegExp(
        `${adapter.types}DropletPowerState +web +creating \\(\\d+s\\)\\.* +power_on \\d+ s of about 10 s \\(action \\d+\\)`,
      );
      const command = "stty cols 240 rows 40; pulumi up --yes --skip-preview";
      const { code, stdout } = await startCommand("script", ["-qec", command, "/dev/null"], {
        cwd: stack.project.folder,
        env: { ...stack.project.sandbox.environment, ...stack.env, TERM: "xterm-256color" },
        onOutput: untilSeen(stack, row),
      }).result;
      expect(code).toBe(0);
      expect(stripVTControlCharacters(stdout)).toMatch(row);
    },
    180_000,
  );
});
