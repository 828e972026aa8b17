import { RefusedError } from "../errors";
import type { Refusal } from "../plan/plan";
import type { Run } from "./run";

export function refused(
  refusal: Refusal,
  { definition, change }: Pick<Run, "definition" | "change">,
): RefusedError {
  return new RefusedError(
    { action: `${definition.name} of ${definition.target.name(change.target)}` },
    `${refusal.input} ${refusal.reason}`,
    refusal.next,
  );
}
