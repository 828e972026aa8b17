import { placeholdersOf, type Publishing } from "../../provider/publishing";
import { isDated } from "./notes";

interface Situation {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly record: Publishing;
  readonly version: string;
  readonly changelog: string;
}

/** Why nothing can be published from here; undefined where it can. */
export function refusal({
  environment,
  record,
  version,
  changelog,
}: Situation): string | undefined {
  if (environment["GITHUB_ACTIONS"] !== "true" || environment["GITHUB_REF_TYPE"] !== "tag") {
    return `Only .github/workflows/release.yml publishes, when the tag v${version} is pushed. To make the files without publishing, run \`npm run release -- --dry-run\`.`;
  }
  const placeholders = placeholdersOf(record);
  if (placeholders.length > 0) {
    return `provider/publishing.ts has placeholders: ${placeholders.join(", ")}. Fill them in, then run \`npm run generate && npm run format\`.`;
  }
  const repository = `https://github.com/${environment["GITHUB_REPOSITORY"]}`;
  if (repository !== record.repository) {
    return `This is ${repository}, and provider/publishing.ts names ${record.repository}. Publish from there, or name this one.`;
  }
  const tag = environment["GITHUB_REF_NAME"];
  if (tag !== `v${version}`) {
    return `The tag is ${tag}, and the package's version is ${version}. Push the tag v${version}, or raise the version first.`;
  }
  if (!isDated(changelog, version)) {
    return `CHANGELOG.md has no date for ${version}. Write "## ${version} (<year>-<month>-<day>)" above what it says.`;
  }
  return undefined;
}
