import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { anchorsOf, linksOf, pages, read, root } from "./support/docs";

/** What a link of a page leads to, as a path in the repository and an anchor. */
function followed(page: string, target: string): { path: string; anchor: string | undefined } {
  const [file = "", anchor] = target.split("#");
  return { path: file === "" ? page : join(dirname(page), file), anchor };
}

test.each(pages)("every link of %s leads to a file, and to a heading in it", (page) => {
  const broken = linksOf(page).filter((target) => {
    const { path, anchor } = followed(page, target);
    if (!existsSync(join(root, path))) return true;
    return anchor !== undefined && !anchorsOf(path).includes(anchor);
  });
  expect(broken).toEqual([]);
});

test("every page can be reached from README.md", () => {
  const reached = new Set<string>(["README.md"]);
  // A set that is walked gets what is added on the way.
  for (const page of reached) {
    for (const target of linksOf(page)) {
      const { path } = followed(page, target);
      if (path.endsWith(".md")) reached.add(path);
    }
  }
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});

test.each([
  ["README.md", 120],
  ["CONTRIBUTING.md", 150],
])("%s has at most %d lines", (page, most) => {
  expect(read(page).split("\n").length - 1).toBeLessThanOrEqual(most);
});
