import { homedir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../../clock";
import { BucketStore } from "./bucketStore";
import { FolderStore } from "./folder";
import type { Store } from "./store";

/** Where the journal is kept: an address of a bucket, or a folder. */
export function journalHome(environment: NodeJS.ProcessEnv = process.env): string {
  const { DROPLET_ACTIONS_JOURNAL: named, PULUMI_HOME: home } = environment;
  // A CI system's settings do not know the shell's sign for the home folder.
  if (named) return named.replace(/^~(?=[/\\]|$)/, homedir);
  // `$PULUMI_HOME` is where the CLI keeps what belongs to this user and machine.
  return join(home || join(homedir(), ".pulumi"), "droplet-actions");
}

/** An address that is none of a bucket is refused when the journal is first used, where an error reaches the user. */
export const storeAt = (home: string, clock: Clock, showProgress: (line: string) => void): Store =>
  /^[a-z][a-z0-9+.-]+:\/\//i.test(home)
    ? new BucketStore(home, clock, { showProgress })
    : new FolderStore(home);
