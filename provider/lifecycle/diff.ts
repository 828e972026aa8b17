import type { Outputs, ResourceDefinition } from "../resources/define";
import { announcePlan, announceUnfinished, describeEnd } from "./announce";
import type { Call } from "./call";
import { holdsUnknown } from "./inputs";
import { begunOf, remember } from "./memory";
import { acts, changedInputs, replacedBy } from "./state";

export interface DiffResult {
  /** Undefined: the engine compares the inputs itself, and so shows which have changed. */
  readonly changes: boolean | undefined;
  readonly replaces: readonly string[];
  /** Inputs that differ and count. */
  readonly changed: readonly string[];
}

/** `olds` are the saved outputs, which hold the inputs they came from. */
export function diff(
  definition: ResourceDefinition,
  call: Call,
  olds: Outputs,
  news: Outputs,
): DiffResult {
  remember(definition, call, olds);
  const changed = changedInputs(definition, olds, news);
  const replaces = replacedBy(definition, changed);
  const sight = call.urn === undefined ? undefined : call.session.sights.get(call.urn);
  const begun = begunOf(definition, call, olds);
  if (begun) {
    if (replaces.length === 0) announceUnfinished(definition, call, news, olds, begun, sight);
    else if (call.urn) {
      const notes = [describeEnd(definition, begun, news), definition.replaced?.(olds)];
      call.session.replacing.set(call.urn, notes.filter(Boolean).join(". "));
    }
    return { changes: true, replaces, changed };
  }
  if (replaces.length > 0 && call.urn) {
    call.session.replacing.set(call.urn, definition.replaced?.(olds) ?? "");
  }
  if (!acts(definition, changed, news)) return { changes: false, replaces: [], changed: [] };
  if (replaces.length === 0) {
    const unknown = changed.filter((input) => holdsUnknown(news[input]));
    announcePlan(definition, call, news, olds, sight ?? (unknown.length ? { unknown } : undefined));
  }
  return { changes: undefined, replaces, changed };
}
