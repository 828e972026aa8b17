import AsyncLock from "async-lock";
import type { Account } from "../account/account";
import type { Clock } from "../clock";
import type { ErrorPage } from "../errorPages";
import type { Held } from "../operation/decide";
import type { Journal } from "../operation/journal";
import type { Secrets } from "../operation/secrets";
import type { Operation } from "../operation/fold";
import { downtimeRefusal } from "../plan/allowDowntime";
import { isRefusal, type Plan } from "../plan/plan";
import {
  dropletsIn,
  type Outputs,
  type Present,
  type ResourceDefinition,
  type Seen,
} from "../resources/define";
import type { Answer, Target } from "./health/probe";
import { healthRefusal } from "./health/target";
import type { Progress } from "./progress";

/** What an adapter hands in with every call of the engine. */
export interface Context {
  /** The resource; undefined if the engine did not name it. */
  readonly urn: string | undefined;
  /** Whether this is a preview; undefined where the engine does not tell the adapter. */
  readonly preview: boolean | undefined;
  readonly clock: Clock;
  /** Reads the configuration when called; throws a ConfigurationError if there is no token. */
  readonly connect: () => Account;
  /** The address that `connect` uses; needs no token. */
  readonly apiUrl: () => string;
  /** Whether a plan may take a Droplet down or destroy its data; throws a ConfigurationError if that cannot be read. */
  readonly allowsDowntime: () => boolean;
  readonly journal: Journal;
  /** The secrets of this call, which the journal does not spell out. */
  readonly secrets: Secrets;
  /** Shows a line that stays. One that names the page which explains it is a warning. */
  readonly say: (line: string, page?: ErrorPage) => void;
  /** The resource's own row. */
  readonly progress: Progress;
  /** Asks a Droplet's server, for a healthcheck. */
  readonly probe: (target: Target) => Promise<Answer>;
  /** Asked at every poll: true once nobody waits for results any more. Operations then stop, and restore the power. */
  readonly stopped: () => boolean;
  /** The user has asked for an end, and waits for it: what cannot end at once is left for the next run. */
  readonly cancelled: () => boolean;
  /** The resource option `customTimeouts`, which overrides the input of this name, without being kept. */
  readonly timeoutSeconds?: number | undefined;
  readonly session: Session;
}

/** A resource as the engine asks for it. */
export interface Request {
  readonly definition: ResourceDefinition;
  readonly inputs: Outputs;
  /** Inputs and outputs as last saved; null for a new resource. */
  readonly state: Outputs | null;
  /** What a new resource acted on before, where the engine replaces it. */
  readonly replaced?: string | undefined;
}

/** A resource that the engine has in its state. */
export interface SavedRequest extends Request {
  readonly state: Outputs;
}

/** What a preview can go by: what was read, an assumption about a Droplet that is not known yet, or nothing. */
export type Sight =
  | { readonly seen: Seen }
  | { readonly assumptions: readonly Present<Seen>[] }
  | { readonly unknown: readonly string[] };

/** What one process has seen of one preview or one update. */
export type Session = Readonly<ReturnType<typeof newSession>>;

export const newSession = () => ({
  /** URNs whose plan was shown, and other things that are said once. */
  announced: new Set<string>(),
  /** Whether the last check of a URN was part of a preview, where the adapter knew. */
  previews: new Map<string, boolean>(),
  /** What the last check of a URN saw, for the diff that follows. */
  sights: new Map<string, Sight>(),
  /** When an API address could last not be read, and why. */
  silences: new Map<string, { readonly error: Error; readonly since: number }>(),
  /** What the replacement of a URN does to the old one, for the check of the new one. */
  replacing: new Map<string, string>(),
  /** What the engine holds of a URN, for the create of a replacement, which is handed no state. */
  held: new Map<string, Held>(),
  /** What the resource of a URN acts on in the state, for the create of a replacement, which is handed no state. */
  targets: new Map<string, string>(),
  /** Seconds for which a plan that was shown takes a Droplet down, by Droplet and by the names of its resources in messages. */
  outages: new Map<string, Map<string, number>>(),
  /** The URN that declares a kind on a Droplet. */
  declaredBy: new Map<string, string>(),
  /** Kinds and Droplets that a create or update has brought to their inputs. */
  changed: new Set<string>(),
  /** Lets one operation at a time work on a Droplet, in the order they came; Droplets do not wait for one another. */
  queue: new AsyncLock({ maxPending: Infinity }),
  /** Ids of what resources own that a create or update of this run has brought to their inputs. */
  owned: new Set<string>(),
  /** Ids of actions in states that the engine showed. */
  knownActionIds: new Set<number>(),
  /** Droplets and tags that states are about. */
  knownTargets: new Set<string>(),
});

/** Says something the first time only. */
export function once(said: Set<string>, key: string, say: () => void): void {
  if (said.has(key)) return;
  said.add(key);
  say();
}

/** The plan of an operation, as far as the settings allow it. */
export function planOf(
  { allowsDowntime }: Context,
  request: Request,
  seen: Present<Seen>,
  operation: Operation,
): Plan {
  const { definition, inputs } = request;
  const plan = healthRefusal(request, seen, operation) ?? definition.plan(inputs, seen, operation);
  if (allowsDowntime() || isRefusal(plan)) return plan;
  const { input } = definition.target;
  return downtimeRefusal(plan, input, dropletsIn(seen), operation.restoresPower) ?? plan;
}

/** The key of all that is one kind of resource on one Droplet. */
export const kindOn = (kind: string, dropletId: unknown) => `${kind} ${String(dropletId)}`;

/** The name at the end of a URN. */
export const nameOf = (urn: string | undefined): string =>
  urn?.split("::").slice(3).join("::") ?? "";

/** How many seconds an operation may take. */
export const timeoutOf = ({ timeoutSeconds }: Context, inputs: Outputs): number =>
  timeoutSeconds ?? Number(inputs["timeoutSeconds"]);

/** The name of the setting that the seconds come from. */
export const limitOf = ({ timeoutSeconds }: Context): string =>
  timeoutSeconds === undefined ? "timeoutSeconds" : "customTimeouts";
