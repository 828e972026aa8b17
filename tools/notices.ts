import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "./repository";

const licenseFile = /^(licen[cs]e|copying|notice)/i;

/** The folder of the package that a bundled file is from; none for a file of ours. */
const packageFolder = /^.*node_modules\/(@[^/]+\/)?[^/]+(?=\/)/;

/** Names the packages from which files were bundled, and repeats the texts of their licenses, as these ask for. */
export function noticesOf(bundledFiles: readonly string[]): string {
  const folders = bundledFiles.flatMap((file) => packageFolder.exec(file)?.[0] ?? []);
  const notices = [...new Set(folders)].map((folder) => noticeOf(join(repositoryRoot(), folder)));
  const head = "The plugin contains parts of these packages.\n";
  return [head, ...notices.sort()].join(`\n${"-".repeat(80)}\n\n`);
}

function noticeOf(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly name: string;
    readonly version: string;
    readonly license: string;
  };
  const files = readdirSync(folder).filter((name) => licenseFile.test(name));
  const texts = files
    .sort()
    .map((name) => `\n${readFileSync(join(folder, name), "utf8").trim()}\n`);
  return [`${manifest.name} ${manifest.version} (${manifest.license})\n`, ...texts].join("");
}
