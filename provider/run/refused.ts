import { RefusedError } from "../errors";
import type { Refusal } from "../plan/plan";
import { type Run, subjectOf } from "./run";

export function refused(refusal: Refusal, run: Pick<Run, "definition" | "log">): RefusedError {
  return new RefusedError(
    refusal.page,
    { action: subjectOf(run) },
    `${refusal.input} ${refusal.reason}`,
    refusal.next,
  );
}
