import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../provider/version";
import { runCommand } from "../../tools/childProcess";
import { compareVersions } from "../../tools/pulumiInstallation";
import { plugin } from "./support/adapters";
import { type Stack, startStack } from "./support/stack";

describe("a program that asks whether resources exist", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ adapter: plugin, droplets: [{ id: 42 }] });
  }, 120_000);

  const ask = (kind: string, id: string) => ({ type: `droplet-actions:index:${kind}`, id });

  /**
   * An inline program of the Automation API speaks to the engine itself. The language host that is built from Go
   * modules stands between others and the engine, and is older than the question.
   */
  async function answers(questions: Readonly<Record<string, ReturnType<typeof ask>>>, token = "") {
    const { folder, sandbox } = stack.project;
    const file = join(folder, "index.js");
    const lines = [
      `const { LocalWorkspace, PulumiCommand } = require("@pulumi/pulumi/automation");`,
      `const { existsResource } = require("@pulumi/pulumi/runtime");`,
      `const ask = ({ type, id }) => existsResource(type, id, {}, { version: "${version}" });`,
      `const questions = Object.entries(${JSON.stringify(questions)});`,
      `const program = async () => Object.fromEntries(questions.map(([name, one]) => [name, ask(one)]));`,
      `const args = { stackName: "dev", projectName: "engine", program };`,
      `LocalWorkspace.selectStack(args, { workDir: process.cwd() })`,
      `  .then((stack) => stack.up())`,
      `  .then(({ outputs }) => Object.entries(outputs).map(([name, { value }]) => [name, value]))`,
      `  .then((all) => console.log(JSON.stringify(Object.fromEntries(all))))`,
      `  .catch((error) => { console.error(error.message); process.exit(1); });`,
    ];
    writeFileSync(file, lines.join("\n"));
    const env = {
      ...sandbox.environment,
      ...stack.env,
      ...(token && { DIGITALOCEAN_TOKEN: token }),
    };
    const { stdout, stderr } = await runCommand(process.execPath, [file], { cwd: folder, env });
    return stderr || (JSON.parse(stdout) as object);
  }

  /** Older engines do not know the question. */
  const testWhereKnown = (name: string, ask: () => Promise<void>) =>
    test(
      name,
      async () => {
        const { version: cli } = stack.project;
        if (compareVersions(cli, "3.269.0") >= 0) await ask();
        else process.stderr.write(`skipped: ${name}: the Pulumi CLI is ${cli}\n`);
      },
      120_000,
    );

  testWhereKnown("hears yes of what can be imported by the id, and no of all else", async () => {
    expect(
      await answers({
        here: ask("DropletPowerState", "42"),
        gone: ask("DropletPowerState", "43"),
        event: ask("DropletReboot", "42"),
        misspelt: ask("DropletResize", "web"),
        action: ask("DropletSnapshot", "action-7"),
      }),
    ).toEqual({ here: true, gone: false, event: false, misspelt: false, action: false });
  });

  testWhereKnown("hears an error and not a no where DigitalOcean refuses the token", async () => {
    const question = { here: ask("DropletPowerState", "42") };
    expect(await answers(question, "dop_v1_revoked")).toContain("401");
  });
});
