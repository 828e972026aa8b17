import type { ActionType, Simulator } from "../../simulator";

/** Actions of the last days, one a day. */
export function addHistory(
  simulator: Simulator,
  dropletId: number,
  type: ActionType,
  durations: readonly number[],
): void {
  const world = simulator.current();
  durations.forEach((duration, index) => {
    const startedAt = simulator.now() - (durations.length - index) * 86_400_000;
    const endsAt = startedAt + duration * 1000;
    world.addAction({
      type,
      status: "completed",
      dropletId,
      region: "nyc3",
      startedAt,
      endsAt,
      completedAt: endsAt,
      outcome: "completed",
      body: {},
    });
  });
}
