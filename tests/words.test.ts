import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./support/docs";

/** One word per thing: what these once stood for, and the word that stands for it now. */
const retired: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\bdoors?\b/, "adapter, dynamic provider or plugin"],
  [/\bwish(es)?\b/, "inputs"],
  [/\bas declared\b/, "matches the inputs"],
  [/\bwhat is wanted\b/, "inputs"],
  [/\bdeeds?\b/, "action or step"],
  [/\banother event\b/, "another action"],
  [/\bwhat was begun\b/, "unfinished operation"],
  [/\b(send|sends|sent) anew\b/, "send again, resend"],
  [/\bposts nothing\b|\bnothing is posted\b/, "sends nothing"],
  [/\bmake up for\b/, "look up"],
  [/\bout of time\b|\btime is over\b/, "time out"],
  [/\b(go|goes|going|gone|went) on (with|where)\b|\bup goes on\b|\bto go on\b/, "resume, continue"],
  [/\b(come|comes|coming|came) to (its|their|an) end\b|\bnot at its end\b/, "finish, unfinished"],
  [/\bput(s|ting)? (the power back|back the power|power back)\b/, "restore power"],
  [/\bpower is put back\b|\bow(e|es|ed|ing)\b/, "restore power"],
  [/\b(state|journal|nothing of ours) knows\b/, "is in the state, is in the journal"],
  [/\b(is|are|was|were) told\b(?! the)/, "gets, is reported"],
  [/\b(its|operation's) turn (on|came)\b/, "queue"],
  [/\bglances?\b|\blook(s|ed)? anew\b/, "read"],
  [/\bpace\b|\bway is free\b/, "rate limit"],
];

const folders = [
  "benchmarks",
  "docs",
  "examples",
  "provider",
  "sdk",
  "simulator",
  "tests",
  "tools",
];
/** Printed from the records, which are read. */
const printed = /^(docs.resources|sdk.(python|go))\b/;
const texts = /\.(ts|mjs|js|md|json|yaml|py|go|html|css)$/;
const itself = join("tests", "words.test.ts");

const files = [
  ...["CHANGELOG.md", "CONTRIBUTING.md", "README.md", "package.json"],
  ...folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, String(name))),
  ),
].filter(
  (path) =>
    texts.test(path) &&
    path !== itself &&
    !printed.test(path) &&
    !path.includes("node_modules") &&
    statSync(join(root, path)).isFile(),
);

/** The files, with each comment in one line, so that none of its words is split. */
const contents = files.map((path) => ({
  path,
  text: readFileSync(join(root, path), "utf8").replace(/\n\s*(\*|\/\/|#) /g, " "),
}));

test("reads the whole tree", () => {
  expect(files).toEqual(expect.arrayContaining(["README.md", join("provider", "errors.ts")]));
});

test.each(retired)("%p is found nowhere: the word is %s", (pattern) => {
  const found = contents.flatMap(({ path, text }) =>
    text
      .split("\n")
      .filter((line) => new RegExp(pattern, "i").test(line))
      .map((line) => `${path}: ${line.trim().slice(0, 200)}`),
  );
  expect(found).toEqual([]);
});
