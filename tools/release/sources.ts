import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { version } from "../../provider/version";
import { runCommand } from "../childProcess";
import { repositoryRoot } from "../repository";
import { pomForRelease } from "./pom";

/** Go gets a module from the repository itself, by a tag that begins with the module's folder. */
export const goTag = `sdk/go/v${version}`;

/** SDKs that are published from their sources: Go by a tag, Java and .NET by their own build tools. */
export const sourceLanguages = ["go", "java", "dotnet"];

/** Copies those SDKs as they are in the repository, with its license; returns a line for each that is not there. */
export async function packSources(folder: string): Promise<string[]> {
  const leftOut: string[] = [];
  for (const language of sourceLanguages) {
    const sources = join("sdk", language);
    if (!existsSync(join(repositoryRoot(), sources))) {
      leftOut.push(`${language} (there is no ${sources})`);
      continue;
    }
    for (const file of await filesOfGit(sources)) {
      const target = join(folder, language, file);
      mkdirSync(dirname(target), { recursive: true });
      cpSync(join(repositoryRoot(), sources, file), target);
    }
    cpSync(join(repositoryRoot(), "LICENSE"), join(folder, language, "LICENSE"));
  }
  const pom = join(folder, "java", "pom.xml");
  if (existsSync(pom)) writeFileSync(pom, pomForRelease(readFileSync(pom, "utf8"), description()));
  return leftOut;
}

function description(): string {
  const manifest = readFileSync(join(repositoryRoot(), "package.json"), "utf8");
  return (JSON.parse(manifest) as { description: string }).description;
}

/** What tests and builds left there is no part of it. */
async function filesOfGit(folder: string): Promise<string[]> {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const cwd = join(repositoryRoot(), folder);
  const { code, stdout, combined } = await runCommand("git", list, { cwd });
  if (code !== 0) throw new Error(combined);
  return stdout.split("\0").filter((file) => file !== "" && existsSync(join(cwd, file)));
}
