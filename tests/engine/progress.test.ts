import { stripVTControlCharacters } from "node:util";
import { startCommand } from "../../tools/childProcess";
import { doors, type Result, startStack } from "./support/stack";

const program = `new DropletPowerState("web", { dropletId: 1, state: "active" });`;
const options = {
  droplets: [{ id: 1, status: "off" as const }],
  // Long enough to be seen by a CLI that draws a frame now and then.
  durations: { power_on: 3 },
};

describe.each(doors)("an up without a terminal, through the $name", (door) => {
  let up: Result;

  beforeAll(async () => {
    const stack = await startStack({ door, ...options });
    stack.program(program);
    up = await stack.up();
  }, 60_000);

  test("tells on the resource's own row what it waits for, and when that has come", () => {
    const row = `${door.types}DropletPowerState web creating`;
    expect(up.output).toMatch(
      new RegExp(`${row} \\(\\d+s\\) power_on \\(action \\d+\\): in progress`),
    );
    expect(up.output).toMatch(
      new RegExp(`${row} \\(\\d+s\\) power_on \\(action \\d+\\): completed after \\d s`),
    );
  });
});

// The command `script` of util-linux gives a program a terminal; that of other systems takes other arguments.
const onLinux = process.platform === "linux" ? describe : describe.skip;

onLinux("an up on a terminal (with util-linux's script)", () => {
  test.each(doors)(
    "shows what it waits for in the resource's own row, through the $name",
    async (door) => {
      const stack = await startStack({ door, ...options });
      stack.program(program);
      const command = "stty cols 240 rows 40; pulumi up --yes --skip-preview";
      const { code, stdout } = await startCommand("script", ["-qec", command, "/dev/null"], {
        cwd: stack.project.folder,
        env: { ...stack.project.sandbox.environment, ...stack.env, TERM: "xterm-256color" },
      }).result;
      expect(code).toBe(0);
      const drawn = stripVTControlCharacters(stdout);
      expect(drawn).toMatch(
        new RegExp(
          `${door.types}DropletPowerState +web +creating \\(\\d+s\\)\\.* +power_on \\(action \\d+\\): in progress`,
        ),
      );
    },
    60_000,
  );
});
