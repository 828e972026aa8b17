/** One action POST of a change, as far as it is known. Kept in state, so plain JSON. */
export interface Post {
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** By our clock, ISO 8601. */
  readonly sentAt: string;
  /** Null as long as no answer named it. */
  actionId: number | null;
  /** "unknown": the answer was lost, and DigitalOcean may or may not have accepted the POST. */
  status: "unknown" | "in-progress" | "completed" | "errored";
  startedAt: string | null;
  completedAt: string | null;
  /** Its effect was seen, or nobody waits for it any more. */
  settled: boolean;
  /** What was there before, for telling the effect from it. */
  readonly before?: { readonly snapshotIds: readonly string[] } | undefined;
}
