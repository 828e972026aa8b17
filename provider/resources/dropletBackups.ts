import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { policyFields, wirePolicy } from "../actions/backupPolicy";
import type { BackupPolicy } from "../api/wire";
import { nothing, post, steps } from "../plan/plan";
import { dropletId, timeoutSeconds } from "./common";
import { defineResource } from "./define";
import { flag, output, show } from "./fields";
import { lookAtDroplet } from "./look";
import { objectTypes } from "./types";

const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const hours = [0, 4, 8, 12, 16, 20];

export const dropletBackups = defineResource({
  name: "DropletBackups",
  summary: "Enables or disables a Droplet's automatic backups and sets their policy.",
  details: `Only the fields of \`policy\` that you set are sent and compared; without a \`policy\`, DigitalOcean's own (daily) is taken and left alone. Disabling keeps the backups that exist.

\`pulumi refresh\` notices backups and policies that were changed elsewhere, which \`digitalocean.Droplet\` does not. Removing the resource leaves backups as they are. Next to \`digitalocean.Droplet\`, set \`ignoreChanges: ["backups", "backupPolicy"]\` on the Droplet, or both would manage them.`,
  example: `new DropletBackups("web", {
  dropletId: droplet.id,
  policy: { plan: "weekly", weekday: "SUN", hour: 4 },
});`,
  inputs: z.object({
    dropletId: dropletId(),
    enabled: flag(true, "Whether backups are taken."),
    policy: policyInput(),
    timeoutSeconds: timeoutSeconds(600),
  }),
  outputs: {
    backupIds: output(
      "integer[]",
      "Ids of the backups that exist; each fits `image` of `DropletRestore`.",
    ),
    nextBackupWindow: output(
      "BackupWindow",
      "When the next backup is taken; null if backups are off.",
    ),
  },
  declaresState: true,

  look: async (api, dropletId) => {
    const droplet = await lookAtDroplet(api, dropletId);
    return {
      droplet,
      backups: droplet ? await api.backupPolicy(droplet.id) : { enabled: false, policy: null },
    };
  },
  plan: ({ enabled, policy }, { backups }) => {
    if (!enabled) {
      return backups.enabled
        ? steps(
            post(
              "disable_backups",
              {},
              { text: "disable_backups, keeping the backups that exist" },
            ),
          )
        : nothing;
    }
    const body = policy ? { backup_policy: wirePolicy(policy) } : {};
    const sets = policy ? ` with ${describePolicy(policy)}` : "";
    if (!backups.enabled)
      return steps(post("enable_backups", body, { text: `enable_backups${sets}` }));
    return policy && differing(policy, backups.policy).length > 0
      ? steps(
          post("change_backup_policy", body, {
            text: `change_backup_policy to ${describePolicy(policy)}`,
          }),
        )
      : nothing;
  },
  observe: ({ droplet }) =>
    droplet && { backupIds: droplet.backupIds, nextBackupWindow: droplet.nextBackupWindow },
  drift: ({ policy }, { backups }) => ({
    enabled: backups.enabled,
    ...(policy && backups.policy ? { policy: withDrift(policy, backups.policy) } : {}),
  }),
});

/** The fields the user set that DigitalOcean has otherwise. */
const differing = (declared: Partial<BackupPolicy>, current: BackupPolicy | null) =>
  policyFields.filter(
    (field) =>
      declared[field] !== undefined && !isDeepStrictEqual(declared[field], current?.[field]),
  );

const withDrift = (declared: Partial<BackupPolicy>, current: BackupPolicy) => ({
  ...declared,
  ...Object.fromEntries(
    differing(declared, current).map((field) => [field, current[field] ?? null]),
  ),
});

const describePolicy = (policy: Partial<BackupPolicy>): string =>
  Object.entries(wirePolicy(policy))
    .map(([field, value]) => `${field} ${value}`)
    .join(", ");

/** Each field by itself, then together: the rules between fields hold for the plans we know only. */
function policyInput() {
  const must = (rule: string) => (issue: { readonly input?: unknown }) =>
    `is ${show(issue.input)}, and ${rule}`;
  const count = (rule: string) =>
    z
      .number({ error: must(rule) })
      .int({ error: must(rule) })
      .min(1, { error: must(rule) })
      .nullish();
  const planRule = must('must be a plan such as "daily" or "weekly"');
  return z
    .strictObject({
      plan: z.string({ error: planRule }).min(1, { error: planRule }),
      weekday: z.enum(weekdays, { error: must(`must be one of ${weekdays.join(", ")}`) }).nullish(),
      hour: z
        .number({ error: must(`must be one of ${hours.join(", ")}`) })
        .int()
        .min(0)
        .max(23)
        .nullish(),
      retentionPeriodDays: count("must be a whole number of days above 0"),
      windowLengthHours: count("must be a whole number of hours above 0"),
    })
    .superRefine((policy, context) => {
      const known = policy.plan === "daily" || policy.plan === "weekly";
      const refuse = (field: string, message: string) =>
        context.addIssue({ code: "custom", path: [field], message });
      if (policy.plan === "daily" && policy.weekday) {
        refuse(
          "weekday",
          `is ${show(policy.weekday)}, which means nothing for the plan "daily": leave it out, or choose the plan "weekly"`,
        );
      }
      if (known && typeof policy.hour === "number" && !hours.includes(policy.hour)) {
        refuse(
          "hour",
          `is ${policy.hour}, and must be one of ${hours.join(", ")} for the plan ${show(policy.plan)}`,
        );
      }
    })
    .transform(
      (policy) =>
        Object.fromEntries(
          Object.entries(policy).filter(([, value]) => value !== null && value !== undefined),
        ) as unknown as BackupPolicy,
    )
    .optional()
    .meta({
      type: "BackupPolicy",
      role: "what",
      description: `${objectTypes.BackupPolicy.description} Without it, backups are daily and the policy is left alone.`,
    });
}
