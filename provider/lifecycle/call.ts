import type { DigitalOcean } from "../api/digitalocean";
import type { Clock } from "../clock";
import type { Notes } from "../journal/secrets";
import type { Outputs } from "../resources/define";
import { Poller } from "../run/poller";
import { Queue } from "../run/queue";
import type { Sight } from "./sight";

/** What a door hands in with every call of the core. */
export interface Call {
  /** Undefined if the door does not know it. */
  readonly urn: string | undefined;
  /** True only where the door is sure that this is a preview. */
  readonly preview: boolean;
  readonly clock: Clock;
  /** Reads the configuration when called; throws a ConfigurationError if there is no token. */
  readonly api: () => DigitalOcean;
  /** The address that `api` uses; needs no token. */
  readonly apiUrl: () => string;
  readonly journal: Notes;
  /** A line that stays. */
  readonly log: (severity: "info" | "warning", line: string) => void;
  /** Progress on the resource's own row. */
  readonly status: (line: string) => void;
  /** True once nobody waits for results any more: changes stop at their next look, and put back the power. */
  readonly stopped: () => boolean;
  /** The user has asked for an end, and waits for it: what cannot end at once is left for the next run. */
  readonly cancelled?: () => boolean;
  /** Overrides the input of this name, without being kept. */
  readonly timeoutSeconds?: number | undefined;
  readonly session: Session;
}

/** What one process has seen of one preview or one update. */
export interface Session {
  /** URNs whose plan was shown. */
  readonly announced: Set<string>;
  /** By URN: whether its last check was part of a preview. */
  readonly previews: Map<string, boolean>;
  /** By URN: what its last check saw, for the diff that follows. */
  readonly sights: Map<string, Sight>;
  /** By API address: when it could last not be read, and why. */
  readonly silences: Map<string, { readonly error: Error; readonly since: number }>;
  /** By URN: what its replacement does to the old one, for the check of the new one. */
  readonly replacing: Map<string, string>;
  /** By URN: the one before a rename, as its last diff showed. A replacement is not told of it. */
  readonly formerUrns: Map<string, string>;
  /** By kind and Droplet: the URN that declares it. */
  readonly declaredBy: Map<string, string>;
  /** Kinds and Droplets that a create or update was called for. */
  readonly changed: Set<string>;
  readonly queue: Queue;
  /** One for each client, as all actions of an account are watched together. */
  readonly pollers: WeakMap<DigitalOcean, Poller>;
  /** By URN: the hash of the work that the engine holds as done, as its last check showed. */
  readonly held: Map<string, string>;
  /** Values that a create or update of this run has put into outputs. */
  readonly returned: Set<string>;
  /** Ids of actions in states that the engine showed. */
  readonly knownActions: Set<number>;
}

export const newSession = (): Session => ({
  announced: new Set(),
  previews: new Map(),
  sights: new Map(),
  silences: new Map(),
  replacing: new Map(),
  formerUrns: new Map(),
  declaredBy: new Map(),
  changed: new Set(),
  queue: new Queue(),
  pollers: new WeakMap(),
  held: new Map(),
  returned: new Set(),
  knownActions: new Set(),
});

/** The key of all that is one kind of resource on one Droplet. */
export const kindOn = (kind: string, dropletId: unknown) => `${kind} ${String(dropletId)}`;

/** The name at the end of a URN. */
export const nameOf = (urn: string | undefined): string =>
  urn?.split("::").slice(3).join("::") ?? "";

export function pollerOf({ session, clock }: Call, api: DigitalOcean): Poller {
  const known = session.pollers.get(api) ?? new Poller(api, clock);
  session.pollers.set(api, known);
  return known;
}

/** Seconds that a change may take. */
export const timeoutOf = ({ timeoutSeconds }: Call, inputs: Outputs): number =>
  timeoutSeconds ?? Number(inputs["timeoutSeconds"]);

/** Where the user sets them. */
export const limitOf = ({ timeoutSeconds }: Call): string =>
  timeoutSeconds === undefined ? "timeoutSeconds" : "customTimeouts";
