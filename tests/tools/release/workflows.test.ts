import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import manifest from "../../../package.json";
import { repositoryRoot } from "../../../tools/repository";
import { parts } from "../../../tools/release/make";

const root = repositoryRoot();
const folder = ".github/workflows";
const read = (path: string): unknown => parse(readFileSync(join(root, path), "utf8"));

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string | number>>;
  readonly "working-directory"?: string;
}

interface Job {
  readonly needs?: string | string[];
  readonly uses?: string;
  readonly steps?: readonly Step[];
}

const workflows = readdirSync(join(root, folder)).map((name) => ({
  name,
  jobs: (read(join(folder, name)) as { jobs: Readonly<Record<string, Job>> }).jobs,
}));

const steps = workflows.flatMap(({ name, jobs }) =>
  Object.values(jobs).flatMap((job) =>
    (job.steps ?? []).map((step) => [name, step.run ?? step.uses ?? "", step] as const),
  ),
);

test("there are workflows for tests and for a release", () => {
  expect(workflows.map(({ name }) => name)).toEqual(["release.yml", "test.yml"]);
  expect(steps.length).toBeGreaterThan(20);
});

test.each(steps)("%s calls what is there: %s", (_workflow, _what, step) => {
  const { uses = "", run = "", with: inputs = {}, "working-directory": directory = "" } = step;
  if (uses) expect(uses).toMatch(/^[\w-]+(\/[\w-]+){1,2}@(v\d+|release\/v\d+)$/);

  const scripts = [...run.matchAll(/\bnpm (?:run )?(test|(?<=run )[\w:-]+)/g)].map(
    ([, name]) => name,
  );
  expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(scripts));
  const files = [...run.matchAll(/\b(?:node|bash|sh) (\S+)/g)].map(([, path = ""]) => path);
  expect(files.filter((path) => !existsSync(join(root, path)))).toEqual([]);

  const named = [run, directory, ...Object.values(inputs).map(String)].join(" ");
  const made = [...named.matchAll(/dist\/release\/([^/\s")]+)/g)].map(([, part]) => part);
  expect(parts).toEqual(expect.arrayContaining(made));
  const goVersion = inputs["go-version-file"];
  if (goVersion !== undefined) expect(existsSync(join(root, String(goVersion)))).toBe(true);
});

test.each(workflows)("jobs of $name wait for jobs that are there", ({ jobs }) => {
  for (const { needs = [], uses } of Object.values(jobs)) {
    expect(Object.keys(jobs)).toEqual(expect.arrayContaining([needs].flat()));
    if (uses !== undefined) expect(existsSync(join(root, uses))).toBe(true);
  }
});

test("every part of a release is used by a step of its workflow", () => {
  const text = readFileSync(join(root, folder, "release.yml"), "utf8");
  // Go's tag publishes its sources, which are in the repository.
  const unused = parts.filter((part) => part !== "go" && !text.includes(`dist/release/${part}`));
  expect(unused).toEqual([]);
});

test("weekly updates reach every list of dependencies", () => {
  const { updates } = read(".github/dependabot.yml") as {
    updates: readonly {
      "package-ecosystem": string;
      directory?: string;
      directories?: readonly string[];
      schedule: object;
    }[];
  };
  const files = spawnSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).stdout.split("\n");
  const lists = { npm: "package.json", gomod: "go.mod", pip: "requirements.txt", maven: "pom.xml" };
  for (const [ecosystem, list] of Object.entries(lists)) {
    const entry = updates.find((one) => one["package-ecosystem"] === ecosystem);
    expect(entry?.schedule).toEqual({ interval: "weekly" });
    const patterns = (entry?.directories ?? []).map((path) => path.replace("*", "[^/]+"));
    const isReached = new RegExp(`^(${patterns.join("|")})$`);
    const there = files
      .filter((path) => path === list || path.endsWith(`/${list}`))
      // It is printed from tools/sdk-generator.
      .filter((path) => path !== "sdk/java/pom.xml");
    expect(there).not.toEqual([]);
    expect(there.filter((path) => !isReached.test(join("/", dirname(path))))).toEqual([]);
  }
  expect(updates.map((one) => one["package-ecosystem"])).toContain("github-actions");
});

describe("the form for what goes wrong", () => {
  const { body } = read(".github/ISSUE_TEMPLATE/bug.yml") as {
    body: readonly { type: string; id?: string; attributes: { label?: string; value?: string } }[];
  };

  test("begins with a warning of tokens", () => {
    expect(body[0]?.attributes.value).toContain("Never post a token.");
  });

  test("asks for the facts, each with a label and an id of its own", () => {
    const fields = body.slice(1);
    expect(fields.filter(({ attributes }) => !attributes.label)).toEqual([]);
    const ids = fields.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const facts = ["preview", "adapter", "package", "pulumi", "node", "actions", "journal"];
    expect(ids).toEqual(expect.arrayContaining(facts));
  });
});
