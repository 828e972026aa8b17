import { plugin } from "./support/adapters";
import { type Stack, startStack } from "./support/stack";

describe("`up --continue-on-error` when one of several resources fails", () => {
  let stack: Stack;
  beforeAll(async () => {
    const droplets = [42, 43, 44].map((id) => ({ id }));
    stack = await startStack({ adapter: plugin, droplets });
  }, 120_000);

  const program = (trigger: string) => `
    const triggers = ["${trigger}"];
    const first = new DropletReboot("first", { dropletId: 42, triggers });
    new DropletReboot("waits", { dropletId: 43, triggers }, { dependsOn: first });
    new DropletReboot("independent", { dropletId: 44, triggers });`;

  const setReboot = (outcome: "completed" | "errored") =>
    stack.simulator.setSwitches({ outcomes: { reboot: outcome } }, 42);

  test.each(["create", "update"])(
    "says nothing of the %s that it skips, and continues with the others",
    async (operation) => {
      if (operation === "update") {
        stack.program(program("before"));
        await stack.up();
      }
      stack.program(program(operation));
      const planOfSkipped = /Droplet 43 .*reboot/;
      expect((await stack.preview()).output).toMatch(planOfSkipped);
      setReboot("errored");
      const { output, writes } = await stack.up({ fails: true, args: ["--continue-on-error"] });
      expect(writes).toEqual(["reboot", "reboot"]);
      expect(output).not.toMatch(planOfSkipped);
      setReboot("completed");
      await stack.destroy();
    },
    120_000,
  );
});
