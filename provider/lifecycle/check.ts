import { isRefusal, type Refusal } from "../plan/plan";
import type { Outputs, ResourceDefinition } from "../resources/define";
import { lookAtDroplet } from "../resources/look";
import { announcePlan, announceUnfinished, planFor } from "./announce";
import { type Call, kindOn, nameOf } from "./call";
import { type Checked, checkInputs, type Failure } from "./inputs";
import { begunUnknown, workOf } from "./memory";
import { ifReachable, type Sight, sightOf, warnOfNoSight } from "./sight";
import { acts, changedInputs, replacedBy, targetOf } from "./state";

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
  if (call.urn) {
    call.session.previews.set(call.urn, call.preview);
    call.session.sights.delete(call.urn);
  }
  const checked = checkInputs(definition, olds, news, nameOf(call.urn));
  const { inputs, failures } = checked;
  if (failures.length > 0) return { inputs, failures };
  warnOfTwins(definition, call, checked);
  await warnOfOwedPower(call);
  const isNew = Object.keys(olds).length === 0;
  if (!isNew && call.urn) {
    call.session.held.set(call.urn, workOf(definition, call, olds).hash);
  }
  const changed = isNew ? [] : changedInputs(definition, olds, inputs);
  // A replacement is checked a second time, as a new resource.
  if (
    !isNew &&
    (!acts(definition, changed, inputs) || replacedBy(definition, changed).length > 0)
  ) {
    return { inputs, failures };
  }
  return { inputs, failures: await preflight(definition, call, checked, isNew ? {} : olds) };
}

/** `state` is empty for a new resource, and else what is known of it here: its old inputs. */
async function preflight(
  definition: ResourceDefinition,
  call: Call,
  checked: Checked,
  state: Outputs,
): Promise<Failure[]> {
  const { inputs } = checked;
  let sight: Sight;
  try {
    sight = await sightOf(definition, call, checked, state);
    // Nothing is refused for what may be over.
    if (isFinal(refusalOf(definition, inputs, state, sight))) {
      sight = await sightOf(definition, call, checked, state, { anew: true });
    }
  } catch (error) {
    warnOfNoSight(call, error);
    return [];
  }
  if (call.urn && !("unknown" in sight)) call.session.sights.set(call.urn, sight);
  const refusal = refusalOf(definition, inputs, state, sight);
  if (isFinal(refusal)) {
    return [{ property: refusal.input, reason: `${refusal.reason}. ${refusal.next}` }];
  }
  if (Object.keys(state).length > 0) return [];
  const begun = begunUnknown(definition, call, inputs);
  if (begun) announceUnfinished(definition, call, inputs, {}, begun, sight);
  else announcePlan(definition, call, inputs, {}, sight);
  return [];
}

const isFinal = (refusal: Refusal | undefined): refusal is Refusal =>
  refusal !== undefined && !refusal.mayChange;

/** Of a Droplet that is not known yet only what is refused whatever it will be. */
function refusalOf(
  definition: ResourceDefinition,
  inputs: Outputs,
  state: Outputs,
  sight: Sight,
): Refusal | undefined {
  if ("seen" in sight && sight.seen.droplet === null) {
    return definition.target.missing(targetOf(definition, inputs));
  }
  const possible = "seen" in sight ? [sight.seen] : "assumptions" in sight ? sight.assumptions : [];
  const refusals = possible.map((seen) => {
    const plan = planFor(definition, inputs, state, seen);
    return isRefusal(plan) ? plan : undefined;
  });
  return refusals.every(Boolean) ? refusals[0] : undefined;
}

/** Two resources that declare the same state of a Droplet undo each other's work for ever. */
function warnOfTwins(definition: ResourceDefinition, call: Call, { inputs, unknown }: Checked) {
  if (!definition.declaresState || !call.urn || unknown.includes(definition.target.input)) return;
  const target = targetOf(definition, inputs);
  const key = kindOn(definition.name, target);
  const twin = call.session.declaredBy.get(key);
  if (twin === undefined) call.session.declaredBy.set(key, call.urn);
  else if (twin !== call.urn) {
    call.log(
      "warning",
      `"${nameOf(twin)}" and "${nameOf(call.urn)}" are both a ${definition.name} of ${definition.target.name(target)} and will undo each other's work: keep one of them`,
    );
  }
}

/** Once, and with the first resource that is at hand: the engine does not name those that are gone from the program. */
async function warnOfOwedPower(call: Call): Promise<void> {
  const { journal, log, session, urn = "" } = call;
  if (session.announced.has(owed)) return;
  session.announced.add(owed);
  for (const { work, change } of journal.owing()) {
    const isOurs = stackOf(work.urn) === stackOf(urn) && work.apiUrl === call.apiUrl();
    const droplet = isOurs && work.urn !== urn && (await lookIfAny(call, change.target));
    if (!droplet || droplet.status !== "off") continue;
    log(
      "warning",
      `An interrupted run of ${nameOf(work.urn)} turned Droplet ${droplet.id} off. That resource puts the power back when it is deployed again; if it is gone from the program, turn the Droplet on with \`doctl compute droplet-action power-on ${droplet.id}\``,
    );
  }
}

/** Null where it cannot be read, too. */
const lookIfAny = (call: Call, dropletId: string) =>
  ifReachable(call, () => lookAtDroplet(call.api(), dropletId)).catch(() => null);

const owed = "power that is owed";

/** Stack and project. */
const stackOf = (urn: string): string => urn.split("::").slice(0, 2).join("::");
