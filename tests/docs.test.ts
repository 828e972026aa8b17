import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { withPage } from "../provider/errorPages";
import { anchorsOf, blocksOf, linksOf, pages, read, root } from "./support/docs";
import { World } from "./support/world";

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

test("README.md shows what previews of a resize say", async () => {
  const [plan, refusal] = blocksOf("README.md", "text");
  expect(blocksOf("docs/resources/DropletResize.md", "text")).toContain(plan);

  const world = await World.start({ droplets: [{ id: 3164444, name: "web" }] });
  try {
    const inputs = { dropletId: 3164444, size: "s-1vcpu-512mb-10gb" };
    const { failures } = await world.check("DropletResize", inputs);
    const texts = failures.map(({ property, reason }) =>
      withPage(`${property} ${reason}`, "size-not-possible"),
    );
    expect(texts.map((text) => `${text}\n`)).toEqual([refusal]);
  } finally {
    await world.stop();
  }
});
