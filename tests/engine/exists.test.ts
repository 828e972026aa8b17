import { version } from "../../provider/version";
import { compareVersions } from "../../tools/pulumiInstallation";
import { plugin } from "./support/adapters";
import { runInline } from "./support/inline";
import { type Stack, startStack } from "./support/stack";

describe("a program that asks whether resources exist", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ adapter: plugin, droplets: [{ id: 42 }] });
  }, 120_000);

  /** Each question by the name of its output. */
  const ask = (questions: Readonly<Record<string, string>>, env = {}) => {
    const asked = Object.entries(questions).map(([name, question]) => `${name}: ${question}`);
    const imports = `const { runtime } = require("@pulumi/pulumi"); const droplets = require("${plugin.module}");`;
    return runInline(
      stack,
      "up",
      `async () => { ${imports} return { ${asked.join(", ")} }; }`,
      env,
    );
  };

  /** Older engines do not know the question. */
  const testWhereKnown = (name: string, work: () => Promise<void>) =>
    test(
      name,
      async () => {
        const { version: cli } = stack.project;
        if (compareVersions(cli, "3.269.0") >= 0) await work();
        else process.stderr.write(`skipped: ${name}: the Pulumi CLI is ${cli}\n`);
      },
      120_000,
    );

  testWhereKnown("hears yes of what can be imported by the id, and no of all else", async () => {
    const { outputs } = await ask({
      here: `droplets.DropletPowerState.exists("42")`,
      gone: `droplets.DropletPowerState.exists("43")`,
      misspelt: `droplets.DropletResize.exists("web")`,
      action: `droplets.DropletSnapshot.exists("action-7")`,
      // As the classes of other languages ask, which have the question for events, too.
      event: `runtime.existsResource("droplet-actions:index:DropletReboot", "42", {}, { version: "${version}" })`,
    });
    const no = { gone: false, misspelt: false, action: false, event: false };
    expect(outputs).toEqual({ here: true, ...no });
  });

  testWhereKnown("hears an error and not a no where DigitalOcean refuses the token", async () => {
    const question = { here: `droplets.DropletPowerState.exists("42")` };
    const { output } = await ask(question, { DIGITALOCEAN_TOKEN: "dop_v1_revoked" });
    expect(output).toContain("401");
  });
});
