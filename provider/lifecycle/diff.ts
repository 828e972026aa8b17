import { allowDowntimeNames } from "../configuration";
import type { Outputs } from "../resources/define";
import type { Context, Request } from "../run/context";
import { announcePlan, announceUnfinished, describeEnd } from "./announce";
import { leftIn, noteState } from "./earlier";
import { holdsUnknown } from "./inputs";
import { acts, changedInputs, replacedBy } from "./state";

export interface DiffResult {
  /** Undefined: the engine compares the inputs itself, and so shows which have changed. */
  readonly changes: boolean | undefined;
  readonly replaces: readonly string[];
  /** Inputs that differ and count. */
  readonly changed: readonly string[];
}

/** The state is the saved outputs, which hold the inputs they came from. */
export async function diff(
  context: Context,
  request: Request & { readonly state: Outputs },
): Promise<DiffResult> {
  const { definition, inputs, state } = request;
  const { session, urn } = context;
  await noteState(context, state);
  const changed = changedInputs(definition, state, inputs);
  const replaces = replacedBy(definition, changed);
  const sight = urn === undefined ? undefined : session.sights.get(urn);
  const [left] = await leftIn(context, state);
  if (replaces.length > 0 && urn !== undefined) {
    const ends = left && describeEnd(definition, left, inputs);
    const removal = definition.replaced?.(state);
    const isRefusable = removal && definition.removesWith?.(state) && !context.allowsDowntime();
    const refusal =
      isRefusable &&
      `That is refused if it takes the Droplet down: ${allowDowntimeNames[0]} is false`;
    const notes = [ends, removal, refusal].filter(Boolean);
    session.replacing.set(urn, notes.join(". "));
  }
  if (left) {
    if (replaces.length === 0) announceUnfinished(context, request, left, sight);
    return { changes: true, replaces, changed };
  }
  if (!acts(definition, changed, inputs)) return { changes: false, replaces: [], changed: [] };
  if (replaces.length === 0) {
    const unknown = changed.filter((input) => holdsUnknown(inputs[input]));
    await announcePlan(context, request, sight ?? (unknown.length ? { unknown } : undefined));
  }
  return { changes: undefined, replaces, changed };
}
