import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { publishing } from "../../provider/publishing";
import { version } from "../../provider/version";
import { runNpm } from "../npm";
import { repositoryRoot } from "../repository";

/** Packs what is built for npm; returns the file. */
export async function packNpm(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const pack = ["pack", "--pack-destination", folder];
  const { code, combined } = await runNpm(pack, { cwd: repositoryRoot() });
  if (code !== 0) throw new Error(combined);
  return join(folder, `${publishing.name}-${version}.tgz`);
}
