import { readFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../../provider/version";
import { notesOf } from "../../../tools/release/notes";
import { repositoryRoot } from "../../../tools/repository";

const changelog = `# Changelog

## 1.10.0 (2026-12-24)

- The newest

## 1.1.0 (2026-12-01)

- One thing
- Another

### Before you upgrade

- Read this

## 1.0.0 (2026-11-01)

- The first
`;

test("the notes are what the changelog says of the version, whole and nothing else", () => {
  expect(notesOf(changelog, "1.1.0")).toBe(
    "- One thing\n- Another\n\n### Before you upgrade\n\n- Read this\n",
  );
  expect(notesOf(changelog, "1.0.0")).toBe("- The first\n");
});

test.each([
  ["the changelog does not have", "1.1"],
  ["the changelog has with nothing below it", "2.0.0"],
])("there are no notes of a version that %s", (_what, wanted) => {
  expect(() => notesOf(`${changelog}\n## 2.0.0 (unreleased)\n`, wanted)).toThrow(
    `CHANGELOG.md says nothing of ${wanted}.`,
  );
});

test("there are notes of the version that comes next", () => {
  const own = readFileSync(join(repositoryRoot(), "CHANGELOG.md"), "utf8");
  expect(notesOf(own, version)).toMatch(/^- /);
});
