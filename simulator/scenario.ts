import { z } from "zod";
import type { Tokens } from "./access";
import type { CustomImageSpec } from "./customImages";
import type { DropletServerOptions } from "./dropletServers";
import type { DropletDrift, DropletSpec } from "./droplets";
import type { Fault, FaultRule } from "./faults";
import type { RateLimits } from "./limits";
import { presetNames, type PresetName } from "./presets";
import { actionTypes, type Durations, type SimulatorSwitches } from "./switches";

/** What scenario files and the control API take, checked. Unknown keys are mistakes. */

const acceptance = z.enum(["accept", "refuse"]);
const eventTypes = z.enum([...actionTypes, "create", "destroy"]);
const seconds = z.number().nonnegative();
const bounds = z.tuple([seconds, seconds]);

export const switchesSchema: z.ZodType<Partial<SimulatorSwitches>> = z.strictObject({
  resizeWhileActive: z.enum(["refuse", "off-ends-off", "off-ends-active"]).exactOptional(),
  enableIpv6WhileActive: acceptance.exactOptional(),
  enableIpv6WhenEnabled: acceptance.exactOptional(),
  powerOnWhileActive: acceptance.exactOptional(),
  rebootWhileOff: acceptance.exactOptional(),
  powerCycleWhileOff: acceptance.exactOptional(),
  enableBackupsWhenEnabled: acceptance.exactOptional(),
  disableBackupsWhenDisabled: acceptance.exactOptional(),
  changePolicyWhenDisabled: acceptance.exactOptional(),
  rebuildWithin: z.enum(["family", "distribution", "any"]).exactOptional(),
  rebuildWhileOff: z.enum(["ends-active", "ends-off"]).exactOptional(),
  restoreSnapshots: acceptance.exactOptional(),
  restoreChangesImage: z.boolean().exactOptional(),
  shutdownBehaviour: z
    .union([z.enum(["works", "ignored"]), z.strictObject({ landsAfterSeconds: seconds })])
    .exactOptional(),
  outcomes: z
    .partialRecord(eventTypes, z.enum(["completed", "errored", "no-effect", "endless"]))
    .exactOptional(),
  effectLagSeconds: z
    .union([seconds, bounds, z.partialRecord(eventTypes, z.union([seconds, bounds]))])
    .exactOptional(),
  snapshotCreatedAfterSeconds: seconds.exactOptional(),
  dropletVisibleAfterSeconds: seconds.exactOptional(),
  busyAnswer: z.enum(["pending-event", "blocking-events", "locked-by-event"]).exactOptional(),
  whileLocked: acceptance.exactOptional(),
  lockedDuringActions: z.boolean().exactOptional(),
  completedAtNull: z.boolean().exactOptional(),
  actionVisibleAfterSeconds: seconds.exactOptional(),
  actionListLagSeconds: seconds.exactOptional(),
  actionListOrder: z.enum(["newest-first", "oldest-first", "shuffled"]).exactOptional(),
  listOrder: z.enum(["oldest-first", "shuffled"]).exactOptional(),
  deleteWhilePending: acceptance.exactOptional(),
  tagActionConflicts: z.enum(["skip", "refuse"]).exactOptional(),
  tagWithoutDroplets: z.enum(["empty", "not-found"]).exactOptional(),
  dailyPolicyWeekday: z.enum(["omitted", "empty"]).exactOptional(),
  fieldsWithoutScope: z.enum(["omitted", "empty"]).exactOptional(),
  networkOrder: z.enum(["private-first", "public-first"]).exactOptional(),
  privateGateway: z.enum(["nil", "empty", "address"]).exactOptional(),
  answerFields: z.enum(["documented", "seen"]).exactOptional(),
  errorForm: z.enum(["plain", "message-object", "nested"]).exactOptional(),
  rateLimitAnswer: z.enum(["documented", "reset-in-the-past"]).exactOptional(),
  unavailableSizes: z.array(z.string()).exactOptional(),
  unavailableRegions: z.array(z.string()).exactOptional(),
  sizesWithoutCapacity: z.array(z.string()).exactOptional(),
} satisfies Record<keyof SimulatorSwitches, z.ZodType>);

export const durationsSchema: z.ZodType<Partial<Durations>> = z.partialRecord(
  eventTypes,
  z.union([seconds, bounds, z.strictObject({ perGigabyte: seconds })]),
);

const limitsSchema: z.ZodType<Partial<RateLimits>> = z.strictObject({
  perHour: z.int().positive().nullable().exactOptional(),
  perMinute: z.int().positive().nullable().exactOptional(),
});

const backupPolicySchema = z.strictObject({
  plan: z.string(),
  weekday: z.string().exactOptional(),
  hour: z.int().exactOptional(),
  retentionPeriodDays: z.int().exactOptional(),
  windowLengthHours: z.int().exactOptional(),
});

const driftShape = {
  name: z.string().exactOptional(),
  status: z.enum(["new", "active", "off", "archive"]).exactOptional(),
  size: z.string().exactOptional(),
  disk: z.int().exactOptional(),
  region: z.string().exactOptional(),
  image: z.union([z.int(), z.string()]).exactOptional(),
  kernel: z.int().nullable().exactOptional(),
  features: z.array(z.string()).exactOptional(),
  tags: z.array(z.string()).exactOptional(),
  backupPolicy: backupPolicySchema.nullable().exactOptional(),
  locked: z.boolean().exactOptional(),
  volumeIds: z.array(z.string()).exactOptional(),
  usedGigabytes: z.number().nonnegative().exactOptional(),
  serverStatus: z.int().min(100).max(599).exactOptional(),
};

export const driftSchema: z.ZodType<DropletDrift> = z.strictObject(driftShape);

export const dropletSchema: z.ZodType<DropletSpec> = z.strictObject({
  id: z.int().positive().exactOptional(),
  backups: z.int().nonnegative().exactOptional(),
  snapshots: z.array(z.string()).exactOptional(),
  ...driftShape,
});

const imageSchema: z.ZodType<CustomImageSpec> = z.strictObject({
  id: z.int().positive().exactOptional(),
  name: z.string().exactOptional(),
  distribution: z.string().exactOptional(),
  regions: z.array(z.string()).exactOptional(),
  minDiskSize: z.int().nonnegative().exactOptional(),
  sizeGigabytes: z.number().nonnegative().exactOptional(),
});

export const presetSchema: z.ZodType<PresetName> = z.enum(presetNames);

const faultSchema: z.ZodType<Fault> = z
  .strictObject({
    when: z.enum(["before", "after"]).exactOptional(),
    delayMs: z.number().nonnegative().exactOptional(),
    status: z.int().min(200).max(599).exactOptional(),
    body: z.unknown().exactOptional(),
    headers: z.record(z.string(), z.string()).exactOptional(),
    connection: z.enum(["reset", "hang", "truncate"]).exactOptional(),
  })
  .refine(({ status, connection }) => status === undefined || connection === undefined, {
    error: "has either a status or a connection",
  });

export const faultRuleSchema: z.ZodType<FaultRule> = z.strictObject({
  method: z.string().exactOptional(),
  path: z.string().exactOptional(),
  type: z.string().exactOptional(),
  nth: z.int().positive().exactOptional(),
  times: z.int().positive().exactOptional(),
  probability: z.number().min(0).max(1).exactOptional(),
  fault: faultSchema,
});

const scopes = z.union([z.literal("all"), z.array(z.string())]);

export interface Scenario {
  tokens?: Tokens;
  images?: CustomImageSpec[];
  droplets?: DropletSpec[];
  preset?: PresetName;
  switches?: Partial<SimulatorSwitches>;
  durations?: Partial<Durations>;
  limits?: Partial<RateLimits>;
  faults?: FaultRule[];
  timeScale?: number;
  seed?: number;
  servers?: DropletServerOptions;
}

export const scenarioSchema: z.ZodType<Scenario> = z.strictObject({
  tokens: z
    .record(z.string(), z.union([scopes, z.strictObject({ name: z.string(), scopes })]))
    .exactOptional(),
  images: z.array(imageSchema).exactOptional(),
  droplets: z.array(dropletSchema).exactOptional(),
  preset: presetSchema.exactOptional(),
  switches: switchesSchema.exactOptional(),
  durations: durationsSchema.exactOptional(),
  limits: limitsSchema.exactOptional(),
  faults: z.array(faultRuleSchema).exactOptional(),
  timeScale: z.number().positive().exactOptional(),
  seed: z.int().exactOptional(),
  servers: z
    .strictObject({
      port: z.int().positive().max(65_535).exactOptional(),
      bootSeconds: seconds.exactOptional(),
    })
    .exactOptional(),
});

/** All mistakes in one line, each with the path of the value: `droplets[0].status: …`. */
export function describeMistakes(error: z.ZodError): string {
  return error.issues
    .map((issue) => `${z.core.toDotPath(issue.path) || "value"}: ${issue.message}`)
    .join("; ");
}
