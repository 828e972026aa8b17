import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { findPulumiCli, type FindOptions } from "../../tools/pulumiCli";
import { pinnedPulumiVersion } from "../../tools/offline/pulumiBuild";
import { allFiles, temporaryFolder, writeFakePulumi, writeScript } from "./fakePulumi";

const folder = temporaryFolder();
let count = 0;

/** A machine with nothing on it, and no network. */
function bareMachine() {
  const top = join(folder, String(++count));
  const places = {
    onPath: join(top, "path"),
    inHome: join(top, "home", ".pulumi", "bin"),
    inCache: join(top, "cache", "droplet-actions", `pulumi-${pinnedPulumiVersion()}`, "bin"),
  };
  mkdirSync(places.onPath, { recursive: true });
  const download = jest.fn((version: string, root: string) => installInto(root, `v${version}`));
  const build = jest.fn((version: string, root: string) => installInto(root, version));
  const options: FindOptions = {
    environment: {
      PATH: places.onPath,
      HOME: join(top, "home"),
      XDG_CACHE_HOME: join(top, "cache"),
    },
    canDownload: () => Promise.resolve(false),
    download,
    build,
  };
  return { ...places, download, build, options };
}

function installInto(root: string, version: string): Promise<void> {
  writeFakePulumi(join(root, "bin"), version);
  return Promise.resolve();
}

test("a CLI on PATH is taken before all others", async () => {
  const machine = bareMachine();
  writeFakePulumi(machine.onPath, "v3.300.0");
  writeFakePulumi(machine.inHome, "v3.301.0");

  const cli = await findPulumiCli(machine.options);

  expect(cli).toMatchObject({ binDir: machine.onPath, version: "v3.300.0", source: "path" });
});

test("the environment puts the CLI's folder first on PATH", async () => {
  const machine = bareMachine();
  writeFakePulumi(machine.inHome, "v3.301.0");

  const { environment } = await findPulumiCli(machine.options);

  expect(environment.PATH).toBe(`${machine.inHome}:${machine.onPath}`);
});

test("a CLI on PATH that is too old is passed over for the one in the home folder", async () => {
  const machine = bareMachine();
  writeFakePulumi(machine.onPath, "v3.215.9");
  writeFakePulumi(machine.inHome, "v3.216.0");

  const cli = await findPulumiCli(machine.options);

  expect(cli).toMatchObject({ binDir: machine.inHome, source: "home" });
});

test("a CLI without the host of a wanted language is passed over", async () => {
  const machine = bareMachine();
  const withoutYaml = allFiles.filter((file) => file !== "pulumi-language-yaml");
  writeFakePulumi(machine.onPath, "v3.300.0", withoutYaml);
  writeFakePulumi(machine.inCache, "v3.259.0");

  const any = await findPulumiCli(machine.options);
  const withYaml = await findPulumiCli({ ...machine.options, languages: ["nodejs", "yaml"] });

  expect(any.source).toBe("path");
  expect(withYaml).toMatchObject({ binDir: machine.inCache, source: "cache" });
});

test("a language host may lie elsewhere on PATH", async () => {
  const machine = bareMachine();
  const hosts = join(machine.onPath, "hosts");
  writeFakePulumi(machine.onPath, "v3.300.0", ["pulumi"]);
  writeFakePulumi(hosts, "v3.300.0", allFiles.slice(1));
  const environment = { ...machine.options.environment, PATH: `${machine.onPath}:${hosts}` };

  const cli = await findPulumiCli({ ...machine.options, environment });

  expect(cli.source).toBe("path");
});

test("a cached CLI is neither downloaded nor built again", async () => {
  const machine = bareMachine();
  writeFakePulumi(machine.inCache, "v3.259.0");
  const canDownload = jest.fn(() => Promise.resolve(true));

  const cli = await findPulumiCli({ ...machine.options, canDownload });

  expect(cli.source).toBe("cache");
  expect(canDownload).not.toHaveBeenCalled();
});

test("the download comes before the build, and both fill the same cache", async () => {
  const machine = bareMachine();
  writeScript(join(machine.onPath, "go"), "exit 0");
  const options = { ...machine.options, canDownload: () => Promise.resolve(true) };

  const first = await findPulumiCli(options);
  const second = await findPulumiCli(options);

  expect(first).toMatchObject({ binDir: machine.inCache, source: "download" });
  expect(second).toMatchObject({ binDir: machine.inCache, source: "cache" });
  expect(machine.download).toHaveBeenCalledTimes(1);
  expect(machine.build).not.toHaveBeenCalled();
});

test("without a network the CLI is built", async () => {
  const machine = bareMachine();
  writeScript(join(machine.onPath, "go"), "exit 0");

  const cli = await findPulumiCli(machine.options);

  expect(cli).toMatchObject({ binDir: machine.inCache, source: "build" });
  expect(machine.download).not.toHaveBeenCalled();
});

test("a download that fails is followed by the build", async () => {
  const machine = bareMachine();
  writeScript(join(machine.onPath, "go"), "exit 0");
  machine.download.mockRejectedValueOnce(new Error("the line went dead"));

  const cli = await findPulumiCli({
    ...machine.options,
    canDownload: () => Promise.resolve(true),
  });

  expect(cli.source).toBe("build");
});

test.each([
  ["downloaded", true, "download"],
  ["built", false, "build"],
])(
  "a version that is asked for is %s where another one is installed",
  async (_, online, source) => {
    const machine = bareMachine();
    writeFakePulumi(machine.inHome, "v3.276.0");
    writeScript(join(machine.onPath, "go"), "exit 0");
    const environment = {
      ...machine.options.environment,
      DROPLET_ACTIONS_PULUMI_VERSION: "3.259.0",
    };

    const cli = await findPulumiCli({
      ...machine.options,
      environment,
      canDownload: () => Promise.resolve(online),
    });

    expect(cli).toMatchObject({ version: "v3.259.0", source });
    expect(cli.binDir).toContain("pulumi-v3.259.0");
  },
);

test("without any way the message tells what was tried and what to do", async () => {
  const machine = bareMachine();
  writeFakePulumi(machine.onPath, "v3.100.0");

  await expect(findPulumiCli(machine.options)).rejects.toThrow(
    [
      "There is no Pulumi CLI here, and none could be got:",
      `  PATH: ${join(machine.onPath, "pulumi")} is v3.100.0, older than 3.216.0`,
      `  ~/.pulumi/bin: no pulumi in ${machine.inHome}`,
      `  Our cache: no pulumi in ${machine.inCache}`,
      "  Download: the download site does not answer",
      "  Build from source: no go on PATH",
      "Do one of these, then run the same command again:",
      "  - install the Pulumi CLI 3.216.0 or later: https://www.pulumi.com/docs/install/",
      "  - install Go (https://go.dev/doc/install): the CLI is then built from source, once.",
    ].join("\n"),
  );
});
