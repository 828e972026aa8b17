import { randomBytes } from "node:crypto";
import { z } from "zod";

/**
 * One attempt to bring a resource to its inputs: what it set out from, and everything that happened since. The record
 * is kept whole in the outputs while the operation is unfinished, and in the journal. Events are only ever appended,
 * so of two copies of one operation the longer one is the newer.
 */

/** Records of another version are reported as unreadable, never taken for something else. */
export const version = 2;

/** What a create replaces when the engine has not shown which operation made it, as for a taint. */
export const unknownBase = "unknown";

/** The key in a state that names the operation which brought it about. The engine hides keys that begin with `__`. */
export const operationKey = "__operation";

/** An event as it is recorded; its time is added with it. */
const body = z.discriminatedUnion("is", [
  /** A run began to work on the operation, or resumed it. */
  z.object({ is: z.literal("worked"), run: z.string() }),
  /** The Droplets that had the tag just before the POST for all of them; null: that POST was not accepted. */
  z.object({ is: z.literal("tagged"), dropletIds: z.array(z.string()).nullable() }),
  /** A POST leaves. Its number is its place among all events of this kind, counted from 0. */
  z.object({
    is: z.literal("sent"),
    dropletId: z.string(),
    type: z.string(),
    body: z.record(z.string(), z.unknown()),
    /** What was there before, so that the effect can be told from it. */
    before: z
      .object({
        /** Actions of this type on the Droplet's list. */
        actionIds: z.array(z.number()).optional(),
        snapshotIds: z.array(z.string()).optional(),
        status: z.string().optional(),
      })
      .optional(),
    /** How long this type of action took on this Droplet before; absent if it has not run there. */
    usualSeconds: z.number().optional(),
    /** How far DigitalOcean's clock was ahead of ours; absent if it did not tell. */
    skewMilliseconds: z.number().optional(),
    awaits: z.enum(["effect", "power off"]),
    /** The Droplet was on just before it and may be off by it. */
    takesPower: z.boolean(),
  }),
  /** The answer to a POST did not arrive: DigitalOcean may or may not have accepted it. */
  z.object({ is: z.literal("lost"), post: z.number() }),
  /** The POST was certainly not accepted. */
  z.object({ is: z.literal("dropped"), post: z.number() }),
  /** No action was found for the POST whose answer was lost, so it counts as not accepted. */
  z.object({ is: z.literal("not found"), post: z.number() }),
  /** It may have been accepted all the same: something runs on the Droplet that no list shows. */
  z.object({ is: z.literal("doubted"), post: z.number() }),
  /** What DigitalOcean says of the POST's action. `adopted`: it was found by look-up, so it is ours only if its effect is. */
  z.object({
    is: z.literal("action"),
    post: z.number(),
    id: z.number(),
    status: z.enum(["in-progress", "completed", "errored"]),
    startedAt: z.string(),
    completedAt: z.string().nullable(),
    adopted: z.boolean(),
  }),
  /** The adopted action ended without our effect, so it was somebody else's. */
  z.object({ is: z.literal("disowned"), post: z.number() }),
  /** The effect was seen on the Droplet. */
  z.object({ is: z.literal("verified"), post: z.number() }),
  /** Nobody waits for the POST any more. */
  z.object({ is: z.literal("released"), post: z.number() }),
  z.object({ is: z.literal("power restored") }),
  /** After the last step, the Droplet's server has answered as the healthcheck asks for. */
  z.object({ is: z.literal("healthy") }),
  /** It ended: `done` if the resource is as its inputs say. */
  z.object({ is: z.literal("closed"), done: z.boolean() }),
  /** The engine keeps it as unfinished. */
  z.object({ is: z.literal("kept") }),
  /** The engine has saved the result, so the journal need not keep it. */
  z.object({ is: z.literal("saved") }),
]);

const event = body.and(z.object({ at: z.string() }));

const record = z.object({
  version: z.literal(version),
  id: z.string(),
  /** When it began, ISO 8601. */
  began: z.string(),
  /** The operation whose result the state held when this one began; null for a new resource. */
  base: z.string().nullable(),
  about: z.object({
    apiUrl: z.string(),
    urn: z.string(),
    /** The resource's kind, such as `DropletReboot`. */
    kind: z.string(),
    /** The Droplet's id, or the tag. */
    target: z.string(),
  }),
  /** Hash of the inputs that run an action or replace the resource. The values of triggers are never kept. */
  inputs: z.string(),
  /** The outputs before the operation, which the plan compares with; null for a new resource. */
  from: z.record(z.string(), z.unknown()).nullable(),
  /** Why an action that declares no state shall run; null if it shall not. */
  due: z
    .object({
      /** Completes "because …". */
      because: z.string(),
      /** The inputs that changed; none for a new resource. */
      inputs: z.array(z.string()),
      /** The resource is replaced because it acted on another target before. */
      isMoved: z.literal(true).optional(),
    })
    .nullable(),
  /** It ends with the healthcheck, if there is one; absent where nothing was to be done but to note other inputs. */
  waitsForHealth: z.literal(true).optional(),
  events: z.array(event),
});

export type OperationRecord = z.output<typeof record>;
export type OperationEvent = z.output<typeof event>;
export type EventBody = z.output<typeof body>;
export type About = OperationRecord["about"];
export type Due = NonNullable<OperationRecord["due"]>;
export type Sent = Extract<OperationEvent, { is: "sent" }>;
export type Before = NonNullable<Sent["before"]>;

/** Throws where the value is no record of this version. */
export const parseRecord = (value: unknown): OperationRecord => record.parse(value);

export function beginRecord(
  about: Pick<OperationRecord, "about" | "base" | "inputs" | "from" | "due" | "waitsForHealth">,
  now: number,
): OperationRecord {
  const began = new Date(now).toISOString();
  return { version, id: randomBytes(8).toString("hex"), began, ...about, events: [] };
}

/** One line each: the record without its events, then the events, as they are appended. */
export function linesOf({ events, ...head }: OperationRecord): string[] {
  return [head, ...events].map((line) => JSON.stringify(line));
}

/** Throws where the lines are not those of a record. */
export function recordOf(lines: readonly string[]): OperationRecord {
  const [head, ...events] = lines.map((line) => JSON.parse(line) as object);
  return parseRecord({ ...head, events });
}

/** Two copies of one operation begin alike; the longer one is the newer. */
export const newerOf = (one: OperationRecord, other: OperationRecord): OperationRecord =>
  other.events.length > one.events.length ? other : one;
