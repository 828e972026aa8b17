import { publishing } from "../../../provider/publishing";
import { refusal } from "../../../tools/release/refusal";

const record = {
  ...publishing,
  publisher: "Somebody",
  repository: "https://github.com/somebody/pulumi-droplet-actions",
  homepage: "https://somebody.dev",
  logoUrl: "https://somebody.dev/logo.svg",
  contact: "help@somebody.dev",
  javaGroup: "dev.somebody",
  dotnetNamespace: "Somebody",
  codeOwner: "@somebody",
};

const situation = {
  environment: {
    GITHUB_ACTIONS: "true",
    GITHUB_REF_TYPE: "tag",
    GITHUB_REF_NAME: "v1.2.3",
    GITHUB_REPOSITORY: "somebody/pulumi-droplet-actions",
  },
  record,
  version: "1.2.3",
  changelog: "# Changelog\n\n## 1.2.3 (2026-12-01)\n\n- Something new\n",
};

test("a release is made where the workflow runs for the version's tag", () => {
  expect(refusal(situation)).toBeUndefined();
});

test.each([
  [
    "on somebody's own computer",
    { environment: {} },
    "Only .github/workflows/release.yml publishes, when the tag v1.2.3 is pushed. To make the files without publishing, run `npm run release -- --dry-run`.",
  ],
  [
    "in another workflow",
    { environment: { ...situation.environment, GITHUB_REF_TYPE: "branch" } },
    /^Only .github\/workflows\/release.yml publishes/,
  ],
  [
    "with a placeholder in the record",
    { record: { ...record, contact: "nobody@example.org" } },
    "provider/publishing.ts has placeholders: contact. Fill them in, then run `npm run generate && npm run format`.",
  ],
  [
    "in a fork",
    { environment: { ...situation.environment, GITHUB_REPOSITORY: "fork/pulumi-droplet-actions" } },
    /^This is https:\/\/github.com\/fork\/pulumi-droplet-actions, and provider\/publishing.ts names/,
  ],
  [
    "for the tag of another version",
    { environment: { ...situation.environment, GITHUB_REF_NAME: "v1.2.4" } },
    /^The tag is v1.2.4, and the package's version is 1.2.3\./,
  ],
  [
    "for a version without a date",
    { changelog: "## 1.2.3 (unreleased)\n\n- Something new\n\n## 1.2.2 (2026-11-01)\n" },
    /^CHANGELOG.md has no date for 1.2.3\./,
  ],
])("nothing is published %s", (_where, change, words) => {
  expect(refusal({ ...situation, ...change })).toMatch(words);
});
