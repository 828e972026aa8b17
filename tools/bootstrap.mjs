import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { repositoryRoot, runNode, runNpm, StepError } from "./steps.mjs";

const typicalSecondsOfInstall = 25;
const typicalSecondsOfBuild = 10;

/** Makes a fresh clone ready to run: the right Node.js, installed packages, built sources. */
export async function bootstrap() {
  checkNode();
  if (!isInstalled()) await install();
  await build();
}

function checkNode() {
  const wanted = readJson("package.json").engines.node;
  const oldest = Number(/\d+/.exec(wanted)[0]);
  if (Number(process.versions.node.split(".")[0]) < oldest) {
    throw new StepError(
      `This needs Node.js ${oldest} or later, and here is ${process.versions.node}.\n` +
        "Install a newer one (https://nodejs.org) and run the same command again.",
    );
  }
}

/**
 * npm writes its list of what it installed as the last thing it does, so an interrupted
 * installation does not count, and one that was made by hand does.
 */
function isInstalled() {
  if (!existsSync(inRepository("node_modules/.package-lock.json"))) return false;
  const installed = readJson("node_modules/.package-lock.json").packages;
  return Object.entries(wantedPackages()).every(
    ([path, wanted]) =>
      installed[path]?.version === wanted.version &&
      installed[path]?.integrity === wanted.integrity,
  );
}

/** Packages that are not optional: of the optional ones npm takes those for this machine. */
function wantedPackages() {
  const packages = Object.entries(readJson("package-lock.json").packages);
  return Object.fromEntries(
    packages.filter(([path, one]) => path !== "" && !one.optional && !one.link),
  );
}

async function install() {
  const folders = Object.keys(wantedPackages()).map((path) => inRepository(path, "package.json"));
  const code = await runNpm(["ci", "--no-audit", "--no-fund"], {
    quietly: {
      title: "Installing packages (npm ci)",
      typicalSeconds: typicalSecondsOfInstall,
      fraction: () => folders.filter((file) => existsSync(file)).length / folders.length,
    },
  });
  if (code !== 0) {
    throw new StepError("The packages could not be installed; npm's words are above.");
  }
}

async function build() {
  const fingerprint = fingerprintOfSources();
  const stamp = inRepository("dist/.fingerprint");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint) return;
  const code = await runNode(["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
    quietly: { title: "Building", typicalSeconds: typicalSecondsOfBuild },
  });
  if (code !== 0) throw new StepError("The sources do not compile; the errors are above.");
  if ((await runNode(["dist/tools/buildPlugin.js"])) !== 0) {
    throw new StepError("The plugin could not be bundled; the errors are above.");
  }
  mkdirSync(inRepository("dist"), { recursive: true });
  writeFileSync(stamp, fingerprint);
}

/** Even a compiler with nothing to do takes seconds; comparing the contents takes none. */
function fingerprintOfSources() {
  const hash = createHash("sha256");
  const add = (file) => hash.update(`${file}\n`).update(readFileSync(inRepository(file)));
  const files = ["package-lock.json", "tsconfig.json", "tsconfig.build.json", "schema.json"];
  for (const file of files) add(file);
  for (const folder of readJson("tsconfig.build.json").include) sourcesIn(folder).forEach(add);
  return hash.digest("hex");
}

function sourcesIn(folder) {
  if (!existsSync(inRepository(folder))) return [];
  return readdirSync(inRepository(folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : sourcesIn(path);
    return entry.name.endsWith(".ts") ? [path] : [];
  });
}

function readJson(file) {
  return JSON.parse(readFileSync(inRepository(file), "utf8"));
}

function inRepository(...path) {
  return join(repositoryRoot, ...path);
}
