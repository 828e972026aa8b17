import { unprocessable } from "./errors";
import type { BackupPolicy, Droplet } from "./state";

export const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
export const windowStarts = [0, 4, 8, 12, 16, 20];

const windowLengthHours = 4;
const retentionPeriodDays: Record<string, number> = { daily: 7, weekly: 28 };

export const dailyPolicy: BackupPolicy = {
  plan: "daily",
  hour: 0,
  retentionPeriodDays: 7,
  windowLengthHours,
};

/** A policy as scenarios and tests write it. */
export type BackupPolicySpec = Pick<BackupPolicy, "plan"> & Partial<BackupPolicy>;

export function completePolicy(spec: BackupPolicySpec): BackupPolicy {
  const { retentionPeriodDays: retention, windowLengthHours: length, ...rest } = spec;
  return readBackupPolicy({
    ...rest,
    ...(retention === undefined ? {} : { retention_period_days: retention }),
    ...(length === undefined ? {} : { window_length_hours: length }),
  });
}

/** Reads a `backup_policy` as clients send it; throws what the API would answer to a bad one. */
export function readBackupPolicy(value: unknown): BackupPolicy {
  if (typeof value !== "object" || value === null) {
    throw unprocessable("backup_policy is required.");
  }
  const wanted = value as Record<string, unknown>;
  const { plan, weekday, hour = 0 } = wanted;
  if (typeof plan !== "string" || plan === "") throw unprocessable("Backup plan can't be blank.");
  if (typeof hour !== "number" || !windowStarts.includes(hour)) {
    throw unprocessable(`Backup hour must be one of ${windowStarts.join(", ")}.`);
  }
  const retention = retentionPeriodDays[plan];
  if (retention === undefined) return usageBasedPolicy(plan, hour, wanted);
  const policy = { plan, hour, retentionPeriodDays: retention, windowLengthHours };
  // Official clients send an empty weekday with a daily plan.
  if (plan === "daily") return policy;
  const day = weekday === undefined || weekday === "" ? "SUN" : weekday;
  if (typeof day !== "string" || !weekdays.includes(day)) {
    throw unprocessable(`Backup weekday must be one of ${weekdays.join(", ")}.`);
  }
  return { ...policy, weekday: day };
}

/** Plans such as `intra_daily_4h`: they take no weekday, and say themselves how long backups are kept. */
function usageBasedPolicy(
  plan: string,
  hour: number,
  wanted: Record<string, unknown>,
): BackupPolicy {
  const { retention_period_days: retention, window_length_hours: length = 4, weekday } = wanted;
  if (typeof retention !== "number" || typeof length !== "number" || weekday !== undefined) {
    throw unprocessable(`Backup plan ${plan} is not supported with these settings.`);
  }
  return { plan, hour, retentionPeriodDays: retention, windowLengthHours: length };
}

/** Turns backups on or off. Usage-based plans do not show among the features. */
export function setBackupPolicy(droplet: Droplet, policy: BackupPolicy | null): void {
  droplet.backupPolicy = policy;
  droplet.features = droplet.features.filter((feature) => feature !== "backups");
  if (policy && policy.plan in retentionPeriodDays) droplet.features.unshift("backups");
}

/** The next time at which the policy's window opens. */
export function nextBackupWindow(
  policy: BackupPolicy,
  now: number,
): { start: number; end: number } {
  const start = new Date(now);
  start.setUTCHours(policy.hour, 0, 0, 0);
  const isDue = () =>
    start.getTime() > now &&
    (policy.weekday === undefined || weekdays[start.getUTCDay()] === policy.weekday);
  while (!isDue()) start.setUTCDate(start.getUTCDate() + 1);
  return { start: start.getTime(), end: start.getTime() + policy.windowLengthHours * 3_600_000 };
}
