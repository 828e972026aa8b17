import { snapshotPost, snapshotTakenBy } from "../actions/snapshot";
import type { Snapshot } from "../api/wire";
import { hasErrored, type Operation } from "../operation/fold";
import { isPower } from "../plan/downtime";
import { isRefusal, type Plan, post } from "../plan/plan";
import type { Outputs, ResourceDefinition, Seen } from "./define";
import { optional, output, text, unknownValue } from "./fields";

/** What resources have in common that take a snapshot before their action, if the input `snapshotBefore` names one. */

export const snapshotBefore = (when: string) =>
  optional(
    text(
      `Name of a snapshot that is taken first, ${when}. It is taken only if the action runs, and if it fails, the action does not run. It is kept for good, and billed; \`snapshotBeforeId\` is its id, from which a DropletRestore goes back.`,
      { role: "how" },
    ),
  );

export const snapshotBeforeOutputs = {
  snapshotBeforeId: output(
    "string",
    "Id of the snapshot that was taken before the action ran last; null if none was. It is never deleted by this resource, and fits `image` of `DropletRestore` and `digitalocean.Droplet`.",
    { nullable: true },
  ),
};

interface SeenSnapshot extends Seen {
  /** The one that this operation took first. */
  readonly before: Snapshot | null;
}

const keptForGood = "is kept for good, and billed; to go back, restore from it with DropletRestore";

/** From the end of the snapshot to the action; after that it holds less than one expects of it. */
const freshSeconds = 3_600;

/** The resource itself need know nothing of the snapshot but its inputs and outputs. */
export function takesSnapshotFirst(definition: ResourceDefinition): ResourceDefinition {
  return {
    ...definition,
    look: async (api, target, { operation, ...known }): Promise<SeenSnapshot> => {
      const own = operation && withoutSnapshot(operation);
      const [seen, before] = await Promise.all([
        definition.look(api, target, { ...known, operation: own }),
        snapshotTakenBy(api, operation),
      ]);
      return { ...seen, before };
    },
    plan: (inputs, seen, operation) =>
      afterSnapshot(
        definition.plan(inputs, seen, withoutSnapshot(operation)),
        inputs["snapshotBefore"] as string | undefined,
        operation,
      ),
    observe: (seen, operation) => {
      const outputs = definition.observe(seen, operation);
      return outputs && { ...outputs, ...outputOf(seen as SeenSnapshot, operation) };
    },
    kept: (seen) => {
      const { before } = seen as SeenSnapshot;
      return before
        ? `Snapshot ${before.id} (${JSON.stringify(before.name)}), taken first, ${keptForGood}`
        : undefined;
    },
  };
}

/** An operation that ran nothing leaves it as it was. */
function outputOf({ before }: SeenSnapshot, operation: Operation | null): Outputs {
  const hasRun = operation?.posts.some((post) => !isPower(post.type) && !hasErrored(post));
  return hasRun ? { snapshotBeforeId: before?.id ?? null } : {};
}

/** An operation as it is for a resource that knows nothing of the snapshot that is taken first. */
const withoutSnapshot = (operation: Operation): Operation => ({
  ...operation,
  posts: operation.posts.filter(({ type }) => type !== "snapshot"),
});

/** The plan with a snapshot just before its action, once in an operation, and only where that action runs. */
function afterSnapshot(plan: Plan, name: string | undefined, operation: Operation): Plan {
  if (isRefusal(plan)) return plan;
  const at = plan.steps.findIndex((step) => step.do === "post" && !isPower(step.type));
  if (at < 0) return plan;
  const posted = snapshotPost(operation);
  if (posted) {
    const age = operation.changedAt - Date.parse(posted.endedAt ?? "");
    if (!(age > freshSeconds * 1000)) return plan;
    const text = `The snapshot that is taken first was taken by an earlier run, at ${posted.sentAt}: what was written since is not in it`;
    return { ...plan, warnings: [...(plan.warnings ?? []), { text, page: "older-snapshot" }] };
  }
  if (name === undefined) return plan;
  const isKnown = name !== unknownValue;
  const snapshot = post(
    "snapshot",
    { name },
    {
      text: isKnown ? `snapshot named ${JSON.stringify(name)}` : "snapshot",
      leaves: `The snapshot ${keptForGood}`,
    },
  );
  return { ...plan, steps: [...plan.steps.slice(0, at), snapshot, ...plan.steps.slice(at)] };
}
