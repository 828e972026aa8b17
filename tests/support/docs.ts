import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../tools/repository";

export const root = repositoryRoot();

export const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** Pages for people, by their paths in the repository. */
export const pages: readonly string[] = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "CODE_OF_CONDUCT.md"],
  "simulator/README.md",
  ...readdirSync(join(root, "docs"), { recursive: true })
    .map((name) => join("docs", String(name)))
    .filter((path) => path.endsWith(".md")),
];

const fence = /^( *)```(\w*)\n([^]*?)^\1```$/gm;

/** The code blocks of a page in one language. */
export const blocksOf = (path: string, language: string): string[] =>
  [...read(path).matchAll(fence)]
    .filter(([, , written]) => written === language)
    .map(([, indent = "", , code = ""]) => code.replaceAll(new RegExp(`^${indent}`, "gm"), ""));

const withoutCode = (text: string) => text.replace(fence, "");

/** The targets of a page's links within the repository. */
export const linksOf = (path: string): string[] =>
  [...withoutCode(read(path)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));

/** The anchors that GitHub gives to the headings of a page. */
export function anchorsOf(path: string): string[] {
  if (!existsSync(join(root, path))) return [];
  return [...withoutCode(read(path)).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
