import { isOfToken, messageOf, pageOf } from "../errors";
import { isRefusal, type Refusal } from "../plan/plan";
import { titleOf } from "../operation/fold";
import { isPresent, lookAtDroplet } from "../resources/define";
import { type Context, kindOn, nameOf, planOf, type Request, type Sight } from "../run/context";
import { announcePlan, announceUnfinished } from "./announce";
import { interruptedIn } from "./earlier";
import { type Checked, checkInputs, type Failure, holdsUnknown } from "./inputs";
import { briefly, ifReachable, sightIfAny } from "./sight";
import { acts, changedInputs, newOperation, replacedBefore, replacedBy, targetOf } from "./state";

/**
 * Refuses what is wrong before anything happens. DigitalOcean is asked only for a new resource or for changed inputs
 * that would act: what once succeeded must not fail a later deployment because the world has changed.
 */
export async function check(
  context: Context,
  /** The inputs are as the program has them, and the state is the old inputs, of which more is not known here. */
  { definition, inputs: news, state: olds }: Request,
): Promise<Checked> {
  const { session, urn } = context;
  if (urn) {
    if (context.preview !== undefined) session.previews.set(urn, context.preview);
    session.sights.delete(urn);
  }
  const { inputs, failures } = checkInputs(definition, olds ?? {}, news, nameOf(urn));
  if (failures.length > 0) return { inputs, failures };
  const request = { definition, inputs, state: olds, replaced: replacedBefore(context, olds) };
  warnOfTwins(context, request);
  await warnOfInterrupted(context);
  if (olds) {
    const target = targetOf(definition, olds);
    session.knownTargets.add(target);
    if (urn) {
      session.targets.set(urn, target);
      // Only a diff shows which operation has made it, and a taint is not asked for one.
      session.held.set(urn, { base: null, kept: null });
    }
    const changed = changedInputs(definition, olds, inputs);
    const isReplaced = replacedBy(definition, changed).length > 0;
    // A replacement is checked a second time, as a new resource.
    if (!acts(definition, changed, inputs) || isReplaced) return { inputs, failures };
  }
  try {
    return { inputs, failures: await failuresSeen(context, request) };
  } catch (error) {
    if (!isOfToken(error)) throw error;
    // About no input: the token is set elsewhere.
    return { inputs, failures: [{ property: "", reason: messageOf(error), page: pageOf(error) }] };
  }
}

async function failuresSeen(context: Context, request: Request): Promise<Failure[]> {
  const { session, urn } = context;
  let sight = await sightIfAny(context, request);
  // Nothing is refused for what may be over.
  if (sight && isFinal(refusalOf(context, request, sight))) {
    sight = await sightIfAny(context, request, { isFresh: true });
  }
  if (!sight) return [];
  if (urn && !("unknown" in sight)) session.sights.set(urn, sight);
  const refusal = refusalOf(context, request, sight);
  if (isFinal(refusal)) {
    const { input, reason, next, page } = refusal;
    return [{ property: input, reason: `${reason}. ${next}`, page }];
  }
  if (request.state) return [];
  const interrupted = await interruptedIn(context, request);
  if (interrupted) announceUnfinished(context, request, interrupted, sight);
  else await announcePlan(context, request, sight);
  return [];
}

const isFinal = (refusal: Refusal | undefined): refusal is Refusal =>
  refusal !== undefined && !refusal.mayChange;

/** While the Droplet is not known, only what is refused whatever it will be. */
function refusalOf(context: Context, request: Request, sight: Sight): Refusal | undefined {
  const { definition, inputs } = request;
  if ("seen" in sight && !isPresent(sight.seen)) {
    const target = targetOf(definition, inputs);
    const missing = definition.target.missing(target);
    // One that was there once is no mistake in the program: a failed check would keep a whole fleet from its change.
    return context.session.knownTargets.has(target) ? { ...missing, mayChange: true } : missing;
  }
  const possible = "seen" in sight ? [sight.seen] : "assumptions" in sight ? sight.assumptions : [];
  const operation = newOperation(request);
  const refusals = possible
    .filter(isPresent)
    .map((seen) => planOf(context, request, seen, operation))
    .filter(isRefusal);
  // What depends on its power may change, and is no final refusal; downtime is one, for it may be on.
  return refusals.find(isFinal);
}

/** Two resources that declare the same state of a Droplet undo each other's work for ever. */
function warnOfTwins({ say, session, urn }: Context, { definition, inputs }: Request): void {
  if (!definition.declaresState || !urn || holdsUnknown(inputs[definition.target.input])) return;
  const target = targetOf(definition, inputs);
  const key = kindOn(definition.name, target);
  const twin = session.declaredBy.get(key);
  if (twin === undefined) session.declaredBy.set(key, urn);
  else if (twin !== urn) {
    say(
      `"${nameOf(twin)}" and "${nameOf(urn)}" are both a ${definition.name} of ${definition.target.name(target)} and will undo each other's work: keep one of them`,
      "conflicting-resources",
    );
  }
}

/** Once, and with the first resource that is at hand: the engine does not name those that are gone from the program. */
async function warnOfInterrupted(context: Context): Promise<void> {
  const { apiUrl, journal, say, session, urn = "" } = context;
  if (session.announced.has(interrupted)) return;
  session.announced.add(interrupted);
  for (const { about, restoresPower, posts, target } of await journal.interrupted()) {
    const isOurs = stackOf(about.urn) === stackOf(urn) && about.apiUrl === apiUrl();
    if (!isOurs || about.urn === urn) continue;
    const name = nameOf(about.urn);
    if (!restoresPower) {
      const sent = posts.map(titleOf).join(" and ");
      say(
        `An interrupted run of ${name} had sent ${sent} on ${about.kind === "DropletTagAction" ? "tag" : "Droplet"} ${target}, and it is not in Pulumi's state. ${name} resumes it when it is deployed again; under another name it would be sent again`,
        "interrupted-run",
      );
      continue;
    }
    const droplet = await lookIfAny(context, target);
    if (droplet?.status !== "off") continue;
    say(
      `An interrupted run of ${name} turned Droplet ${target} off. ${name} restores the power when it is deployed again; if it is gone from the program, turn the Droplet on with \`doctl compute droplet-action power-on ${target}\``,
      "interrupted-run",
    );
  }
}

/** Null where it cannot be read, too. */
const lookIfAny = (context: Context, dropletId: string) =>
  ifReachable(context, () => lookAtDroplet(briefly(context), dropletId)).catch(() => null);

const interrupted = "what interrupted runs have left";

/** Stack and project. */
const stackOf = (urn: string): string => urn.split("::").slice(0, 2).join("::");
