import { z } from "zod";
import type { DigitalOcean } from "../api/digitalocean";
import type { Droplet } from "../api/wire";
import { isNotFound } from "../errors";
import type { Operation } from "../operation/fold";
import { type Plan, type Refusal, refuse } from "../plan/plan";
import { dropletId, timeoutSeconds } from "./common";
import type { OutputField } from "./fields";
import { healthOutputs } from "./healthcheck";
import { snapshotBeforeOutputs, takesSnapshotFirst } from "./snapshotBefore";

/** What was read before a decision. A resource that needs more than the Droplet extends it. */
export interface Seen {
  /** Null: the Droplet does not exist (any more). */
  readonly droplet: Droplet | null;
  /** All of them, where the target stands for several. */
  readonly droplets?: readonly Droplet[];
}

/** The Droplets that a plan is for. */
export const dropletsIn = ({ droplet, droplets }: Seen): readonly Droplet[] =>
  droplets ?? (droplet ? [droplet] : []);

/** The same as `Seen`, where the Droplet is there. */
export type Present<S extends Seen> = S & { readonly droplet: Droplet };

export const isPresent = <S extends Seen>(seen: S): seen is Present<S> => seen.droplet !== null;

/** What a resource acts on. */
export interface Target {
  readonly input: "dropletId" | "tag";
  /** The name that messages use. */
  readonly name: (target: string) => string;
  /** The Droplets that no other operation may work on meanwhile. */
  readonly droplets: (api: DigitalOcean, target: string) => Promise<readonly string[]>;
  /** Why nothing can be done when there is no Droplet. */
  readonly missing: (target: string) => Refusal;
}

/** Values that every language can spell. */
export interface Example {
  readonly [name: string]: ExampleValue;
}

export type ExampleValue = string | number | boolean | readonly ExampleValue[] | Example;

export type Outputs = Readonly<Record<string, unknown>>;

/** Everything about a resource: one record, one file. All but `look` and `remove` is pure. */
export interface ResourceDefinition<
  Shape extends z.ZodRawShape = z.ZodRawShape,
  S extends Seen = Seen,
> {
  readonly name: string;
  /** One sentence, for the table of resources and the first line of the docs. */
  readonly summary: string;
  /** What else a user wants to know: Markdown. */
  readonly details: string;
  /** Inputs beside `dropletId`, from which the docs' examples in all languages are printed. */
  readonly example: Example;
  readonly inputs: z.ZodObject<Shape>;
  /** Beside those that every resource has. */
  readonly outputs: Readonly<Record<string, OutputField>>;
  /** The resource declares a state that another one of its kind on the same Droplet would fight with. */
  readonly declaresState?: true;

  /** Fills inputs that default to something of the resource itself. */
  readonly defaults?: (inputs: Outputs, olds: Outputs, resourceName: string) => Outputs;
  /** What it acts on; a Droplet if not given. */
  readonly target: Target;
  /** Reads what `plan`, `observe` and `drift` decide on. */
  readonly look: (
    api: DigitalOcean,
    target: string | undefined,
    known: {
      readonly inputs: Outputs;
      /** The outputs before the operation, or those of the state where there is none; null for a new resource. */
      readonly from: Outputs | null;
      readonly operation: Operation | null;
    },
  ) => Promise<S>;
  /** `look` needs outputs of the state, which the engine's check does not show. */
  readonly looksAtOutputs?: true;
  /** The steps that are left, given what was seen and what this operation set out from and has done. */
  readonly plan: (
    inputs: z.output<z.ZodObject<Shape>>,
    seen: Present<S>,
    operation: Operation,
  ) => Plan;
  /** The outputs after an operation or a refresh; null if what the resource stands for is gone. */
  readonly observe: (seen: S, operation: Operation | null) => Outputs | null;
  /** Outputs that an operation knows by itself, also when it stops half-way. */
  readonly soFar?: (operation: Operation) => Outputs;
  /** What the resource stands for is there although its Droplet is gone. */
  readonly outlives?: (seen: S) => boolean;
  /** Inputs that the Droplet no longer matches, with their present values. */
  readonly drift: (inputs: z.output<z.ZodObject<Shape>>, seen: Present<S>) => Outputs;
  /** What others changed that is shown but never acted on, and so is no drift of an input. */
  readonly notices?: (seen: S, state: Outputs) => string | undefined;
  /** Removing it acts with its "how" inputs, so a change of those has to reach the state. */
  readonly removesWith?: (inputs: Outputs) => boolean;
  /** Why a healthcheck would wait in vain with these inputs, as part of a sentence. */
  readonly withoutHealth?: (inputs: Outputs) => string | undefined;
  /** What its action, if it runs, destroys on the Droplet's disk, as part of a sentence. */
  readonly destroys?: (inputs: Outputs) => string | undefined;
  /** What stays at DigitalOcean, and belongs to no resource, when the target is another one than in these outputs. */
  readonly leaves?: (from: Outputs) => string | undefined;
  /** What the operation took and nothing of ours ever deletes, as a sentence that begins with its name. */
  readonly kept?: (seen: S, operation: Operation) => string | undefined;
  /** What a replacement does to the old one, for the preview. */
  readonly replaced?: (state: Outputs) => string;
  /** The id in Pulumi's state; the Droplet's if not given. */
  readonly id?: (operation: Operation) => string;
  /** Outputs that are known before the steps are taken. */
  readonly foresee?: (inputs: Outputs) => Outputs;
  /** How a thing that is there is imported; absent where the resource stands for an event. */
  readonly imports?: Importing;
  /** Ids of what it took and deletes when it is removed. */
  readonly owns?: (outputs: Outputs) => readonly string[];
  /** Acts when the resource is removed. The default does nothing and says so. */
  readonly remove?: (removal: Removal) => Promise<void>;
}

export interface Importing {
  /** What the id is, such as "the id of a Droplet". */
  readonly id: string;
  /** The command that shows such ids. */
  readonly list: string;
  /** The inputs that declare what is there; null if nothing is. */
  readonly find: (
    api: DigitalOcean,
    id: string,
  ) => Promise<{ readonly inputs: Outputs; readonly outputs?: Outputs } | null>;
}

export interface Removal {
  readonly api: () => DigitalOcean;
  readonly dropletId: string;
  /** Inputs and outputs as last saved. */
  readonly state: Outputs;
  /** Tells the user, in one line that stays. */
  readonly say: (line: string) => void;
  /** Brings this resource to some inputs that are different from the saved ones. */
  readonly apply: (inputs: Outputs) => Promise<void>;
  /** Whether what has this id is owned by a resource that was created or updated in this run. */
  readonly isOwnedInThisRun: (id: string) => boolean;
  /** Whether a resource of this kind was created or updated for the Droplet in this run. */
  readonly changedInThisRun: boolean;
}

/** What a record may leave out: most act on a Droplet, look at nothing else, and many show nothing and know no drift. */
type Usual = "target" | "look" | "drift" | "outputs" | "observe";

/** Its inputs are those beside `dropletId` and `timeoutSeconds`, unless it words these in its own way. */
type ResourceRecord<Shape extends z.ZodRawShape, S extends Seen> = Omit<
  ResourceDefinition<Shape, S>,
  Usual | "inputs"
> &
  Partial<Pick<ResourceDefinition<Shape, S>, Usual>> & { readonly inputs: Shape };

/** Adds what resources have in common. It keeps the exact types of a record inside its file; outside, all are handled alike. */
export function defineResource<Shape extends z.ZodRawShape, S extends Seen = Seen>(
  record: ResourceRecord<Shape, S>,
): ResourceDefinition {
  const { inputs, outputs } = record;
  const takesSnapshot = "snapshotBefore" in inputs;
  const definition = {
    ...usual,
    ...record,
    inputs: z.object({
      ...(record.target ? {} : { dropletId: dropletId() }),
      ...inputs,
      timeoutSeconds: inputs["timeoutSeconds"] ?? timeoutSeconds(600),
    }),
    outputs: {
      ...outputs,
      ...(takesSnapshot ? snapshotBeforeOutputs : {}),
      ...("healthcheck" in inputs ? healthOutputs : {}),
    },
  } as unknown as ResourceDefinition;
  return takesSnapshot ? takesSnapshotFirst(definition) : definition;
}

const theDroplet: Target = {
  input: "dropletId",
  name: (id) => `Droplet ${id}`,
  droplets: (_api, id) => Promise.resolve([id]),
  missing: (id) =>
    refuse(
      "no-such-droplet",
      "dropletId",
      `${JSON.stringify(id)}: there is no such Droplet for this token`,
      "Check the id, whether the Droplet was destroyed, and whether the token belongs to its team",
    ),
};

const usual: Pick<ResourceDefinition, Usual> = {
  target: theDroplet,
  look: async (api, dropletId) => ({ droplet: await lookAtDroplet(api, dropletId) }),
  outputs: {},
  observe: () => ({}),
  drift: () => ({}),
};

/** The Droplet; null when DigitalOcean does not know it (any more), or when we do not know yet which it will be. */
export async function lookAtDroplet(
  api: DigitalOcean,
  dropletId: string | undefined,
): Promise<Droplet | null> {
  if (dropletId === undefined) return null;
  try {
    return await api.droplet(dropletId);
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}
