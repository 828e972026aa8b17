import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { version } from "../provider/version";
import { checkInputs } from "../provider/lifecycle/inputs";
import { resourceNamed, resources } from "../provider/resources";
import { generated } from "../tools/generate";

const root = resolve(__dirname, "..");

/** From the users' side down to DigitalOcean; a file may import from its own layer and from those after it. */
const layers = [
  "sdk/nodejs",
  "provider/adapters/dynamic",
  "provider/adapters/plugin",
  "provider/adapters",
  "provider/lifecycle",
  "provider/run",
  "provider/resources",
  "provider/plan",
  "provider/actions",
  "provider/account",
  "provider/operation",
  "provider/api",
  "provider/configuration.ts",
  "provider/settings.ts",
  "provider/version.ts",
  "provider/errors.ts",
  "provider/errorPages.ts",
  "provider/publishing.ts",
  "provider/clock.ts",
  "schema.json",
];

const layerOf = (file: string) =>
  layers.findIndex((layer) => file === layer || file.startsWith(`${layer}/`));

function sources(folder: string): string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(join(root, path)).isDirectory()) return sources(path);
    return path.endsWith(".ts") ? [path] : [];
  });
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/(?:from|import\()\s*"(\.[^"]*)"/g)].map(([, target]) => {
    const path = relative(root, resolve(root, dirname(file), target ?? "")).replace(/\.js$/, "");
    if (path.endsWith(".json")) return path;
    return existsSync(join(root, `${path}.ts`)) ? `${path}.ts` : join(path, "index.ts");
  });
}

test.each([...sources("provider"), ...sources("sdk/nodejs")])(
  "%s imports nothing from above",
  (file) => {
    expect(layerOf(file)).toBeGreaterThanOrEqual(0);
    const upwards = importsOf(file).filter(
      (imported) =>
        layerOf(imported) < layerOf(file) || !/^((provider|sdk)\/|schema\.json)/.test(imported),
    );
    expect(upwards).toEqual([]);
  },
);

test("before the engine can read the plugin's port, nothing but Node.js's own modules is loaded", () => {
  const text = ["main", "server"].map((name) =>
    readFileSync(join(root, `provider/adapters/plugin/${name}.ts`), "utf8"),
  );
  const imported = [...text.join("").matchAll(/^import .*from "(.*)";$/gm)].map(([, from]) => from);
  expect(imported).toEqual(["node:v8", "./server", "node:net"]);
});

test("what is printed from the resource records is fresh (else: npm run generate && npm run format)", () => {
  // The formatter has the last word on layout, so white space does not count.
  const bare = (text: string) => text.replace(/[\s,|-]+/g, "");
  for (const [path, text] of Object.entries(generated(root))) {
    expect({ path, text: bare(readFileSync(join(root, path), "utf8")) }).toEqual({
      path,
      text: bare(text),
    });
  }
});

test("the version is the package's", () => {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    version: string;
  };
  expect(version).toBe(manifest.version);
});

describe.each(resources.map(({ name }) => [name]))("%s", (name) => {
  const file = `${name[0]?.toLowerCase()}${name.slice(1)}`;

  test("has its record in provider/resources", () => {
    expect(existsSync(join(root, `provider/resources/${file}.ts`))).toBe(true);
  });

  test("has its tests in tests/resources", () => {
    expect(existsSync(join(root, `tests/resources/${file}.test.ts`))).toBe(true);
  });

  test("has an example for the docs that its own checks accept", () => {
    const definition = resourceNamed(name);
    const inputs = { [definition.target.input]: "3164444", ...definition.example };
    expect(checkInputs(definition, {}, inputs, "web").failures).toEqual([]);
  });

  test("is used by an example", () => {
    const programs = sources("examples").map((path) => readFileSync(join(root, path), "utf8"));
    expect(programs.filter((text) => text.includes(`new ${name}(`))).not.toEqual([]);
  });
});

test("the list of resources holds every record of its folder, in alphabetical order", () => {
  const others = [
    "common",
    "define",
    "fields",
    "healthcheck",
    "importing",
    "index",
    "snapshotBefore",
    "types",
  ];
  const records = readdirSync(join(root, "provider/resources"))
    .map((name) => name.replace(/\.ts$/, ""))
    .filter((name) => !others.includes(name));
  expect(resources.map(({ name }) => name.toLowerCase())).toEqual(
    records.map((name) => name.toLowerCase()).sort(),
  );
});
