import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import * as record from "../../../provider/publishing";
import { generated } from "../../../tools/generate";
import { repositoryRoot } from "../../../tools/repository";

const root = repositoryRoot();

const filledIn: record.Publishing = {
  name: "pulumi-droplet-actions",
  publisher: "Somebody",
  repository: "https://github.com/somebody/pulumi-droplet-actions",
  homepage: "https://somebody.dev",
  logoUrl: "https://somebody.dev/logo.svg",
  contact: "help@somebody.dev",
  javaGroup: "dev.somebody",
  dotnetNamespace: "Somebody",
  codeOwner: "@somebody",
};

/** What `npm run generate` would print after the record was filled in. */
function generatedOnTheDay(): Record<string, string> {
  let printed: Record<string, string> = {};
  jest.isolateModules(() => {
    jest.doMock("../../../provider/publishing", () => ({ ...record, publishing: filledIn }));
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const tools = require("../../../tools/generate") as { generated: typeof generated };
    printed = tools.generated(root);
  });
  return printed;
}

const placeholders = Object.entries(record.publishing)
  .filter(([field]) => record.placeholdersOf(record.publishing).includes(field))
  .map(([, value]) => value.replace("https://", ""))
  // Alone, they name packages of Pulumi, which the SDKs use.
  .map(
    (value) =>
      value + ({ "com.pulumi": ".dropletactions", Pulumi: ".DropletActions" }[value] ?? ""),
  );

const hasPlaceholder = (text: string) => placeholders.some((value) => text.includes(value));

test("every file with a placeholder is printed from the record, so that one edit reaches all of them", () => {
  const list = spawnSync("git", ["ls-files"], { cwd: root, encoding: "utf8" });
  const printed = [...Object.keys(generated(root)), "provider/publishing.ts"];
  const others = list.stdout
    .trim()
    .split("\n")
    .filter((path) => existsSync(join(root, path)) && statSync(join(root, path)).isFile())
    // Pulumi's generators print them from schema.json.
    .filter((path) => !printed.includes(path) && !/^sdk\/(?!nodejs)/.test(path))
    .filter((path) => hasPlaceholder(readFileSync(join(root, path), "utf8")));
  expect(others).toEqual([]);
});

test("once the record is filled in, no printed file has a placeholder", () => {
  const left = Object.entries(generatedOnTheDay()).filter(([, text]) => hasPlaceholder(text));
  expect(left.map(([path]) => path)).toEqual([]);
});

test("once the record is filled in, the files name the published packages", () => {
  const printed = generatedOnTheDay();
  expect(JSON.parse(printed["package.json"] ?? "")).toMatchObject({
    author: "Somebody",
    homepage: "https://somebody.dev",
    repository: { url: "git+https://github.com/somebody/pulumi-droplet-actions.git" },
    bugs: { url: "https://github.com/somebody/pulumi-droplet-actions/issues" },
    files: expect.not.arrayContaining(["sdk/python"]) as unknown,
  });
  expect(JSON.parse(printed["schema.json"] ?? "")).toMatchObject({
    publisher: "Somebody",
    repository: "https://github.com/somebody/pulumi-droplet-actions",
    homepage: "https://somebody.dev",
    logoUrl: "https://somebody.dev/logo.svg",
    pluginDownloadURL: "github://api.github.com/somebody/pulumi-droplet-actions",
    language: { csharp: { rootNamespace: "Somebody" }, java: { basePackage: "dev.somebody" } },
  });
  const goModule = "github.com/somebody/pulumi-droplet-actions/sdk/go";
  expect(printed["sdk/go/go.mod"]).toMatch(`module ${goModule}\n`);
  expect(printed["examples/any-language/go/main.go"]).toContain(`"${goModule}/dropletactions"`);
  const java = "examples/any-language/java";
  expect(printed[`${java}/src/main/java/App.java`]).toContain(
    "import dev.somebody.dropletactions.",
  );
  expect(printed[`${java}/pom.xml`]).toContain("<groupId>dev.somebody</groupId>");
  expect(printed["README.md"]).toContain("\nnpm install pulumi-droplet-actions ");
  expect(printed["README.md"]).toContain("[![npm](");
  expect(printed["README.md"]?.split("\n").length).toBeLessThanOrEqual(121);
  expect(printed["docs/plugin.md"]).toContain("`pip install pulumi_droplet_actions`");
  expect(printed["docs/plugin.md"]).toContain(`\`go get ${goModule}@v`);
  expect(printed["docs/installation-configuration.md"]).toContain(
    "--server github://api.github.com/somebody/pulumi-droplet-actions",
  );
  expect(printed[".github/CODEOWNERS"]).toContain("\n* @somebody\n");
  expect(printed["SECURITY.md"]).toContain("help@somebody.dev");
});

test("until then the schema names no address of the plugin, which Pulumi would try in vain", () => {
  const { pluginDownloadURL } = JSON.parse(generated(root)["schema.json"] ?? "") as {
    pluginDownloadURL?: string;
  };
  const isFilledIn = record.isFilledIn(record.publishing);
  expect(pluginDownloadURL !== undefined).toBe(isFilledIn);
});

test.each(["docs/_index.md", "docs/installation-configuration.md"])(
  "%s has the head that Pulumi's registry wants",
  (path) => {
    const [, head = ""] = /^---\n([^]*?)\n---\n/.exec(readFileSync(join(root, path), "utf8")) ?? [];
    expect(parse(head)).toEqual({
      title: expect.stringContaining("DigitalOcean Droplet actions") as unknown,
      meta_desc: expect.any(String) as unknown,
      layout: "package",
    });
  },
);
