import { allowDowntimeNames } from "../configuration";
import { isAwaited, type Operation } from "../operation/fold";
import type { Context, SavedRequest, Sight } from "../run/context";
import {
  announceNotice,
  announcePlan,
  announceUnfinished,
  describeEnd,
  isPreview,
  noticesOn,
  phaseOf,
} from "./announce";
import { decisionFor, earlierOf, leftIn, noteState } from "./earlier";
import { outputsAfter, baseRecord } from "./end";
import { holdsUnknown } from "./inputs";
import { sightIfAny, sightOf, warnOfNoSight } from "./sight";
import { acts, changedInputs, newOperation, outputsBefore, replacedBy } from "./state";

interface DiffResult {
  /** Undefined: the engine compares the inputs itself, and so shows which have changed. */
  readonly changes: boolean | undefined;
  readonly replaces: readonly string[];
  /** Inputs that differ and count. */
  readonly changed: readonly string[];
}

/** The state is the saved outputs, which hold the inputs they came from. */
export async function diff(context: Context, request: SavedRequest): Promise<DiffResult> {
  const { definition, inputs, state } = request;
  const { session, urn } = context;
  await noteState(context, state);
  const changed = changedInputs(definition, state, inputs);
  const replaces = replacedBy(definition, changed);
  const [left] = await leftIn(context, state);
  if (replaces.length > 0 && urn !== undefined) {
    const removal = definition.replaced?.(state);
    const isRefusable = removal && definition.removesWith?.(state) && !context.allowsDowntime();
    const refusal =
      isRefusable &&
      `That is refused if it takes the Droplet down: ${allowDowntimeNames[0]} is false`;
    const { input, name } = definition.target;
    const isSame = inputs[input] === left?.target;
    const ends =
      left && describeEnd(left, isSame ? "first" : `after that, on ${name(left.target)}`);
    const notes = [ends, removal, refusal].filter(Boolean);
    session.replacing.set(urn, notes.join(". "));
  }
  if (left) {
    if (replaces.length === 0) await announceLeft(context, request, left);
    return { changes: true, replaces, changed };
  }
  const isActing = acts(definition, changed, inputs);
  if (replaces.length === 0) {
    if (!isActing) await announceNoticesOn(context, request);
    else {
      const sight = await sightFor(context, request);
      const unknown = changed.filter((input) => holdsUnknown(inputs[input]));
      await announcePlan(context, request, sight ?? (unknown.length ? { unknown } : undefined));
      // The engine may replace it all the same, if replaceOnChanges says so, and then asks for a check of a new one.
      if (urn !== undefined) session.replacing.set(urn, definition.replaced?.(state) ?? "");
    }
  }
  if (!isActing) return { changes: false, replaces: [], changed: [] };
  return { changes: undefined, replaces, changed };
}

/** The plugin's engine asks for nothing but this of an unchanged resource, and does not say whether it is a preview. */
async function announceNoticesOn(context: Context, request: SavedRequest): Promise<void> {
  if (!request.definition.looksAtOutputs || phaseOf(context) === false) return;
  try {
    const sight = await sightOf(context, request);
    announceNotice(context, noticesOn(request, sight)[0]);
  } catch (error) {
    // What may be an update does not fail for what is only shown.
    if (isPreview(context)) warnOfNoSight(context, error);
  }
}

/** Says whether what an earlier run began is resumed, or ended because it was for other inputs. */
async function announceLeft(
  context: Context,
  request: SavedRequest,
  left: Operation,
): Promise<void> {
  const { definition, state } = request;
  if (!isPreview(context)) return;
  const earlier = await earlierOf(context, state);
  const { do: does } = decisionFor(context, request, earlier);
  if (!definition.looksAtOutputs || does !== "end") {
    return announceUnfinished(context, request, left, await sightFor(context, request, left));
  }
  const own = baseRecord(request, earlier.records);
  const from = own ? await outputsAfter(context, request, own) : outputsBefore(request);
  const operation = { ...newOperation(request), from };
  const sight = await sightFor(context, request, operation);
  const joins = own && left.posts.some(isAwaited);
  const more = [
    describeEnd(left, "first"),
    ...(joins ? ["What that makes belongs to this resource and is treated like the rest"] : []),
  ];
  await announcePlan(context, request, sight, { operation, more });
}

/** What the check saw, or what it did not look at: it is shown no outputs, and unchanged inputs may be unfinished. */
async function sightFor(
  context: Context,
  request: SavedRequest,
  operation?: Operation,
): Promise<Sight | undefined> {
  const checked = context.session.sights.get(context.urn ?? "");
  const isEnough = checked !== undefined && !request.definition.looksAtOutputs;
  if (isEnough || !isPreview(context)) return checked;
  return (await sightIfAny(context, request, operation && { operation })) ?? checked;
}
