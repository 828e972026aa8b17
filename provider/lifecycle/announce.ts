import { isDeepStrictEqual } from "node:util";
import { actionOf } from "../actions";
import { type Post, titleOf } from "../actions/post";
import type { Change } from "../plan/change";
import { describePlan, describeStep, nameDroplet } from "../plan/describe";
import { isRefusal, type Plan, type Step } from "../plan/plan";
import type { Outputs, ResourceDefinition, Seen } from "../resources/define";
import type { Call } from "./call";
import { holdsUnknown } from "./inputs";
import { workerOf } from "./memory";
import type { Sight } from "./sight";
import { beginChange, targetOf, type Unfinished } from "./state";

/** Shows, once for each resource and only in preview, what `up` would do. */
export function announcePlan(
  definition: ResourceDefinition,
  call: Call,
  inputs: Outputs,
  state: Outputs,
  sight: Sight | undefined,
): void {
  if (!isPreview(call) || !sight) return;
  const notes = notesOn(definition, call, inputs);
  if ("unknown" in sight) {
    const decided = `What it will do is decided when ${sight.unknown.join(" and ")} is known, during up`;
    const loss = lossOf(definition, inputs, state);
    const isAllowed = loss === undefined || inputs["allowDataLoss"] === true;
    const consent = "so it is refused then: allowDataLoss is not true";
    const ifRun =
      loss === undefined ? [] : [`If it runs, ${loss}${isAllowed ? "" : `, ${consent}`}`];
    return announce(call, isAllowed ? "info" : "warning", [decided, ...ifRun, ...notes].join(". "));
  }
  if ("assumptions" in sight) {
    const plans = sight.assumptions.map((seen) => planFor(definition, inputs, state, seen));
    const longest = withNotes(
      plans.reduce((a, b) => (size(b) > size(a) ? b : a)),
      notes,
    );
    if (isEmpty(longest)) return;
    return announce(
      call,
      "info",
      `When its ${definition.target.input === "tag" ? "tag" : "Droplet"} is known, at most: ${sentenceOf(longest)}`,
    );
  }
  const { droplet } = sight.seen;
  const { target } = definition;
  const plan = droplet
    ? withNotes(planFor(definition, inputs, state, sight.seen), notes)
    : target.missing(targetOf(definition, inputs));
  if (isRefusal(plan)) {
    return announce(
      call,
      "warning",
      `${plan.input} ${plan.reason}. ${plan.next}. If this is still so in \`up\`, it is refused`,
    );
  }
  if (isEmpty(plan)) return;
  const named =
    droplet && target.input === "dropletId"
      ? nameDroplet(droplet)
      : target.name(targetOf(definition, inputs));
  announce(call, "info", `${named}: ${describePlan(plan)}`);
}

/** What is to be said beside the plan. */
function notesOn(definition: ResourceDefinition, call: Call, inputs: Outputs): string[] {
  const worker = workerOf(definition, call, inputs);
  return [
    call.session.replacing.get(call.urn ?? "") ?? "",
    worker === undefined
      ? ""
      : `Another process (id ${worker}) works on this resource now; up waits for it, and makes its plan after that`,
  ].filter(Boolean);
}

/** What its action would destroy, where that is known although the rest of its plan is not. */
function lossOf(
  definition: ResourceDefinition,
  inputs: Outputs,
  state: Outputs,
): string | undefined {
  const isOpen = holdsUnknown(inputs["allowDataLoss"]) || holdsUnknown(inputs["type"]);
  const isDue = beginChange(definition, inputs, state).due !== null;
  return isOpen || !isDue ? undefined : definition.destroys?.(inputs);
}

const withNotes = (plan: Plan, notes: readonly string[]): Plan =>
  isRefusal(plan) ? plan : { ...plan, notes: [...plan.notes, ...notes] };

/** The same for what an earlier run has begun: what it waits for, and the steps that follow. */
export function announceUnfinished(
  definition: ResourceDefinition,
  call: Call,
  inputs: Outputs,
  state: Outputs,
  begun: Change,
  sight: Sight | undefined,
): void {
  if (!isPreview(call)) return;
  const waits = waitsOf(begun);
  const named = waits.map(describeWait);
  const { steps: told = [] } = (state["unfinished"] ?? {}) as Partial<Unfinished>;
  const steps = stepsAfter(definition, inputs, state, begun, waits, sight) ?? told;
  const rest = [...named, ...steps].join("; ") || "look at the Droplet and do what is left";
  announce(
    call,
    "info",
    `${definition.target.name(begun.target)}: finish what an earlier run began: ${rest}. Nothing that was accepted is posted again.`,
  );
}

/** For a replacement, in which the new one does not go on with it: on another Droplet, the removal of the old one does. */
export function describeEnd(
  { target }: ResourceDefinition,
  begun: Change,
  inputs: Outputs,
): string {
  const isFirst = inputs[target.input] === begun.target;
  const when = isFirst ? "first" : `after that, on ${target.name(begun.target)}`;
  const waits = waitsOf(begun).map(describeWait);
  return [`What an earlier run began comes to its end ${when}`, ...waits].join(": ");
}

const waitsOf = ({ posts }: Change): Post[] => posts.filter(({ settled }) => !settled);

const describeWait = (post: Post): string =>
  `wait for ${titleOf(post)}${post.actionId === null ? ", whose answer was lost" : ""}`;

/** The plan as it is now, without what is under way; undefined where it cannot be made. */
function stepsAfter(
  definition: ResourceDefinition,
  inputs: Outputs,
  state: Outputs,
  begun: Change,
  waits: readonly Post[],
  sight: Sight | undefined,
): readonly string[] | undefined {
  if (!sight || !("seen" in sight) || !sight.seen.droplet) return undefined;
  const { droplet } = sight.seen;
  const plan = definition.plan(inputs, { ...sight.seen, droplet }, begun, state);
  if (isRefusal(plan)) return undefined;
  return plan.steps
    .filter((step) => !waits.some((post) => isUnderWay(step, post)))
    .map(describeStep);
}

const isUnderWay = (step: Step, { type, body }: Post): boolean =>
  step.do === "turn off"
    ? actionOf(type).turnsOff === true
    : step.type === type && isDeepStrictEqual(step.body, body);

const isPreview = ({ urn, session, preview }: Call) =>
  preview || (urn !== undefined && session.previews.get(urn) === true);

/** The plan as far as it can be made from what is seen. */
export function planFor(
  definition: ResourceDefinition,
  inputs: Outputs,
  state: Outputs,
  seen: Seen,
): Plan {
  if (!seen.droplet) return { steps: [], notes: [] };
  const present = { ...seen, droplet: seen.droplet };
  return definition.plan(inputs, present, beginChange(definition, inputs, state), state);
}

const isEmpty = (plan: Plan) =>
  !isRefusal(plan) && plan.steps.length === 0 && plan.notes.length === 0;

const size = (plan: Plan) => (isRefusal(plan) ? 0 : plan.steps.length);

const sentenceOf = (plan: Plan) =>
  isRefusal(plan) ? `${plan.input} ${plan.reason}` : describePlan(plan);

function announce(call: Call, severity: "info" | "warning", line: string): void {
  const key = call.urn ?? line;
  if (call.session.announced.has(key)) return;
  call.session.announced.add(key);
  call.log(severity, line);
}
