import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { publishing } from "../../provider/publishing";
import { version } from "../../provider/version";
import { runNpm } from "../npm";
import { repositoryRoot } from "../repository";

/** Packs what is built for npm; returns the file. */
export async function packNpm(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  // Packing by hand builds first, so that nothing stale is packed; here others may be reading what is built.
  const pack = ["pack", "--ignore-scripts", "--pack-destination", folder];
  const { code, combined } = await runNpm(pack, { cwd: repositoryRoot() });
  if (code !== 0) throw new Error(combined);
  return join(folder, `${publishing.name}-${version}.tgz`);
}
