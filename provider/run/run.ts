import type { Before } from "../actions/post";
import type { DigitalOcean } from "../api/digitalocean";
import type { Action } from "../api/wire";
import type { Clock } from "../clock";
import type { Change } from "../plan/change";
import type { Outputs, ResourceDefinition } from "../resources/define";
import type { Poller } from "./poller";
import type { Progress } from "./progress";
import type { Queue } from "./queue";

/** One change on its way: what is wanted, by whom, and until when. */
export interface Run {
  readonly definition: ResourceDefinition;
  /** For the command that runs it anew; empty if the door does not know it. */
  readonly urn: string;
  readonly inputs: Outputs;
  /** The resource's outputs before this change. */
  readonly state: Outputs;
  readonly change: Change;
  readonly api: DigitalOcean;
  readonly clock: Clock;
  /** When it became this change's turn on the Droplet; milliseconds since the epoch, as `deadline`. */
  readonly began: number;
  readonly deadline: number;
  /** The name of what sets the time: `timeoutSeconds` or `customTimeouts`. */
  readonly limit: string;
  readonly progress: Progress;
  readonly recent: Recent;
  /** Shared by all changes of the process. */
  readonly queue: Queue;
  readonly poller: Poller;
  /** The resource is new in the stack. */
  readonly creating: boolean;
  /** Asked at every look: true once nobody waits for the result any more. */
  readonly stopped: () => boolean;
  /** Of `stopped`: the user has asked for it and waits. */
  readonly cancelled: () => boolean;
  /** Writes the change, as it is now, to the journal. */
  readonly save: () => void;
  /** Ids of actions that our states and journal know of. */
  readonly knownActions: () => ReadonlySet<number>;
  /** Another process has sent such an action to the Droplet, and waits for the answer that names it. */
  readonly isSentElsewhere: (dropletId: string, type: string) => boolean;
  /** Tells the user something that stays on the screen. */
  readonly say: (line: string) => void;
}

/** A change before it is its turn on the Droplet. */
export type Waiting = Omit<Run, "began" | "deadline" | "recent">;

/** What a run remembers between its tries to send a POST. */
export interface Recent {
  /** By Droplet and type of action, as long as nothing was sent since. */
  readonly prepared: Map<string, Prepared>;
  /** In a row. */
  refusals: number;
  /** As often the plan had become too old before it was the POST's turn, in a row. */
  putOff: number;
  /** What ran on the Droplet when a POST was refused last. */
  blockedBy?: Action;
}

/** What is read before a POST. */
export interface Prepared {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly before: Before;
  readonly usual: number | undefined;
  /** Milliseconds that DigitalOcean's clock was ahead of ours. */
  readonly skew: number | undefined;
  /** Milliseconds that our clock was ahead of one that nobody sets. */
  readonly ahead: number;
}
