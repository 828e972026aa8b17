import { join } from "node:path";

import { createPulumiSandbox } from "../../tools/pulumiSandbox";
import { temporaryFolder, writeFakePulumi, writeScript } from "./fakePulumi";

const folder = temporaryFolder();
const cli = { binDir: join(folder, "bin") };
writeFakePulumi(cli.binDir, "v3.259.0");
writeScript(join(cli.binDir, "pulumi"), 'echo "$@"; pwd; env');

test("the user's account, backend, token and journal do not reach the CLI, the rest does", () => {
  const { environment } = createPulumiSandbox(join(folder, "clean"), cli, {
    PATH: "/usr/bin",
    LANG: "C",
    NO_PROXY: "intranet",
    DIGITALOCEAN_TOKEN: "secret",
    DIGITALOCEAN_ACCESS_TOKEN: "secret",
    DROPLET_ACTIONS_JOURNAL: "/journal",
    PULUMI_ACCESS_TOKEN: "secret",
    PULUMI_STACK: "production",
  });

  expect(environment).toEqual({
    LANG: "C",
    PATH: `${cli.binDir}:/usr/bin`,
    NO_PROXY: "intranet,127.0.0.1,localhost",
    no_proxy: "intranet,127.0.0.1,localhost",
    TMPDIR: join(folder, "clean", "temporary"),
    PULUMI_HOME: join(folder, "clean", "home"),
    PULUMI_BACKEND_URL: `file://${join(folder, "clean", "backend")}`,
    PULUMI_CONFIG_PASSPHRASE: "sandbox",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  });
});

test("a command gets its arguments, its folder and its own variables", async () => {
  const sandbox = createPulumiSandbox(join(folder, "run"), cli);
  const options = { cwd: folder, env: { DIGITALOCEAN_API_URL: "here", PULUMI_HOME: undefined } };

  const { code, stdout } = await sandbox.run(["up", "--yes"], options);

  expect(code).toBe(0);
  expect(stdout.split("\n").slice(0, 2)).toEqual(["up --yes", folder]);
  expect(stdout).toContain("DIGITALOCEAN_API_URL=here\n");
  expect(stdout).not.toContain("PULUMI_HOME=");
});

test("all commands of a sandbox can be killed at once", async () => {
  const slow = { binDir: join(folder, "slow") };
  writeFakePulumi(slow.binDir, "v3.259.0");
  writeScript(join(slow.binDir, "pulumi"), "sleep 60");
  const sandbox = createPulumiSandbox(join(folder, "kill"), slow);
  const commands = [1, 2].map(() => sandbox.run(["up"], { cwd: folder }));

  sandbox.kill();

  const codes = (await Promise.all(commands)).map((result) => result.code);
  expect(codes).toEqual([137, 137]);
});
