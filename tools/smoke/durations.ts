import { presets, type Duration, type EventType } from "../../simulator";
import { actionsIn, type Exchange } from "./exchange";

export interface Took {
  readonly type: string;
  /** How long each action took, in the order of their beginnings. */
  readonly seconds: readonly number[];
  /** What the simulator's preset `realistic` has. */
  readonly simulated: string;
}

/** How long actions took: by their own times, or until they were first seen ended where those are kept back. */
export function durations(exchanges: readonly Exchange[]): Took[] {
  const actions = new Map<unknown, { type: string; seconds: number }>();
  for (const exchange of exchanges) {
    for (const action of actionsIn(exchange)) {
      const { id, type, status, started_at: startedAt, completed_at: completedAt } = action;
      if (status !== "completed" || (actions.has(id) && completedAt === null)) continue;
      const seen = Date.parse(exchange.at) + exchange.tookMilliseconds;
      const end = typeof completedAt === "string" ? Date.parse(completedAt) : seen;
      const seconds = Math.max(0, Math.round((end - Date.parse(String(startedAt))) / 1000));
      actions.set(id, { type: String(type), seconds });
    }
  }
  const types = [...new Set([...actions.values()].map(({ type }) => type))].sort();
  return types.map((type) => ({
    type,
    seconds: [...actions.values()].filter((one) => one.type === type).map((one) => one.seconds),
    simulated: simulated(type),
  }));
}

function simulated(type: string): string {
  const all: Record<string, Duration> = presets.realistic.durations;
  const duration = all[type as EventType];
  if (duration === undefined) return "";
  if (typeof duration === "number") return String(duration);
  return "perGigabyte" in duration
    ? `${duration.perGigabyte} for each GB`
    : `${duration[0]} to ${duration[1]}`;
}
