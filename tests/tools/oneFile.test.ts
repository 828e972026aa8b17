import { withPage } from "../../provider/errorPages";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../tools/childProcess";
import { oneFile } from "../../tools/oneFile";
import { plainOutput } from "../support/plainOutput";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "droplet-actions-one-file-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Bundles a program's files, of which `main.ts` is the first, and runs what comes of them. */
async function run(files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const { text: bundled } = await oneFile(join(folder, "main.ts"), []);
  for (const name of Object.keys(files)) rmSync(join(folder, name));
  writeFileSync(join(folder, "program"), bundled);
  return { bundled, ...(await runAgain()) };
}

function runAgain(nodeArguments: readonly string[] = []) {
  const env = { ...process.env, ...plainOutput };
  return runCommand(process.execPath, [...nodeArguments, join(folder, "program")], { env });
}

const shared = "export const seen: string[] = [];";

test("one file holds the whole program, and one copy of what its parts share", async () => {
  const { combined, bundled } = await run({
    "shared.ts": shared,
    "library.cjs": 'exports.separator = require("node:path").posix.sep;',
    "later.ts": `import { seen } from "./shared"; import { separator } from "./library.cjs";
      seen.push("later"); export const say = () => seen.join(separator);`,
    "latest.ts": `import { seen } from "./shared"; import { separator } from "./library.cjs";
      seen.push("latest" + separator);`,
    "main.ts": `import { seen } from "./shared"; seen.push("main");
      import("./later").then(async ({ say }) => { await import("./latest"); console.log(say()); });`,
  });
  expect(combined.trim()).toBe("main/later/latest/");
  expect(bundled).not.toContain(folder);
});

test("what is imported later is read later, and named in the stack of its errors", async () => {
  const { combined } = await run({
    "later.ts": 'export const fail = () => { throw new Error("with \\"quotes\\" and ${x}`"); };',
    "main.ts": `console.log("first"); import("./later").then(({ fail }) => fail());`,
  });
  expect(combined).toMatch(/^first\n/);
  expect(combined).toContain('Error: with "quotes" and ${x}`');
  expect(combined).toMatch(/program\/later-\w+\.js:\d+:\d+/);
});

test("a part that is imported later is no code of the file until then", async () => {
  const { bundled } = await run({
    "later.ts": 'export const mark = ["later", 1];',
    "main.ts": 'export const mark = ["main", 1]; import("./later").then(() => {});',
  });
  expect(bundled).toContain('["main",1]');
  expect(bundled).toContain('[\\"later\\",1]');
});

test("a Node.js that is too old is named, and nothing runs", async () => {
  await run({ "main.ts": 'console.log("ran");' });
  const older = join(folder, "older.js");
  writeFileSync(
    older,
    'Object.defineProperties(process, { version: { value: "v18.20.8" }, versions: { value: { node: "18.20.8" } } });',
  );
  const { code, combined } = await runAgain(["--require", older]);
  expect(code).toBe(1);
  expect(combined.trim()).toBe(
    `program needs Node.js 20 or later on PATH, and ${process.execPath} is v18.20.8${withPage(".", "nodejs-too-old")}`,
  );
});

test("one that is too old can read the file, up to what is imported later", async () => {
  const newer = (name: string) => `
    class Counter { static #all = 0; static more() { return (Counter.#all ||= 1); } }
    export const ${name} = (value?: { a: number }) => (value?.a ?? Counter.more());
    console.log(${name}());`;
  const { bundled, combined } = await run({
    "later.ts": newer("later"),
    "main.ts": `${newer("main")} import("./later");`,
  });
  expect(combined.trim()).toBe("1\n1");
  const code = bundled.split("\n").filter((line) => !line.startsWith('"./later'));
  expect(code.join("\n")).not.toMatch(/\?\.[a-z]|\?\?|\|\|=|#all/);
});
