import { homedir } from "node:os";
import { delimiter, join } from "node:path";

import { findGo } from "./offline/goCommand";
import { buildPulumi, pinnedPulumiVersion } from "./offline/pulumiBuild";
import { cachedRoot, fillCache, InterruptedError } from "./pulumiCache";
import { canDownload, downloadPulumi } from "./pulumiDownload";
import {
  findExecutable,
  inspectInstallation,
  oldestVersion,
  searchPath,
  type Installation,
  type Language,
  type Refusal,
} from "./pulumiInstallation";

export type { Language } from "./pulumiInstallation";

export type Source = "path" | "home" | "cache" | "download" | "build";

export interface PulumiCli extends Installation {
  source: Source;
  /** To be added to the environment of whatever runs the CLI. */
  environment: { PATH: string };
}

export interface FindOptions {
  /** The languages whose programs the CLI must run; a CLI on PATH without them is passed over. */
  languages?: readonly Language[];
  environment?: NodeJS.ProcessEnv;
  canDownload?: typeof canDownload;
  download?: typeof downloadPulumi;
  build?: typeof buildPulumi;
}

/** The environment variable that asks for one version of the CLI and no other, as "3.259.0". */
export const versionVariable = "DROPLET_ACTIONS_PULUMI_VERSION";

/**
 * Finds a Pulumi CLI with its language hosts, or gets one: from PATH, `~/.pulumi`, our cache, the
 * official download, a build from source. The first that works is taken.
 */
export async function findPulumiCli(options: FindOptions = {}): Promise<PulumiCli> {
  const search: Search = {
    languages: ["nodejs"],
    environment: process.env,
    canDownload,
    download: downloadPulumi,
    build: buildPulumi,
    ...options,
  };
  const refusals: [Source, string][] = [];
  for (const source of sources) {
    const found = await ways[source](search);
    if ("binDir" in found) {
      const folders = [found.binDir, search.environment["PATH"]];
      return { ...found, source, environment: { PATH: folders.filter(Boolean).join(delimiter) } };
    }
    refusals.push([source, found.reason]);
  }
  throw new Error(howToGetOne(refusals));
}

type Search = Required<FindOptions>;
type Way = (search: Search) => Promise<Installation | Refusal>;

const sources: readonly Source[] = ["path", "home", "cache", "download", "build"];

const ways: Record<Source, Way> = {
  async path(search) {
    const folders = searchPath(search.environment);
    const binDir = folders.find((folder) => findExecutable("pulumi", [folder]));
    return binDir ? inspect(search, binDir) : { reason: "no pulumi" };
  },

  home: (search) => inspect(search, join(homeOf(search), ".pulumi", "bin")),

  cache: (search) => inspect(search, join(rootOf(search), "bin")),

  async download(search) {
    if (!(await search.canDownload())) return { reason: "the download site does not answer" };
    const version = versionToGet(search).replace(/^v/, "");
    return fill(search, (root, interrupted) => search.download(version, root, interrupted));
  },

  async build(search) {
    if (!findGo(search.environment)) return { reason: "no go on PATH" };
    const version = versionToGet(search);
    return fill(search, (root, interrupted) =>
      search.build(version, root, search.environment, interrupted),
    );
  },
};

async function fill(
  search: Search,
  work: (root: string, interrupted: AbortSignal) => Promise<void>,
): Promise<Installation | Refusal> {
  const root = rootOf(search);
  const look = () => inspect(search, join(root, "bin"));
  try {
    await fillCache(root, async () => "binDir" in (await look()), work);
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    return { reason: error instanceof Error ? error.message : String(error) };
  }
  return look();
}

async function inspect(search: Search, binDir: string): Promise<Installation | Refusal> {
  const found = await inspectInstallation(binDir, search.languages, search.environment);
  const asked = askedVersion(search);
  if (!asked || !("binDir" in found) || found.version === asked) return found;
  return { reason: `${binDir} holds ${found.version}, and ${versionVariable} asks for ${asked}` };
}

function askedVersion({ environment }: Search): string | undefined {
  const asked = environment[versionVariable];
  return asked && `v${asked.replace(/^v/, "")}`;
}

const versionToGet = (search: Search): string => askedVersion(search) ?? pinnedPulumiVersion();

function homeOf(search: Search): string {
  return search.environment["HOME"] || homedir();
}

function rootOf(search: Search): string {
  return cachedRoot("pulumi", versionToGet(search), search.environment);
}

const namesOfSources: Record<Source, string> = {
  path: "PATH",
  home: "~/.pulumi/bin",
  cache: "Our cache",
  download: "Download",
  build: "Build from source",
};

function howToGetOne(refusals: readonly [Source, string][]): string {
  return [
    "There is no Pulumi CLI here, and none could be got:",
    ...refusals.map(([source, reason]) => `  ${namesOfSources[source]}: ${reason}`),
    "Do one of these, then run the same command again:",
    `  - install the Pulumi CLI ${oldestVersion} or later: https://www.pulumi.com/docs/install/`,
    "  - install Go (https://go.dev/doc/install): the CLI is then built from source, once.",
  ].join("\n");
}
