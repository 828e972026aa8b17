import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isFilledIn, publishing } from "../../provider/publishing";

/** package.json, with what the record of publishing says in its place. */
export function printManifest(root: string): string {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    files: string[];
  };
  const { name, publisher, repository, homepage } = publishing;
  const printed = {
    ...manifest,
    name,
    author: publisher,
    homepage,
    repository: { type: "git", url: `git+${repository}.git` },
    bugs: { url: `${repository}/issues` },
    // The other SDKs come with it until they are published themselves.
    files: manifest.files.filter((path) => !isFilledIn(publishing) || !/^sdk\//.test(path)),
    // The name has no scope, so it is public anyway; the provenance names the commit that the package was made from.
    publishConfig: { access: "public", provenance: true },
  };
  return `${JSON.stringify(printed, null, 2)}\n`;
}
