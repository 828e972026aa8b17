import type { DigitalOcean } from "../api/digitalocean";
import type { BackupPolicy } from "../api/wire";
import type { Post } from "../operation/fold";

/** A policy by DigitalOcean's wire names, with only those fields that were set. */
export type WirePolicy = Readonly<Record<string, string | number>>;

const wireNames: Readonly<Record<keyof BackupPolicy, string>> = {
  plan: "plan",
  weekday: "weekday",
  hour: "hour",
  retentionPeriodDays: "retention_period_days",
  windowLengthHours: "window_length_hours",
};

export const policyFields = Object.keys(wireNames) as (keyof BackupPolicy)[];

export function wirePolicy(policy: Partial<BackupPolicy>): WirePolicy {
  return Object.fromEntries(
    policyFields.flatMap((field) => {
      const value = policy[field];
      return value === undefined || value === null ? [] : [[wireNames[field], value]];
    }),
  );
}

/** Whether backups are on or off as asked, with a policy that has every field that was asked for. */
export const policyShows =
  (enabled: boolean) =>
  async (api: DigitalOcean, dropletId: string, { body }: Post): Promise<boolean> => {
    const now = await api.backupPolicy(dropletId);
    if (now.enabled !== enabled) return false;
    const current = wirePolicy(now.policy ?? {});
    const wanted = (body["backup_policy"] ?? {}) as WirePolicy;
    // Official clients send an empty weekday with a daily plan.
    return Object.entries(wanted).every(
      ([field, value]) => value === "" || current[field] === value,
    );
  };
