import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface DoctlEnd {
  /** Null after a signal. */
  readonly code: number | null;
  /** When the process was gone. */
  readonly at: number;
}

export interface DoctlRun {
  readonly child: ChildProcess;
  readonly end: Promise<DoctlEnd>;
}

/** Starts `doctl compute droplet-action …` against a simulator. */
export function startDoctl(
  command: string,
  { url, token }: { readonly url: string; readonly token: string },
  args: readonly string[],
): DoctlRun {
  const child = spawn(command, ["compute", "droplet-action", ...args], {
    stdio: "ignore",
    env: {
      PATH: process.env["PATH"],
      // Its own settings, if there are any, are of no concern here.
      HOME: tmpdir(),
      XDG_CONFIG_HOME: join(tmpdir(), "droplet-actions-no-doctl-configuration"),
      DIGITALOCEAN_API_URL: url,
      DIGITALOCEAN_ACCESS_TOKEN: token,
    },
  });
  const end = new Promise<DoctlEnd>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve({ code, at: Date.now() }));
  });
  return { child, end };
}

/** The subcommand for a type of action: `power_on` is `power-on`. */
export const subcommand = (type: string): string => type.replaceAll("_", "-");
