import { basename } from "node:path";
import { build, type Metafile, type Plugin, transform } from "esbuild";
import { withPage } from "../provider/errorPages";
import { repositoryRoot } from "./repository";

const oldestNode = 20;
const forNode = { platform: "node", target: `node${oldestNode}`, minify: true } as const;

/**
 * The whole file is read before its first line runs, so an older Node.js can say that it is too old only if it
 * understands what stands as code in there. Those before this one come with no system that is still cared for.
 */
const oldestReader = "node12";

interface OneFile {
  readonly text: string;
  /** The files that it was made of, from the root of the repository. */
  readonly sources: readonly string[];
}

/**
 * Bundles a program into one file, in which all that only an `import()` reaches is a text that is compiled when it is
 * first imported. V8 reads through all the code of a file before it runs any of it, be it called or not; a text it
 * merely copies. esbuild finds the parts, and makes one more of what several of them need.
 */
export async function oneFile(entryPoint: string, plugins: Plugin[]): Promise<OneFile> {
  const { outputFiles, metafile } = await build({
    ...forNode,
    absWorkingDir: repositoryRoot(),
    entryPoints: { [main]: entryPoint },
    outdir: ".",
    bundle: true,
    // esbuild makes no parts of other formats.
    format: "esm",
    splitting: true,
    legalComments: "none",
    plugins,
    write: false,
    metafile: true,
    logLevel: "warning",
  });
  const atOnce = neededAtOnce(metafile);
  const parts = outputFiles.map(async ({ path, text }) => {
    const supported = {
      // What is compiled from a text has no import() of its own.
      "dynamic-import": false,
      // V8 gives most objects that begin with a spread a hidden class each, as large as they are.
      "object-rest-spread": false,
    };
    const name = basename(path);
    const isCode = atOnce.has(name);
    const target = isCode ? oldestReader : forNode.target;
    const { code } = await transform(text, { ...forNode, target, format: "cjs", supported });
    const part = isCode ? `function (${parameters.join()}) {${code}}` : JSON.stringify(code);
    return `${JSON.stringify(`./${name}`)}: ${part}`;
  });
  const text = `#!/usr/bin/env node
if (parseInt(process.versions.node) < ${oldestNode}) {
  const [name, own] = [require("path").basename(__filename), process.execPath];
  console.error(name + " needs Node.js ${oldestNode} or later on PATH, and " + own + " is " + process.version + ${JSON.stringify(withPage(".", "nodejs-too-old"))});
  process.exit(1);
}
const parts = {
${(await Promise.all(parts)).join(",\n")}
};
const modules = {};
function load(name) {
  const part = parts[name];
  if (!part) return require(name);
  if (!modules[name]) {
    const module = (modules[name] = { exports: {} });
    const run = typeof part === "string" ? compile(name, part) : part;
    run(module.exports, load, module);
  }
  return modules[name].exports;
}
function compile(name, text) {
  const filename = __filename + name.slice(1);
  return require("node:vm").compileFunction(text, ${JSON.stringify(parameters)}, { filename });
}
load("./${main}.js");
`;
  return { text, sources: Object.keys(metafile.inputs) };
}

const main = "main";

/** The same as those of Node.js's own modules. */
const parameters = ["exports", "require", "module"];

/** The names of the first part, of what it imports in the ordinary way, and so on. */
function neededAtOnce({ outputs }: Metafile): ReadonlySet<string> {
  const names = new Set([`${main}.js`]);
  for (const name of names) {
    for (const { path, kind } of outputs[name]?.imports ?? []) {
      if (kind === "import-statement") names.add(path);
    }
  }
  return names;
}
