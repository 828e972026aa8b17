import { isKind, isNotFound, messageOf } from "../errors";
import { isRefusal, type Refusal } from "../plan/plan";
import type { Outputs, ResourceDefinition, Seen } from "../resources/define";
import { announcePlan, planFor } from "./announce";
import { type Call, claimOf, nameOf } from "./call";
import { type Checked, checkInputs, type Failure } from "./inputs";
import { assumed, type Sight } from "./sight";
import { acts, changedInputs, replacedBy } from "./state";

export interface CheckResult {
  readonly inputs: Outputs;
  readonly failures: readonly Failure[];
}

/**
 * Refuses what is wrong before anything happens. DigitalOcean is asked only for a new resource or for changed inputs
 * that would act: what once succeeded must not fail a later deployment because the world went on.
 */
export async function check(
  definition: ResourceDefinition,
  call: Call,
  olds: Outputs,
  news: Outputs,
): Promise<CheckResult> {
  if (call.urn) call.session.previews.set(call.urn, call.preview);
  const checked = checkInputs(definition, olds, news, nameOf(call.urn));
  const { inputs, failures } = checked;
  if (failures.length > 0) return { inputs, failures };
  warnOfTwins(definition, call, checked);
  const isNew = Object.keys(olds).length === 0;
  const changed = isNew ? [] : changedInputs(definition, olds, inputs);
  // A replacement is checked a second time, as a new resource.
  if (!isNew && (!acts(definition, changed) || replacedBy(definition, changed).length > 0)) {
    return { inputs, failures };
  }
  return { inputs, failures: await preflight(definition, call, checked, isNew) };
}

async function preflight(
  definition: ResourceDefinition,
  call: Call,
  { inputs, unknown }: Checked,
  isNew: boolean,
): Promise<Failure[]> {
  const others = unknown.filter((input) => input !== "dropletId");
  if (others.length > 0) {
    if (isNew) announcePlan(definition, call, inputs, {}, { unknown: others });
    return [];
  }
  const dropletId = unknown.length > 0 ? undefined : String(inputs["dropletId"]);
  let seen: Seen;
  try {
    seen = await definition.look(call.api(), { ...inputs, dropletId }, {}, null);
  } catch (error) {
    return unread(call, error);
  }
  if (dropletId !== undefined && seen.droplet === null) {
    return [
      {
        property: "dropletId",
        reason: `is ${JSON.stringify(dropletId)}, and there is no such Droplet for this token. Check the id, whether the Droplet was destroyed, and whether the token belongs to its team`,
      },
    ];
  }
  const sight: Sight = dropletId === undefined ? assumed(seen) : { seen };
  if (call.urn) call.session.sights.set(call.urn, sight);
  const refusal = refusalOf(definition, inputs, sight);
  if (refusal && !refusal.mayChange) {
    return [{ property: refusal.input, reason: `${refusal.reason}. ${refusal.next}` }];
  }
  if (isNew) announcePlan(definition, call, inputs, {}, sight);
  return [];
}

/** Of a Droplet that is not known yet only what is refused whatever it will be. */
function refusalOf(
  definition: ResourceDefinition,
  inputs: Outputs,
  sight: Sight,
): Refusal | undefined {
  const possible = "seen" in sight ? [sight.seen] : "assumptions" in sight ? sight.assumptions : [];
  const refusals = possible.map((seen) => {
    const plan = planFor(definition, inputs, {}, seen);
    return isRefusal(plan) ? plan : undefined;
  });
  return refusals.every(Boolean) ? refusals[0] : undefined;
}

/** A preview without a usable token still shows the rest; `up` will refuse by itself. */
function unread(call: Call, error: unknown): Failure[] {
  if (isNotFound(error)) throw error;
  if (call.preview) {
    const hint = isKind(error, "ConfigurationError") ? "" : " at DigitalOcean";
    call.log("warning", `What this would do could not be checked${hint}: ${messageOf(error)}`);
  }
  return [];
}

/** Two resources that declare the same state of a Droplet undo each other's work for ever. */
function warnOfTwins(definition: ResourceDefinition, call: Call, { inputs, unknown }: Checked) {
  if (!definition.declaresState || !call.urn || unknown.includes("dropletId")) return;
  const claim = claimOf(definition.name, inputs["dropletId"]);
  const twin = call.session.claims.get(claim);
  if (twin === undefined) call.session.claims.set(claim, call.urn);
  else if (twin !== call.urn) {
    call.log(
      "warning",
      `"${nameOf(twin)}" and "${nameOf(call.urn)}" are both a ${definition.name} of Droplet ${String(inputs["dropletId"])} and will undo each other's work: keep one of them`,
    );
  }
}
