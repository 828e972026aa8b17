import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "../../provider/api/client";
import { DigitalOcean } from "../../provider/api/digitalocean";
import { send } from "../../provider/api/send";
import { systemClock } from "../../provider/clock";
import type { Outputs } from "../../provider/resources/define";
import { Core } from "./core";
import { runFleet } from "./fleet";
import { holdWaits } from "./load";
import { type PeerName, peers, replay } from "./peers";

/** One Droplet to work on, in an account of its own. */
export interface Lane {
  readonly url: string;
  readonly token: string;
  readonly dropletId: string;
  /** Milliseconds from now. */
  readonly startAfter: number;
}

/** What a worker can do. Each answers with plain data. */
export const jobs = { runOurs, replayPeer, holdWaits, runFleet };

export type Jobs = typeof jobs;

/** As many provider processes as there are lanes would have it: no lane knows of another. */
async function runOurs(input: {
  readonly lanes: readonly Lane[];
  readonly kind: string;
  readonly args: Outputs;
}): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), "droplet-actions-bench-"));
  try {
    return await Promise.all(
      input.lanes.map(async ({ url, token, dropletId, startAfter }, index) => {
        const journalFolder = join(folder, String(index));
        const core = new Core({ url, token, clock: systemClock, journalFolder });
        await systemClock.sleep(startAfter);
        await core.up(input.kind, { ...input.args, dropletId }, `lane-${index}`);
        return Date.now();
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function replayPeer(input: {
  readonly lanes: readonly Lane[];
  readonly peer: PeerName;
  readonly type: string;
}): Promise<number[]> {
  return Promise.all(
    input.lanes.map(async ({ url, token, dropletId, startAfter }) => {
      const configuration = {
        token,
        tokenFrom: { name: "DIGITALOCEAN_TOKEN", isKept: false },
        apiUrl: url,
        requestsPerSecond: undefined,
      };
      const api = new DigitalOcean(createClient(configuration, systemClock, send(url)));
      await systemClock.sleep(startAfter);
      return replay(peers[input.peer], api, systemClock, dropletId, input.type);
    }),
  );
}
