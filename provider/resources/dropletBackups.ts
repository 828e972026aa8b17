import { z } from "zod";
import { policyFields, wirePolicy } from "../actions/backupPolicy";
import type { BackupPolicy } from "../api/wire";
import { nothing, post, steps, type Warning } from "../plan/plan";
import { defineResource, lookAtDroplet } from "./define";
import { flag, objectOf, output, rule, show, textLike, whole } from "./fields";
import { byDroplet } from "./importing";

const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const hours = [0, 4, 8, 12, 16, 20];
const plans = ["daily", "weekly"];

export const policyDescription =
  "When backups are taken and for how long they are kept. Fields that are not set are not compared.";

export const policyShape = {
  plan: textLike(
    /./s,
    'must be a plan such as "daily" or "weekly"',
    "`daily`, `weekly`, or another plan that DigitalOcean offers; others are handed on unchecked.",
  ),
  weekday: z
    .enum(weekdays, { error: rule(`must be one of ${weekdays.join(", ")}`) })
    .optional()
    .meta({
      type: "string",
      description:
        "Day of a weekly backup: `SUN`, `MON`, `TUE`, `WED`, `THU`, `FRI` or `SAT`. Not for the plan `daily`.",
    }),
  hour: whole(`must be an hour such as ${hours.join(", ")}`, 0, 23)
    .optional()
    .meta({
      type: "integer",
      description:
        "UTC hour at which the backup window begins; with the plans `daily` and `weekly` 0, 4, 8, 12, 16 or 20.",
    }),
  retentionPeriodDays: whole("must be a whole number of days above 0", 1).optional().meta({
    type: "integer",
    description: "Days that a backup is kept, for plans that let you choose.",
  }),
  windowLengthHours: whole("must be a whole number of hours above 0", 1).optional().meta({
    type: "integer",
    description: "Length of the backup window in hours, for plans that let you choose.",
  }),
};

export const dropletBackups = defineResource({
  name: "DropletBackups",
  summary: "Enables or disables a Droplet's automatic backups and sets their policy.",
  details: `Only the fields of \`policy\` that you set are sent and compared; without a \`policy\`, DigitalOcean's own (daily) is taken and left alone. Disabling keeps the backups that exist.

\`pulumi refresh\` notices backups that were switched and policies that were changed elsewhere; \`digitalocean.Droplet\` notices only the former. Removing the resource leaves backups as they are. Next to \`digitalocean.Droplet\`, set \`ignoreChanges: ["backups", "backupPolicy"]\` on the Droplet, or both would manage them.`,
  example: { policy: { plan: "weekly", weekday: "SUN", hour: 4 } },
  inputs: {
    enabled: flag(true, "Whether backups are taken."),
    policy: policyInput(),
  },
  outputs: {
    backupIds: output(
      "string[]",
      "Ids of the backups that exist; each fits `image` of `DropletRestore`.",
    ),
    nextBackupWindow: output(
      "BackupWindow",
      "When the next backup is taken; null if backups are off.",
      { nullable: true },
    ),
  },
  declaresState: true,

  look: async (api, dropletId, { inputs }) => {
    const droplet = await lookAtDroplet(api, dropletId);
    // While the Droplet is not known, the longest plan is shown: its backups differ from the inputs.
    const assumed = { enabled: inputs["enabled"] === false, policy: null };
    return { droplet, backups: droplet ? await api.backupPolicy(droplet.id) : assumed };
  },
  plan: ({ enabled, policy }, { backups }) => {
    if (!enabled) {
      const off = post(
        "disable_backups",
        {},
        { text: "disable_backups, keeping the backups that exist" },
      );
      const notes = policy ? ["policy is not used as long as enabled is false"] : [];
      return { steps: backups.enabled ? [off] : [], notes };
    }
    const body = policy ? { backup_policy: wirePolicy(policy) } : {};
    const sets = policy ? ` with ${describePolicy(policy)}` : "";
    if (!backups.enabled) {
      const on = post("enable_backups", body, { text: `enable_backups${sets}` });
      return { ...steps(on), warnings: doubtsAbout(policy) };
    }
    if (!policy || differing(policy, backups.policy).length === 0) return nothing;
    const text = `change_backup_policy to ${describePolicy(policy)}`;
    return {
      ...steps(post("change_backup_policy", body, { text })),
      warnings: doubtsAbout(policy),
    };
  },
  observe: ({ droplet }) =>
    droplet && {
      backupIds: droplet.backupIds.map(String),
      nextBackupWindow: droplet.nextBackupWindow,
    },
  imports: byDroplet(async ({ id }, api) => {
    const { enabled, policy } = await api.backupPolicy(id);
    const set = Object.entries(policy ?? {}).filter(([, value]) => value !== undefined);
    return { enabled, ...(policy ? { policy: Object.fromEntries(set) } : {}) };
  }),
  drift: ({ policy }, { backups }) => ({
    enabled: backups.enabled,
    ...(policy && backups.policy ? { policy: withDrift(policy, backups.policy) } : {}),
  }),
});

/** The fields the user set that DigitalOcean has otherwise. */
const differing = (declared: Partial<BackupPolicy>, current: BackupPolicy | null) =>
  policyFields.filter(
    (field) => declared[field] !== undefined && declared[field] !== current?.[field],
  );

const withDrift = (declared: Partial<BackupPolicy>, current: BackupPolicy) =>
  Object.fromEntries(
    policyFields
      .filter((field) => declared[field] !== undefined)
      .map((field) => [field, current[field] ?? null]),
  );

const describePolicy = (policy: Partial<BackupPolicy>): string =>
  Object.entries(wirePolicy(policy))
    .map(([field, value]) => `${field} ${value}`)
    .join(", ");

/** Plans and hours are open, so another than DigitalOcean documents is sent all the same. */
function doubtsAbout(policy: Partial<BackupPolicy> | undefined): Warning[] {
  const { plan, hour } = policy ?? {};
  return [
    plan === undefined || plans.includes(plan)
      ? ""
      : `policy.plan is ${show(plan)}, and DigitalOcean documents ${plans.join(" and ")}`,
    typeof hour !== "number" || hours.includes(hour)
      ? ""
      : `policy.hour is ${hour}, and DigitalOcean documents ${hours.join(", ")}`,
  ]
    .filter(Boolean)
    .map((text) => ({ text, page: "undocumented-backup-policy" }));
}

/** Each field by itself, then together: the rules between fields hold for the plans we know only. */
function policyInput() {
  return objectOf(policyShape)
    .superRefine((policy, context) => {
      const known = plans.includes(policy.plan);
      const refuse = (field: string, message: string) =>
        context.addIssue({ code: "custom", path: [field], message });
      if (policy.plan === "daily" && policy.weekday) {
        refuse(
          "weekday",
          `${show(policy.weekday)} means nothing for the plan "daily": leave it out, or choose the plan "weekly"`,
        );
      }
      if (known && typeof policy.hour === "number" && !hours.includes(policy.hour)) {
        refuse(
          "hour",
          `${policy.hour} must be one of ${hours.join(", ")} for the plan ${show(policy.plan)}`,
        );
      }
    })
    .optional()
    .meta({
      type: "BackupPolicy",
      description: `${policyDescription} Without it, backups are daily and the policy is left alone.`,
    });
}
