import { isDeepStrictEqual } from "node:util";
import { actionOf } from "../actions";
import { allowDowntimeNames } from "../configuration";
import type { ErrorPage } from "../errorPages";
import { type Operation, type Post, titleOf } from "../operation/fold";
import { describePlan, describeStep, nameDroplet } from "../plan/describe";
import { isRefusal, type Plan, type Step, type Steps, type Warning } from "../plan/plan";
import { dropletsIn, isPresent, type Outputs, type Present, type Seen } from "../resources/define";
import { type Context, once, planOf, type Request, type Sight } from "../run/context";
import { describePlannedWait } from "../run/health/target";
import { resourceOf } from "./earlier";
import { holdsUnknown } from "./inputs";
import { downtimeInAll } from "./outages";
import { warnOfUnknownActions } from "./unknownActions";
import { healthLeft, newOperation, stepsKept, targetOf } from "./state";

/** Shows, once for each resource and only in preview, what `up` would do. */
export async function announcePlan(
  context: Context,
  request: Request,
  sight: Sight | undefined,
  /** What `up` would begin, and what is to be said beside its plan. */
  {
    operation,
    more = [],
  }: { readonly operation?: Operation; readonly more?: readonly string[] } = {},
): Promise<void> {
  if (!isPreview(context) || !sight) return;
  const { definition, inputs } = request;
  const notes = [...more, ...noticesOn(request, sight), ...(await notesOn(context, request))];
  if ("unknown" in sight) {
    const before = targetBefore(request);
    const decided = `${before === undefined ? "What it will do" : `${before} is replaced: what this does on the new one`} is decided when ${sight.unknown.join(" and ")} is known, during up`;
    const loss = lossOf(request);
    const lacking = loss === undefined ? undefined : lackingConsent(context, inputs);
    const consent = lacking === undefined ? "" : `, so it is refused then: ${lacking.text}`;
    const ifRun = loss === undefined ? [] : [`If it runs, ${loss}${consent}`];
    return announce(context, request, [decided, ...ifRun, ...notes].join(". "), lacking?.page);
  }
  if ("assumptions" in sight) {
    const plans = sight.assumptions.map((seen) => ({
      seen,
      plan: planWith(notes, context, request, seen),
    }));
    const { seen, plan } = plans.reduce((a, b) => (size(b.plan) > size(a.plan) ? b : a));
    if (isEmpty(plan)) return;
    const before = targetBefore(request);
    const which =
      before === undefined
        ? `its ${definition.target.input === "tag" ? "tag" : "Droplet"}`
        : `the replacement of ${before}`;
    const [steps, page] = isRefusal(plan)
      ? [`${plan.input} ${plan.reason}`]
      : [describePlan(plan, dropletsIn(seen)), pageOfPlan(plan)];
    return announce(context, request, `When ${which} is known, at most: ${steps}`, page);
  }
  const { seen } = sight;
  const { target } = definition;
  const plan = isPresent(seen)
    ? planWith(notes, context, request, seen, operation)
    : target.missing(targetOf(definition, inputs));
  await warnOfUnknownActions(context, request, seen, plan);
  if (isRefusal(plan)) {
    return announce(
      context,
      request,
      `${plan.input} ${plan.reason}. ${plan.next}. If this is still so in \`up\`, it is refused`,
      plan.page,
    );
  }
  if (isEmpty(plan)) return;
  const inAll = downtimeInAll(context, request, plan, seen);
  const named =
    seen.droplet && target.input === "dropletId"
      ? nameDroplet(seen.droplet)
      : target.name(targetOf(definition, inputs));
  const whole = { ...plan, notes: [...plan.notes, ...inAll] };
  const line = `${named}: ${describePlan(whole, dropletsIn(seen))}`;
  announce(context, request, line, pageOfPlan(plan));
}

/** What others changed and nothing acts on is said at every preview and refresh, also of an unchanged resource. */
export function announceNotice(context: Context, notice: string | undefined): void {
  if (notice === undefined) return;
  const { session, urn, say } = context;
  once(session.announced, `what others changed of ${urn}`, () => say(notice));
}

export function noticesOn({ definition, state }: Request, sight: Sight): string[] {
  if (!definition.looksAtOutputs || !state || !("seen" in sight)) return [];
  const notice = definition.notices?.(sight.seen, state);
  return notice === undefined ? [] : [notice];
}

/** What is to be said beside the plan. */
async function notesOn(context: Context, { state }: Request): Promise<string[]> {
  const worker = await context.journal.holder(resourceOf(context));
  return [
    // An update that is previewed as such is no replacement.
    state ? "" : (context.session.replacing.get(context.urn ?? "") ?? ""),
    worker === undefined
      ? ""
      : `Another process (id ${worker.pid}) works on this resource now; up waits for it, and makes its plan after that`,
  ].filter(Boolean);
}

/** The consent without which `up` will refuse to destroy data. */
function lackingConsent(context: Context, { allowDataLoss }: Outputs): Warning | undefined {
  if (allowDataLoss !== true) {
    return { text: "allowDataLoss is not true", page: "data-loss-not-allowed" };
  }
  if (context.allowsDowntime()) return undefined;
  return { text: `${allowDowntimeNames[0]} is false`, page: "downtime-not-allowed" };
}

/** What it acts on in the state, if that is to be another one, which is not known yet. */
function targetBefore({ definition, inputs, state, replaced }: Request): string | undefined {
  if (!holdsUnknown(inputs[definition.target.input])) return undefined;
  const before = state ? targetOf(definition, state) : replaced;
  return before === undefined ? undefined : definition.target.name(before);
}

/** What its action would destroy, where that is known although the rest of its plan is not. */
function lossOf(request: Request): string | undefined {
  const { definition, inputs } = request;
  const isOpen = holdsUnknown(inputs["allowDataLoss"]) || holdsUnknown(inputs["type"]);
  const isDue = newOperation(request).due !== null;
  return isOpen || !isDue ? undefined : definition.destroys?.(inputs);
}

/** The plan with what is to be said beside it. What is waited for after the steps comes right behind them. */
function planWith(
  notes: readonly string[],
  context: Context,
  request: Request,
  seen: Present<Seen>,
  operation = newOperation(request),
): Plan {
  const plan = planOf(context, request, seen, operation);
  if (isRefusal(plan)) return plan;
  const wait = describePlannedWait(request, plan, seen, operation);
  const waits = wait === undefined ? [] : [wait];
  return { ...plan, notes: [...waits, ...plan.notes, ...notes] };
}

/** The same for what an earlier run left: what it waits for, and the steps that follow. */
export function announceUnfinished(
  context: Context,
  request: Request,
  left: Operation,
  sight: Sight | undefined,
): void {
  if (!isPreview(context)) return;
  const waits = waitsOf(left);
  const named = waits.map(describeWait);
  const steps = stepsAfter(request, left, waits, sight) ?? stepsKept(request.state);
  const health = healthLeft(left, request.inputs).filter((text) => !steps.includes(text));
  const rest = [...named, ...steps, ...health].join("; ") || "read the Droplet and do what is left";
  announce(
    context,
    request,
    `${request.definition.target.name(left.target)}: resume the interrupted operation: ${rest}. Nothing that was accepted is sent again.`,
  );
}

/** For an operation that is not resumed but ended: before the plan, or after it by the removal of what is replaced. */
export function describeEnd(left: Operation, when: string): string {
  const waits = waitsOf(left).map(describeWait);
  return [`The interrupted operation is finished ${when}`, ...waits].join(": ");
}

/** What somebody still waits for. */
export const waitsOf = ({ posts }: Operation): Post[] =>
  posts.filter(({ awaits }) => awaits !== null);

const describeWait = (post: Post): string =>
  `wait for ${titleOf(post)}${post.action === null ? ", whose answer was lost" : ""}`;

/** The plan as it is now, without what is under way; undefined where it cannot be made. */
function stepsAfter(
  { definition, inputs }: Request,
  left: Operation,
  waits: readonly Post[],
  sight: Sight | undefined,
): readonly string[] | undefined {
  if (!sight || !("seen" in sight) || !isPresent(sight.seen)) return undefined;
  const plan = definition.plan(inputs, sight.seen, left);
  if (isRefusal(plan)) return undefined;
  return plan.steps
    .filter((step) => !waits.some((post) => isUnderWay(step, post)))
    .map(describeStep);
}

function isUnderWay(step: Step, { type, body }: Post): boolean {
  if (step.do === "turn off") return actionOf(type).turnsOff === true;
  return "body" in step && step.type === type && isDeepStrictEqual(step.body, body);
}

export const isPreview = (context: Context) => phaseOf(context) === true;

/** The check tells it also for the calls that follow; undefined where the engine tells it to none of them. */
export const phaseOf = ({ urn = "", session, preview }: Context): boolean | undefined =>
  preview ?? session.previews.get(urn);

const isEmpty = (plan: Plan) =>
  !isRefusal(plan) && plan.steps.length === 0 && plan.notes.length === 0;

const size = (plan: Plan) => (isRefusal(plan) ? 0 : plan.steps.length);

/** The line of a plan with warnings is a warning itself, and its page is that of the first. */
const pageOfPlan = ({ warnings }: Steps): ErrorPage | undefined => warnings?.[0]?.page;

/** Once for a resource; a second time if an update was announced and the engine replaces the resource instead. */
function announce(
  { session, urn, say }: Context,
  { state }: Request,
  line: string,
  /** Where it is explained, if it is a warning. */
  page?: ErrorPage,
): void {
  once(session.announced, `${urn ?? line}${state ? "" : ", new"}`, () => say(line, page));
}
