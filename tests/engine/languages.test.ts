import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { buildFlags } from "../../tools/offline/goCommand";
import { findPulumiCli } from "../../tools/pulumiCli";
import { runCommand } from "../../tools/childProcess";
import { repositoryRoot } from "../../tools/repository";
import { installed, intoVirtualEnvironment } from "../support/installed";
import { javaPackages } from "../support/java";
import { startStack } from "./support/stack";
import { pluginFolder } from "./support/yaml";

const root = repositoryRoot();
const examples = join(root, "examples", "any-language");
const folderOf = (language: string) => join(examples, language);

/** What the language's host has to find, or the reason why it cannot be run here. */
type Environment = Readonly<Record<string, string>> | string;

interface Run {
  readonly language: string;
  readonly environment: (temporary: string) => Promise<Environment>;
}

const runs: readonly Run[] = [
  { language: "yaml", environment: () => Promise.resolve({}) },
  // That the types are right is checked with those of the whole repository.
  {
    language: "typescript",
    environment: () => Promise.resolve({ PULUMI_NODEJS_TRANSPILE_ONLY: "true" }),
  },
  { language: "python", environment: python },
  { language: "go", environment: go },
  { language: "java", environment: java },
];

/** The SDK from the repository, and what it needs from PyPI in a virtual environment. */
async function python(temporary: string): Promise<Environment> {
  try {
    await findPulumiCli({ languages: ["python"], download: never, build: never });
  } catch {
    return "there is no Pulumi CLI with a language host for Python";
  }
  const packages = installed({
    name: "pulumi-python",
    source: join(root, "tests", "sdks", "python"),
    files: ["requirements.txt"],
    install: intoVirtualEnvironment,
  });
  if (packages === undefined) return "the packages from PyPI could not be installed";
  const commands = join(packages, "venv", "bin");
  const [sources, target] = [join(temporary, "sources"), join(temporary, "installed")];
  // Installing leaves files beside the sources.
  cpSync(join(root, "sdk", "python"), sources, { recursive: true });
  const { code, combined } = await runCommand(join(commands, "python"), [
    ...["-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"],
    ...["--target", target, sources],
  ]);
  if (code !== 0) throw new Error(combined);
  return { PATH: [commands, process.env["PATH"]].join(delimiter), PYTHONPATH: target };
}

/** An old host, since that of today is in no published Go module, and the SDK from the repository. */
function go(temporary: string): Promise<Environment> {
  const host = installed({
    name: "pulumi-language-go",
    source: join(__dirname, "go-host"),
    files: ["go.mod", "go.sum"],
    install: [["go", "build", "-o", "bin/", "tool"]],
  });
  if (host === undefined) return Promise.resolve("the language host for Go could not be built");
  const file = join(temporary, "project", "go.mod");
  const module = readFileSync(file, "utf8");
  writeFileSync(file, module.replace("../../../sdk/go", join(root, "sdk", "go")));
  return Promise.resolve({
    CGO_ENABLED: "0",
    GOFLAGS: buildFlags.join(" "),
    PATH: [join(host, "bin"), process.env["PATH"]].join(delimiter),
  });
}

/** The SDK from the repository, in a repository of Maven that the tests have for themselves. */
async function java(temporary: string): Promise<Environment> {
  const packages = javaPackages();
  if (packages === undefined) return "there is no JDK or Maven, or nothing for it";
  const host = installed({
    name: "pulumi-language-java",
    source: join(root, "tools", "sdk-generator"),
    files: ["go.mod", "go.sum"],
    install: [["go", "build", ...buildFlags, "-o", "bin/", "tool"]],
    environment: { CGO_ENABLED: "0" },
  });
  if (host === undefined) return "the language host for Java could not be built";
  const sources = join(temporary, "sources");
  cpSync(join(root, "sdk", "java"), sources, { recursive: true });
  const options = `-Dmaven.repo.local=${packages.repository}`;
  const install = ["--quiet", "--batch-mode", options, "install"];
  const { code, combined } = await runCommand("mvn", install, { cwd: sources });
  if (code !== 0) throw new Error(combined);
  return {
    // Each command starts Maven twice, for seconds: compiling its code to the utmost does not pay.
    MAVEN_OPTS: [process.env["MAVEN_OPTS"] ?? "", options, "-XX:TieredStopAtLevel=1"].join(" "),
    PATH: [join(host, "bin"), process.env["PATH"]].join(delimiter),
  };
}

const never = () => Promise.reject(new Error("not for a test"));

/** The example as it is; only the project's name is the stack's, and the plugin's path is a full one. */
function copyExample(language: string, folder: string): void {
  for (const name of readdirSync(folderOf(language))) {
    if (name === "tsconfig.json") continue;
    cpSync(join(folderOf(language), name), join(folder, name), { recursive: true });
  }
  const own = readFileSync(join(folderOf(language), "Pulumi.yaml"), "utf8");
  const file = own
    .replace(/^name:.*$/m, "name: engine")
    .replace(/^( +path:).*$/m, `$1 ${JSON.stringify(pluginFolder)}`);
  writeFileSync(join(folder, "Pulumi.yaml"), file);
}

test("there is one for each language, and all name the plugin's folder by its way from there", () => {
  const languages = readdirSync(examples).sort();
  expect(languages).toEqual(["go", "java", "python", "typescript", "yaml"]);
  for (const language of languages) {
    const file = readFileSync(join(folderOf(language), "Pulumi.yaml"), "utf8");
    const [, path = ""] = /^ +path: (.*)$/m.exec(file) ?? [];
    expect(join(folderOf(language), path)).toBe(pluginFolder);
  }
});

test.each(runs)(
  "examples/any-language/$language takes a snapshot while the Droplet is off, then resizes it",
  async ({ language, environment }) => {
    const stack = await startStack({ droplets: [{ id: 42, size: "s-1vcpu-1gb" }] });
    copyExample(language, stack.project.folder);
    const env = await environment(stack.project.sandbox.folder);
    if (typeof env === "string") {
      process.stderr.write(`skipped: examples/any-language/${language}: ${env}\n`);
      return;
    }
    await stack.run(["config", "set", "dropletId", "42"]);
    const preview = await stack.preview({ env });
    expect(preview.output).toContain("+ 3 to create");
    expect(preview.output).toMatch(/2\) snapshot named "before-resize"/);
    const up = await stack.up({ env });
    expect(up.writes).toEqual([
      ...["shutdown", "snapshot", "power_on"],
      ...["shutdown", "resize", "power_on"],
    ]);
    expect(up.output).toMatch(/memory +: 4096\s+snapshotId: "\d+"/);
    const second = await stack.up({ env });
    expect(second.writes).toEqual([]);
    expect(second.output).toContain("3 unchanged");
    await stack.run(["config", "set", "size", "s-4vcpu-8gb"]);
    const grown = await stack.up({ env });
    expect(grown.writes.filter((write) => !/^(shutdown|power_on)$/.test(write))).toEqual([
      "snapshot",
      expect.stringMatching(/^DELETE \/v2\/snapshots\/\d+ 204$/),
      "resize",
    ]);
    expect((await stack.destroy({ env })).writes).toEqual([
      expect.stringMatching(/^DELETE \/v2\/snapshots\/\d+ 204$/),
    ]);
    await stack.stop();
  },
  10 * 60_000,
);
