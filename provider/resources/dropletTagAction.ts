import { actionOf, actionsByTag, type ActionType } from "../actions";
import type { Droplet } from "../api/wire";
import { hasErrored, type Operation } from "../operation/fold";
import { runOnce } from "../plan/event";
import { describeStep } from "../plan/describe";
import { isRefusal, post, postByTag, type PostStep, refuse, type Steps, steps } from "../plan/plan";
import {
  proceedAfterAction,
  runOnCreate,
  usualTimeout,
  timeoutSecondsByType,
  triggers,
  withoutPower,
} from "./common";
import { defineResource } from "./define";
import { integer, optional, output, text, textLike, word } from "./fields";
import { healthcheck } from "./healthcheck";

export const dropletTagAction = defineResource({
  name: "DropletTagAction",
  summary: "Runs one action on all Droplets of a tag, with a single request or some at a time.",
  details: `The Droplets that have the tag are read before the request, and each one's action is awaited. Droplets that got no action, or whose action errored, are named, and the next \`pulumi up\` runs the action on them one by one; the request for all of them is never sent twice. Droplets that get the tag later are not touched until \`triggers\` change. A tag that no Droplet has is refused in \`up\` (a warning in preview, for Droplets of the same program may still get it).

Next to \`digitalocean.Droplet\`, set \`ignoreChanges\` on the Droplets for what the action changes: \`["ipv6"]\` for \`enable_ipv6\` (or the Droplet would be replaced to get rid of it), \`["backups", "backupPolicy"]\` for backups.

**With \`batchSize\`** the Droplets are done some at a time, for example to reboot a fleet that has to stay up. The first failure stops the rest: \`results\` names the Droplets that are done, failed and left, and the next \`pulumi up\` continues. \`timeoutSeconds\` is for all of them, so raise it for many.

It declares no state: drift is not looked for, the power is not handled, and removing it does nothing. \`enable_ipv6\` needs the Droplets off: those that are on are named, and nothing is sent. GPU Droplets belong to their tag.`,
  example: { tag: "web", type: "snapshot", name: "web-nightly", triggers: ["2026-11-26"] },
  inputs: {
    tag: textLike(
      /^[A-Za-z0-9:_-]{1,255}$/,
      "must be a tag: 1 to 255 letters, digits, colons, dashes and underscores",
      "The tag whose Droplets the action runs on. Another tag replaces this resource.",
      { role: "replace" },
    ),
    type: word(
      [...actionsByTag, "reboot"] as unknown as [ActionType, ...ActionType[]],
      "Type of the action, one of those that DigitalOcean runs by tag; or, with `batchSize`, `reboot`.",
      { role: "run" },
    ),
    name: optional(
      text("Name of the snapshots, for the type `snapshot` only.", {
        role: "run",
        defaultText: "the resource's name when it was created (type snapshot)",
      }),
    ),
    triggers: triggers("the action runs again, on the Droplets that have the tag then"),
    batchSize: optional(
      integer(
        "must be a whole number of at least 1",
        "How many Droplets the action runs on at a time, one request for each, in the order of their ids. The next ones follow when all before them are done and, with a `healthcheck`, healthy; the first failure stops. Required for `reboot`.",
        { role: "how", defaultText: "all at once, with a single request" },
      ),
    ),
    runOnCreate: runOnCreate(),
    proceedAfterAction: proceedAfterAction(),
    healthcheck: healthcheck(", on each Droplet of the tag"),
    timeoutSeconds: timeoutSecondsByType(),
  },
  outputs: {
    results: output("TagActionResult[]", "What was done on each Droplet in the last run."),
  },

  target: {
    input: "tag",
    name: (tag) => `tag ${JSON.stringify(tag)}`,
    droplets: async (api, tag) => (await api.dropletsOfTag(tag)).map(({ id }) => id),
    missing: (tag) =>
      refuse(
        "no-droplet-with-the-tag",
        "tag",
        `${JSON.stringify(tag)}: no Droplet has this tag`,
        "If Droplets of this program get it, it is enough to name them in dependsOn; else give the tag to a Droplet, or correct it",
        { mayChange: true },
      ),
  },
  defaults: (inputs, olds, resourceName) => ({
    ...usualTimeout(inputs),
    ...(inputs["type"] === "snapshot" && inputs["name"] === undefined
      ? { name: olds["name"] ?? resourceName }
      : {}),
  }),
  withoutHealth: withoutPower,
  look: async (api, tag) => {
    const droplets = tag === undefined ? [] : await api.dropletsOfTag(tag);
    // One stands for all: a Droplet that is still being created, if there is one, is what has to be waited for.
    const droplet = droplets.find(({ status }) => status === "new") ?? droplets[0] ?? null;
    return { droplet, droplets };
  },
  plan: ({ type, name, batchSize }, { droplet, droplets }, operation) => {
    if (batchSize === undefined && !actionsByTag.includes(type)) {
      return refuse(
        "invalid-input",
        "batchSize",
        `is not set, and DigitalOcean does not run ${type} by tag`,
        "Set batchSize, to run it on so many Droplets at a time",
      );
    }
    if (name !== undefined && type !== "snapshot") {
      return refuse(
        "invalid-input",
        "name",
        `is ${JSON.stringify(name)}, and only the type snapshot has a name`,
        "Leave it out",
      );
    }
    const body = name === undefined ? {} : { name };
    // Those that have what the action brings are left out, as DigitalOcean does it.
    const lacking = droplets.filter((tagged) => !alreadySo[type]?.(tagged));
    if (operation.tagged) {
      // A Droplet that was destroyed or lost the tag needs no action either.
      const left = withoutAction(operation, type).filter((id) =>
        lacking.some((tagged) => tagged.id === id),
      );
      const text = `${type} on ${count(left)} (${left.join(", ")})`;
      return forEach(type, body, left, { size: batchSize, text });
    }
    const ids = droplets.map(({ id }) => id).join(", ");
    const batches = batchSize === undefined ? "" : `, ${batchSize} at a time`;
    const text = droplet.id
      ? `${type} on ${count(droplets)} (${ids})${batches}`
      : `${type} on all Droplets of the tag${batches}`;
    const plan = runOnce(operation, droplet, {}, postByTag(type, body, { text }), lacking);
    if (batchSize === undefined || isRefusal(plan) || !droplet.id) return plan;
    const [whole] = plan.steps;
    if (!whole) return plan;
    const off = actionOf(type).needsPower ? lacking.filter(({ status }) => status === "off") : [];
    if (off.length > 0) {
      return refuse(
        "wrong-power-state",
        "tag",
        `stands for Droplet ${off.map(({ id }) => id).join(", Droplet ")}, off at present, and ${type} needs power`,
        'Turn them on first, with a DropletPowerState of state "active" that this resource names in dependsOn, or take the tag from them',
        { mayChange: true },
      );
    }
    const inOrder = lacking.map(({ id }) => id).sort((a, b) => Number(a) - Number(b));
    return forEach(type, body, inOrder, { size: batchSize, text: describeStep(whole) });
  },
  observe: (_seen, operation) => (operation ? { results: resultsOf(operation) } : {}),
  soFar: (operation) => ({ results: [...resultsOf(operation), ...leftOf(operation)] }),
});

/** One POST for each. */
function forEach(
  type: ActionType,
  body: PostStep["body"],
  dropletIds: readonly string[],
  { size, text }: { readonly size: number | undefined; readonly text: string },
): Steps {
  const list = dropletIds.map((dropletId) =>
    post(type, body, { dropletId, text: `${type} on Droplet ${dropletId}` }),
  );
  return { ...steps(...list), ...(size === undefined ? {} : { batch: { size, text } }) };
}

/** The last action on each Droplet. */
function resultsOf({ posts }: Operation) {
  const results = new Map<string, { dropletId: string; actionId: string; status: string }>();
  for (const { dropletId, action } of posts) {
    if (!action) continue;
    results.set(dropletId, { dropletId, actionId: String(action.id), status: action.status });
  }
  return [...results.values()];
}

/** Outputs while the operation is unfinished. */
const leftOf = ({ posts, tagged = [] }: Operation) =>
  tagged
    .filter((id) => !posts.some(({ dropletId, action }) => dropletId === id && action))
    .map((dropletId) => ({ dropletId, actionId: null, status: "left" }));

const count = ({ length }: readonly unknown[]) => `${length} Droplet${length === 1 ? "" : "s"}`;

/** Droplets of the run that have no action, or only errored ones. */
const withoutAction = (operation: Operation, type: string): readonly string[] =>
  (operation.tagged ?? []).filter(
    (id) =>
      !operation.posts.some(
        (post) => post.dropletId === id && post.type === type && !hasErrored(post),
      ),
  );

const alreadySo: Partial<Record<ActionType, (droplet: Droplet) => boolean>> = {
  power_on: ({ status }) => status === "active",
  shutdown: ({ status }) => status === "off",
  power_off: ({ status }) => status === "off",
  enable_ipv6: ({ ipv6 }) => ipv6 !== null,
  enable_backups: ({ features }) => features.includes("backups"),
  disable_backups: ({ nextBackupWindow }) => nextBackupWindow === null,
};
