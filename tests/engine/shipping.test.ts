import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import grpcManifest from "@grpc/grpc-js/package.json";
import { extract, list } from "tar";
import { version } from "../../provider/version";
import schema from "../../schema.json";
import { runCommand, startCommand } from "../../tools/childProcess";
import { archiveOf, checksumsFile, packPlugin, platforms } from "../../tools/release/plugin";
import { noticesFile } from "../../tools/buildPlugin";
import { packNpm } from "../../tools/release/npmPackage";
import { repositoryRoot } from "../../tools/repository";
import { plainOutput } from "../support/plainOutput";
import { type Stack, startStack } from "./support/stack";
import { declare, ours, pluginFile, pluginFolder, writeYaml } from "./support/yaml";

const root = repositoryRoot();
const program = `resources:\n${declare("power", "DropletPowerState", "{ dropletId: 42, state: off }")}`;
const name = "pulumi-droplet-actions";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "droplet-actions-shipping-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = () => startStack({ droplets: [{ id: 42 }] });

/** Lets a folder of modules have the repository's copies of these. */
function linkFromRoot(dependencies: Readonly<Record<string, string>>, modules: string): void {
  for (const dependency of Object.keys(dependencies)) {
    const link = join(modules, dependency);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, "node_modules", dependency), link);
  }
}

/** The port that a plugin prints when it is ready. */
async function portOf(file: string, args: readonly string[]): Promise<string> {
  let printed: (text: string) => void;
  const first = new Promise<string>((resolve) => (printed = resolve));
  const started = startCommand(file, args, { onOutput: (text) => printed(text) });
  const port = await Promise.race([first, started.result.then(({ combined }) => combined)]);
  started.kill();
  await started.result;
  return port;
}

describe("the npm package", () => {
  let modules: string, installed: string, size: number;

  // What `npm install` would do of it, with the repository's copies of what the package says it needs.
  beforeAll(async () => {
    modules = join(folder, "node_modules");
    installed = join(modules, name);
    mkdirSync(installed, { recursive: true });
    const tarball = await packNpm(folder);
    size = statSync(tarball).size;
    await extract({ file: tarball, cwd: installed, strip: 1 });
    const { dependencies, peerDependencies } = manifest();
    linkFromRoot({ ...dependencies, ...peerDependencies }, modules);
  }, 180_000);

  const manifest = () =>
    JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
      peerDependencies: Record<string, string>;
      bin: Record<string, string>;
    };

  const files = () => readdirSync(installed, { recursive: true, encoding: "utf8" });

  test("is small, and holds nothing of what is only there to make it", () => {
    expect(size).toBeLessThan(1_000_000);
    expect(
      files().filter((file) => /\.(map|tgz|gz|tsbuildinfo)$|^tests|\/tools\//.test(file)),
    ).toEqual([]);
  });

  test("offers the same classes by both paths", async () => {
    const text = `
      const [dynamic, plugin] = ["${name}", "${name}/plugin"].map((path) => Object.keys(require(path)));
      console.log(JSON.stringify({ dynamic, plugin }));`;
    const { stdout, stderr } = await runCommand(process.execPath, ["-e", text], {
      cwd: folder,
      env: { ...process.env, ...plainOutput },
    });
    expect(stderr).toBe("");
    const { dynamic, plugin } = JSON.parse(stdout) as Record<string, string[]>;
    const classes = Object.keys(schema.resources).map((token) => token.slice(ours.length));
    expect(dynamic?.sort()).toEqual(classes.sort());
    expect(plugin?.sort()).toEqual([...classes, "Provider"].sort());
  });

  test.each([
    ["node16", "node16"],
    ["commonjs", "node10"],
  ])(
    "has types for TypeScript's module %s with moduleResolution %s",
    async (module, resolution) => {
      const file = join(folder, "program.ts");
      const lines = [
        `import * as dynamic from "${name}";`,
        `import * as plugin from "${name}/plugin";`,
        `const args: dynamic.DropletPowerStateArgs = { dropletId: 42, state: "off" };`,
        `new dynamic.DropletPowerState("one", args).status.apply((status: string) => status);`,
        `const provider = new plugin.Provider("other", { token: "t" });`,
        `new plugin.DropletPowerState("two", args, { provider }).status.apply((status: string) => status);`,
        `// @ts-expect-error There is no such state.`,
        `new plugin.DropletPowerState("three", { dropletId: 42, state: "on" });`,
      ];
      writeFileSync(file, lines.join("\n"));
      const { code, combined } = await runCommand(
        process.execPath,
        [
          join(root, "node_modules", "typescript", "bin", "tsc"),
          ...["--noEmit", "--strict", "--target", "ES2022"],
          ...["--module", module, "--moduleResolution", resolution, file],
        ],
        { cwd: folder },
      );
      expect(combined).toBe("");
      expect(code).toBe(0);
    },
    180_000,
  );

  test("brings the commands that it names, which start", async () => {
    const { bin } = manifest();
    expect(Object.keys(bin)).toEqual(["droplet-simulator", "pulumi-resource-droplet-actions"]);
    const command = (key: string) => join(installed, bin[key] ?? "");
    const plugin = command("pulumi-resource-droplet-actions");
    expect(await portOf(process.execPath, [plugin])).toMatch(/^\d+\n$/);
    const help = await runCommand(process.execPath, [command("droplet-simulator"), "--help"]);
    expect(help.combined).toContain("--scenario");
  });

  test("runs a program with the dynamic provider, and the same program with the plugin", async () => {
    const stack = await start();
    const ownModules = join(stack.project.folder, "node_modules");
    // The copy of gRPC that our package finds is another one than that of @pulumi/pulumi.
    const grpc = join("@grpc", "grpc-js");
    cpSync(join(root, "node_modules", grpc), join(ownModules, grpc), { recursive: true });
    linkFromRoot(grpcManifest.dependencies, ownModules);
    rmSync(join(ownModules, name), { recursive: true });
    cpSync(installed, join(ownModules, name), { recursive: true });
    linkFromRoot(manifest().dependencies, ownModules);
    stack.program(`new DropletPowerState("power", { dropletId: 42, state: "off" })`);
    expect((await stack.up()).writes).toEqual(["shutdown"]);
    const runtime = "{ name: nodejs, options: { typescript: false } }";
    const plugin = join("node_modules", name, "dist", "plugin");
    writeYaml(stack, "main: index.js\n", { runtime, plugin });
    writeFileSync(
      join(stack.project.folder, "index.js"),
      `new (require("${name}/plugin").DropletPowerState)("power", { dropletId: 42, state: "active" });`,
    );
    expect((await stack.up()).writes).toEqual(["power_on"]);
    expect(stack.resource("power").type).toBe(`${ours}DropletPowerState`);
    await stack.stop();
  }, 180_000);
});

describe("the plugin", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await start();
  }, 120_000);

  /** Pulumi's words for this machine. */
  const platform = [
    process.platform === "win32" ? "windows" : process.platform,
    process.arch === "x64" ? "amd64" : process.arch,
  ].join("-");

  async function isFoundWithoutPath(): Promise<void> {
    writeYaml(stack, program, { plugin: null });
    const { output } = await stack.preview();
    expect(output).toContain("+ 2 to create");
    expect(output).not.toContain("warning");
  }

  test("is downloaded from where its release lies, and is what the checksum says", async () => {
    await packPlugin(folder);
    const checksums = readFileSync(join(folder, checksumsFile), "utf8");
    const [checksum = ""] =
      new RegExp(`\\w+(?=  ${archiveOf(platform)}$)`, "m").exec(checksums) ?? [];
    const releases = createServer((request, response) => {
      const archive = basename(request.url ?? "");
      response.end(archive === archiveOf(platform) ? readFileSync(join(folder, archive)) : "");
    });
    await new Promise<void>((resolve) => releases.listen(0, "127.0.0.1", resolve));
    const server = `http://127.0.0.1:${(releases.address() as AddressInfo).port}`;
    const install = ["plugin", "install", "resource", "droplet-actions", `v${version}`];
    const from = ["--server", server, "--reinstall", "--checksum"];
    const refused = await stack.start([...install, ...from, "0".repeat(64)]).result;
    expect(refused.combined).toContain("invalid checksum");
    await stack.run([...install, ...from, checksum]);
    await isFoundWithoutPath();
    releases.close();
  }, 120_000);

  test("is installed from one file", async () => {
    const install = ["plugin", "install", "resource", "droplet-actions", version];
    await stack.run([...install, "--file", pluginFile, "--reinstall"]);
    await isFoundWithoutPath();
  }, 120_000);

  // There Pulumi looks for .exe and .cmd only, and calls any single file that it is given an .exe.
  test("brings in its archives for Windows what starts it there, and no batch file in the others", async () => {
    const executable = "pulumi-resource-droplet-actions";
    for (const one of platforms) {
      const names: string[] = [];
      await list({
        file: join(folder, archiveOf(one)),
        onReadEntry: ({ path }) => void names.push(path),
      });
      const windows = one.startsWith("windows") ? [`${executable}.cmd`] : [];
      expect(names.sort()).toEqual(["LICENSE", noticesFile, executable, ...windows]);
    }
    const batch = readFileSync(join(pluginFolder, `${executable}.cmd`), "utf8");
    expect(batch).toContain(`node "%~dp0\\${executable}" %*`);
  });

  test("is found by `pulumi do` then, without a path", async () => {
    const action = "droplet-actions:DropletReboot";
    const command = ["do", action, "create", "--stateless", "--droplet-id", "42", "--yes"];
    expect((await stack.run(command)).writes).toEqual(["reboot"]);
  }, 120_000);

  test("is added to a program by `pulumi package add`, by its name or its file", async () => {
    for (const what of [`droplet-actions@${version}`, pluginFile]) {
      writeYaml(stack, program, { plugin: null });
      await stack.run(["package", "add", what]);
      const file = readFileSync(join(stack.project.folder, "Pulumi.yaml"), "utf8");
      expect(file).toContain(`droplet-actions: droplet-actions@${version}`);
      expect((await stack.preview()).output).toContain("+ 2 to create");
    }
  }, 120_000);

  test("is named by its folder in the program's packages", async () => {
    await stack.run(["plugin", "rm", "--all", "--yes"]);
    writeYaml(stack, `packages: { droplet-actions: ${JSON.stringify(pluginFolder)} }\n${program}`, {
      plugin: null,
    });
    expect((await stack.preview()).output).toContain("+ 2 to create");
    writeYaml(stack, program, { plugin: null });
    await stack.preview({ fails: true });
  }, 120_000);

  test("tells its schema, which Pulumi finds right", async () => {
    const told = await stack.start(["package", "get-schema", pluginFile]).result;
    const { parameterization, ...rest } = JSON.parse(told.stdout) as Record<string, unknown>;
    expect(parameterization).toBeUndefined();
    expect(Object.keys(rest["resources"] as object)).toEqual(Object.keys(schema.resources));
    const checked = await stack.start(["schema", "check", join(root, "schema.json")]).result;
    expect(checked).toMatchObject({ code: 0, combined: "" });
  }, 120_000);

  test("can be run as Pulumi's host of Node.js runs the plugin in a folder", async () => {
    const host = require.resolve("@pulumi/pulumi/cmd/run-plugin");
    expect(await portOf(process.execPath, [host, pluginFolder, "127.0.0.1:1"])).toMatch(/^\d+\n$/);
    // The host installs what the folder's package.json names, and looks for its own program there.
    const manifest = JSON.parse(readFileSync(join(pluginFolder, "package.json"), "utf8")) as object;
    expect(manifest).toHaveProperty(["dependencies", "@pulumi/pulumi"]);
  });
});
